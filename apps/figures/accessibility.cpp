// Figure `accessibility`: who finds fixed points from which self-coupling on.
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/solvers/transitions.hpp>

#include "figure.hpp"
#include "measure.hpp"
#include "success.hpp"

namespace steady::apps {
namespace {

// One panel for what is planned (messages, annealing), one for what just happens (dynamics).
constexpr const char* commands = R"gnuplot(
array planned[2] = ["reinforced", "annealing"]
array plain[2] = ["greedy", "asynchronous"]
is(series, a, n) = strcol("series") eq series && strcol("algorithm") eq a && column("size") == n ? column("self_coupling") : NaN
low = "fraction_low"; high = "fraction_high"
sizes = "100 400 1600"
full = "6 9 7"
style(i) = i == 1 ? 3 : (i == 2 ? 2 : 1)
stats data using (strcol("series") eq "theory" ? column("self_coupling") : NaN) nooutput name "gap"
set multiplot
set lmargin at screen 0.145; set rmargin at screen 0.975
set xrange [0:0.84]; set xtics 0.2; set mxtics 4
set yrange [-0.04:1.04]; set ytics 0.5; set mytics 5
set arrow 1 from gap_max, graph 0 to gap_max, graph 1 nohead lc rgb "black" lw 1.2 dt (12,8)
set ylabel "success" offset 1.2,0
set format x ""
set tmargin at screen 0.985; set bmargin at screen 0.555
set label 1 "(a)" right at graph 0.98,0.9
set label 2 "message passing" at 0.3,0.62 left tc rgb c1
set label 3 "annealing" at 0.3,0.48 left tc rgb c3
set key at graph 0.98,0.05 right bottom Left reverse samplen 2.4 spacing 1.1
plot \
  for [a=1:2] for [i=1:3] data using (is("curve", planned[a], word(sizes,i)+0)):(column("success_fraction")) with lines lc rgb (a==1 ? c1 : c3) lw 1.2 dt style(i) notitle, \
  for [a=1:2] for [i=1:3] data using (is("simulation", planned[a], word(sizes,i)+0)):(column(low)):(0):(column(high)-column(low)) with vectors heads size screen 0.005,90 nofilled lw 0.7 lc rgb (a==1 ? c1 : c3) notitle, \
  for [a=1:2] for [i=1:3] data using (is("simulation", planned[a], word(sizes,i)+0)):(column("success_fraction")) with points pt (word(full,i)+0) ps 0.45 lc rgb (a==1 ? c1 : c3) notitle, \
  for [i=1:3] NaN with linespoints lc rgb grey lw 1.2 dt style(i) pt (word(full,i)+0) ps 0.45 title Ntext." = ".word(sizes,i)
unset label 1; unset label 2; unset label 3
unset key
set format x "%g"
set xlabel "self-coupling ".JD offset 0,0.4
set tmargin at screen 0.535; set bmargin at screen 0.115
set label 4 "gap closing" rotate by 90 left at gap_max-0.022, graph 0.42
set label 5 "(b)" right at graph 0.98,0.1
set label 6 "greedy" at 0.075,0.97 left tc rgb c4
set label 7 "random" at 0.69,0.5 left tc rgb c2
plot \
  for [a=1:2] for [i=1:3] data using (is("curve", plain[a], word(sizes,i)+0)):(column("success_fraction")) with lines lc rgb (a==1 ? c4 : c2) lw 1.2 dt style(i) notitle, \
  for [a=1:2] for [i=1:3] data using (is("simulation", plain[a], word(sizes,i)+0)):(column(low)):(0):(column(high)-column(low)) with vectors heads size screen 0.005,90 nofilled lw 0.7 lc rgb (a==1 ? c4 : c2) notitle, \
  for [a=1:2] for [i=1:3] data using (is("simulation", plain[a], word(sizes,i)+0)):(column("success_fraction")) with points pt (word(full,i)+0) ps 0.45 lc rgb (a==1 ? c4 : c2) notitle
unset label 4; unset label 5; unset label 6; unset label 7
unset multiplot
)gnuplot";

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double networks_per_point = 30.0;

/// One curve: its points lie around its threshold, where a network costs most.
struct Curve {
  std::string algorithm;
  int size;
  double first, last;
  int steps;
};

const Curve curves[] = {
    {"reinforced", 100, 0.0, 0.22, 11},    {"reinforced", 400, 0.06, 0.2, 7},
    {"reinforced", 1600, 0.08, 0.12, 2},   {"annealing", 100, 0.04, 0.24, 10},
    {"annealing", 400, 0.14, 0.32, 9},     {"greedy", 100, 0.0, 0.28, 7},
    {"greedy", 400, 0.28, 0.44, 4},        {"asynchronous", 100, 0.1, 0.44, 17},
    {"asynchronous", 400, 0.38, 0.58, 10}, {"asynchronous", 1600, 0.56, 0.72, 8},
};

using Outcomes = std::vector<std::vector<thresholds::TrialOutcome>>;

/// The outcomes of the points from number `first` on as trials; all share their networks.
std::vector<thresholds::TrialRecord> trials_of(const std::vector<double>& controls,
                                               const Outcomes& outcomes, std::size_t first) {
  std::vector<thresholds::TrialRecord> trials;
  for (std::size_t k = 0; k < controls.size(); ++k)
    for (std::size_t network = 0; network < outcomes[first + k].size(); ++network)
      trials.push_back({controls[k], network, outcomes[first + k][network]});
  return trials;
}

void add_points(Table& table, const Curve& curve, const thresholds::CurveFit& fit,
                const std::vector<thresholds::TrialRecord>& trials) {
  for (const auto& level : thresholds::levels_of(trials)) {
    const auto fraction = sampling::wilson(level.successes, level.trials);
    table.add({std::string("simulation"), curve.algorithm, std::int64_t{curve.size}, level.control,
               fraction.estimate, fraction.low, fraction.high, level.trials, fit.threshold,
               fit.threshold_error, fit.width, fit.width_error});
  }
}

void add_curve(Table& table, const Curve& curve, const thresholds::CurveFit& fit) {
  if (!fit.converged) return;
  constexpr double reach = 6.0;  // widths
  for (const double t : grid(-reach, reach, 48))
    table.add({std::string("curve"), curve.algorithm, std::int64_t{curve.size},
               fit.threshold + t * fit.width, 1.0 / (1.0 + std::exp(-t)), nan, nan,
               std::uint64_t{0}, fit.threshold, fit.threshold_error, fit.width, fit.width_error});
}

}  // namespace

Plot accessibility_figure(const FigureRequest& request) {
  std::vector<SuccessPoint> points;
  for (const auto& curve : curves) {
    Landscape landscape;
    landscape.networks.size = curve.size;
    landscape.seed = request.seed;
    for (const double control : grid(curve.first, curve.last, curve.steps))
      points.push_back({landscape, searcher_within(curve.algorithm, {}), control});
  }
  const auto outcomes = measure_success(points, networks_at(networks_per_point, request), request);
  Table table({"series", "algorithm", "size", "self_coupling", "success_fraction", "fraction_low",
               "fraction_high", "networks", "threshold", "threshold_error", "width",
               "width_error"});
  std::size_t first = 0;
  for (const auto& curve : curves) {
    const auto controls = grid(curve.first, curve.last, curve.steps);
    const auto trials = trials_of(controls, outcomes, first);
    const auto fit = thresholds::fit_curve_paired(trials);
    add_points(table, curve, fit, trials);
    add_curve(table, curve, fit);
    first += controls.size();
  }
  const auto theory = solvers::gap_closing();
  table.add({std::string("theory"), std::string("gap_closing"),
             std::numeric_limits<double>::infinity(), theory.self_coupling, nan, nan, nan,
             std::uint64_t{0}, theory.self_coupling, theory.uncertainty, nan, nan});
  return {table,
          commands,
          9.0,
          {{"budgets", std::string("1000 sweeps; 2000 iterations of message passing")},
           {"errors", std::string("fractions: Wilson, 68 %; thresholds: all points of a curve "
                                  "share their networks, which the errors know")}}};
}

}  // namespace steady::apps
