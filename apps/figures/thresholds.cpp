// Figure `thresholds`: the thresholds of searches against size, and where they go.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <apps/frame/errors.hpp>
#include <steady/numerics/solvers/transitions.hpp>
#include <steady/numerics/thresholds/extrapolation.hpp>

#include "figure.hpp"
#include "networks.hpp"
#include "success.hpp"

namespace steady::apps {
namespace {

// The axis is N^(−1/2), so that the fits are straight lines; its tics say N.
constexpr const char* commands = R"gnuplot(
is(series, a) = strcol("series") eq series && strcol("algorithm") eq a
at(series, a) = is(series, a) ? column("inverse_root_size") : NaN
names = "reinforced annealing greedy asynchronous"
titles = "'message passing' annealing greedy random"
shade = sprintf("%s %s %s %s", c1, c3, c4, c2)
full = "7 9 13 5"
stats data using (strcol("series") eq "theory" ? column("threshold") : NaN) nooutput name "gap"
set lmargin at screen 0.15; set rmargin at screen 0.97
set tmargin at screen 0.98; set bmargin at screen 0.14
set xrange [-0.003:0.105]; set yrange [0:0.88]
set xtics ((tex ? "$\\infty$" : "∞") 0, "1600" 0.025, "800" 0.035355, "400" 0.05, "200" 0.0707, "100" 0.1)
set ytics 0.2; set mytics 4
set xlabel "size ".Ntext.(tex ? " (scale $N^{-1/2}$)" : " (scale {/:Italic N}^{−1/2})") offset 0,0.4
set ylabel "threshold ".JD offset 1.0,0
set arrow 1 from graph 0, first gap_max to graph 1, first gap_max nohead lc rgb "black" lw 1.2 dt (12,8)
set label 1 "gap closing (theory)" right at graph 0.985, first gap_max-0.03
set key at graph 0.985,0.97 right top Left reverse samplen 1.6 spacing 1.1
plot \
  for [a=1:4] data using (at("fit", word(names,a))):(column("threshold")) with lines lc rgb word(shade,a) lw 1.2 notitle, \
  for [a=1:4] data using (at("fit_power", word(names,a))):(column("threshold")) with lines lc rgb word(shade,a) lw 1.0 dt (2,3) notitle, \
  for [a=1:4] data using (at("simulation", word(names,a))):(column("threshold")-column("threshold_error")):(0):(2*column("threshold_error")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,a) notitle, \
  for [a=1:4] data using (at("limit", word(names,a))):(column("threshold")-column("threshold_error")):(0):(2*column("threshold_error")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,a) notitle, \
  for [a=1:4] data using (at("limit", word(names,a))):(column("threshold")) with points pt (word(full,a)-1) ps 0.7 lw 0.9 lc rgb word(shade,a) notitle, \
  for [a=4:1:-1] data using (at("simulation", word(names,a))):(column("threshold")) with points pt (word(full,a)+0) ps 0.55 lc rgb word(shade,a) title word(titles,a)
)gnuplot";

struct Series {
  std::string algorithm;
  std::vector<int> sizes;
  double high;  ///< thresholds are looked for in [0, high]
};

const Series list[] = {
    {"reinforced", {200, 400, 800, 1600}, 0.4},
    {"annealing", {100, 200, 400}, 0.5},
    {"greedy", {100, 200, 400, 800}, 0.8},
    {"asynchronous", {100, 200, 400, 800, 1600}, 1.0},
};

constexpr double target_error = 0.01;
constexpr double networks_per_threshold = 100.0;

void add_fit(Table& table, const std::string& series, const std::string& algorithm,
             const thresholds::Limit& limit) {
  if (!limit.converged) return;
  constexpr int steps = 50;
  constexpr double largest = 0.1;  // N = 100
  for (int k = 0; k <= steps; ++k) {
    const double x = largest * k / steps;
    const double size = k == 0 ? std::numeric_limits<double>::infinity() : 1.0 / (x * x);
    table.add({series, algorithm, size, x, thresholds::extrapolation_at(limit, size), 0.0,
               std::string(to_string(limit.form)), limit.chi_squared,
               std::int64_t{limit.degrees_of_freedom}, std::uint64_t{0}});
  }
}

void add_series(Table& table, const Series& series,
                const std::vector<thresholds::Threshold>& thresholds) {
  std::vector<thresholds::SizeThreshold> points;
  for (std::size_t k = 0; k < series.sizes.size(); ++k) {
    const auto& found = thresholds[k];
    const int size = series.sizes[k];
    const bool usable = found.is_measured();
    table.add({std::string("simulation"), series.algorithm, static_cast<double>(size),
               1.0 / std::sqrt(size), usable ? found.fit.threshold : std::nan(""),
               usable ? found.error : std::nan(""), std::string(to_string(found.status)),
               std::nan(""), std::int64_t{0}, std::uint64_t{found.trials.size()}});
    if (usable) points.push_back({size, found.fit.threshold, found.error});
  }
  if (points.size() < 2) return;
  const auto limit = thresholds::extrapolate(points, thresholds::Extrapolation::inverse_root);
  add_fit(table, "fit", series.algorithm, limit);
  table.add({std::string("limit"), series.algorithm, std::numeric_limits<double>::infinity(), 0.0,
             limit.value, thresholds::scaled_error(limit), std::string(to_string(limit.form)),
             limit.chi_squared, std::int64_t{limit.degrees_of_freedom}, std::uint64_t{0}});
  if (points.size() < 4) return;
  add_fit(table, "fit_power", series.algorithm,
          thresholds::extrapolate(points, thresholds::Extrapolation::power));
}

}  // namespace

Plot thresholds_figure(const FigureRequest& request) {
  std::vector<thresholds::ThresholdStudy> studies;
  for (const auto& series : list)
    for (const int size : series.sizes) {
      Landscape landscape;
      landscape.networks.size = size;
      landscape.seed = request.seed;
      thresholds::ThresholdOptions options;
      options.high = series.high;
      options.max_samples = networks_at(networks_per_threshold, request);
      options.target_error = target_error / std::sqrt(request.effort);
      const auto searcher = searcher_within(series.algorithm, {});
      check_memory(landscape, searcher, request.threads);
      studies.push_back({trial_of(landscape, searcher), options, std::pow(size, 2.0)});
    }
  const auto found = thresholds::find_thresholds(studies, task_options(request));
  if (request.stop.stop_requested()) throw Interrupted();
  Table table({"series", "algorithm", "size", "inverse_root_size", "threshold", "threshold_error",
               "status", "chi_squared", "degrees_of_freedom", "networks"});
  auto at = found.begin();
  for (const auto& series : list) {
    const auto end = at + static_cast<std::ptrdiff_t>(series.sizes.size());
    add_series(table, series, {at, end});
    at = end;
  }
  const auto theory = solvers::gap_closing();
  table.add({std::string("theory"), std::string("gap_closing"),
             std::numeric_limits<double>::infinity(), 0.0, theory.self_coupling, theory.uncertainty,
             std::string(to_string(theory.status)), std::nan(""), std::int64_t{0},
             std::uint64_t{0}});
  return {
      table,
      commands,
      7.5,
      {{"budgets", std::string("1000 sweeps; 2000 iterations of message passing")},
       {"errors", std::string("of limits: times the root of chi_squared/degrees_of_freedom where "
                              "that is above 1")},
       {"lines", std::string("full: inverse-root; dotted: power, where it converges")}}};
}

}  // namespace steady::apps
