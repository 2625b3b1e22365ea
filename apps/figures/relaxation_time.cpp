// Figure `relaxation-time`: how long the dynamics takes to a fixed point, against J_D.
#include <algorithm>
#include <cmath>
#include <string>

#include <apps/frame/ranges.hpp>
#include "figure.hpp"
#include "layout.hpp"
#include "relaxations.hpp"

namespace steady::apps {
namespace {

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

static Plot compute(const FigureRequest& request) {
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
          figure_script("relaxation-time"),
          10.0,
          {{"median_sweeps", std::string("from random starts, one a network; runs that did not end "
                                         "at a fixed point count as infinite")},
           {"median_low, median_high", std::string("quantiles 1/2 -+ 1/(2 sqrt(samples))")},
           {"mean_sweeps", std::string("of the converged runs only")}}};
}

Figure relaxation_time_figure() {
  return {"relaxation-time",
          "Median sweeps to a fixed point against J_D, asynchronous and parallel",
          {"7.1"},
          compute};
}

}  // namespace steady::apps
