// Figure `relaxation-time`: how long the dynamics takes to a fixed point, against J_D.
#include <algorithm>
#include <cmath>
#include <string>

#include "figure.hpp"
#include "layout.hpp"
#include "measure.hpp"
#include "relaxations.hpp"

namespace steady::apps {
namespace {

constexpr const char* commands = R"gnuplot(
sizes = "100 200 400 800"
shade = sprintf("%s %s %s %s", c4, c3, c2, c1)
full = "13 9 5 7"
finite(x) = x < 1e15 ? x : NaN
top(x) = x < 1e15 ? x : 2000
is(rule, n) = strcol("rule") eq rule && column("size") == n && finite(column("median_sweeps")) > 0 ? column("self_coupling") : NaN
set multiplot
set lmargin at screen 0.15; set rmargin at screen 0.975
set xrange [0.27:1.53]; set xtics 0.2; set mxtics 2
set logscale y; set yrange [1.6:1300]; set format y "10^{%T}"
set ylabel "median sweeps" offset 0.6,0
unset key

# (a) One neuron at a time.
set tmargin at screen 0.985; set bmargin at screen 0.55
set format x ""
set label 1 "(a) asynchronous, random order" left at graph 0.03,0.09
set key at graph 0.97,0.95 right top Left reverse samplen 2 spacing 1.1
plot for [i=1:4] data using (is("asynchronous", word(sizes,i)+0)):(column("median_low")):(0):(top(column("median_high"))-column("median_low")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:4] data using (is("asynchronous", word(sizes,i)+0)):(finite(column("median_sweeps"))) with linespoints lw 0.8 dt i pt (word(full,i)+0) ps 0.5 lc rgb word(shade,i) title Ntext." = ".word(sizes,i)
unset label 1

# (b) All at once.
set tmargin at screen 0.53; set bmargin at screen 0.105
unset key
set format x "%g"
set xlabel JD offset 0,0.4
set label 2 "(b) parallel" left at graph 0.03,0.09
plot for [i=1:4] data using (is("parallel", word(sizes,i)+0)):(column("median_low")):(0):(top(column("median_high"))-column("median_low")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:4] data using (is("parallel", word(sizes,i)+0)):(finite(column("median_sweeps"))) with linespoints lw 0.8 dt i pt (word(full,i)+0) ps 0.5 lc rgb word(shade,i) notitle
unset label 2
unset multiplot
)gnuplot";

constexpr int sizes[] = {100, 200, 400, 800};
constexpr std::int64_t max_sweeps = 1000;
constexpr double networks_at_effort_1 = 50.0;
constexpr double fewest_networks = 10.0;

// Below hardly a run of this size ends within the budget.
double first_self_coupling(int size) {
  return size < 200 ? 0.25 : size < 400 ? 0.35 : size < 800 ? 0.45 : 0.55;
}

std::vector<studies::Relaxation> points() {
  std::vector<studies::Relaxation> list;
  for (const auto rule : {dynamics::Rule::asynchronous, dynamics::Rule::parallel})
    for (const int size : sizes)
      for (const double self_coupling : grid(0.3, 1.5, 12)) {
        if (self_coupling < first_self_coupling(size)) continue;
        studies::Relaxation point{{.size = size}};
        point.options.rule = rule;
        point.options.self_coupling = self_coupling;
        point.options.max_sweeps = max_sweeps;
        list.push_back(point);
      }
  return list;
}

}  // namespace

Plot relaxation_time_figure(const FigureRequest& request) {
  const auto networks = static_cast<std::uint64_t>(
      std::ceil(std::max(fewest_networks, networks_at_effort_1 * request.effort)));
  const auto list = points();
  const auto found = measure_relaxations(list, networks, request);
  Table table({"rule", "size", "self_coupling", "max_sweeps", "samples", "median_sweeps",
               "median_low", "median_high", "mean_sweeps", "mean_sweeps_error",
               "converged_fraction", "fraction_low", "fraction_high"});
  for (std::size_t p = 0; p < list.size(); ++p) {
    const auto& at = list[p];
    const auto& e = found[p];
    table.add({std::string(dynamics::to_string(at.options.rule)), std::int64_t{at.networks.size},
               at.options.self_coupling, std::int64_t{max_sweeps}, networks, e.median_sweeps.value,
               e.median_sweeps.low, e.median_sweeps.high, e.sweeps.value, e.sweeps.error,
               e.converged.value, e.converged.low, e.converged.high});
  }
  return {table,
          commands,
          10.0,
          {{"median_sweeps", std::string("from random starts, one a network; runs that did not end "
                                         "at a fixed point count as infinite")},
           {"median_low, median_high", std::string("quantiles 1/2 -+ 1/(2 sqrt(samples))")},
           {"mean_sweeps", std::string("of the converged runs only")}}};
}

}  // namespace steady::apps
