// Figure `robustness`: fixed points that lose some of their spins, and what the dynamics makes of
// it.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>
#include <utility>

#include <steady/numerics/studies/robustness.hpp>

#include "figure.hpp"
#include "layout.hpp"
#include "networks.hpp"

namespace steady::apps {
namespace {

constexpr int sizes[] = {100, 400};
constexpr struct {
  double symmetry;
  double self_coupling;
} kinds[] = {{1.0, 0.0}, {0.0, 0.7}, {0.0, 1.2}};
constexpr double fractions[] = {0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.25, 0.35, 0.5};
constexpr int trials = 16;
constexpr std::int64_t max_sweeps = 1000;
constexpr double networks_at_effort_1 = 100.0;
constexpr double fewest_networks = 10.0;

std::vector<int> flips_of(int size) {
  std::vector<int> flips;
  for (const double fraction : fractions)
    if (const double exact = fraction * size; exact >= 0.99)
      flips.push_back(static_cast<int>(std::lround(exact)));
  return flips;
}

studies::Robustness point(int size, double symmetry, double self_coupling) {
  studies::Robustness at;
  at.networks.size = size;
  at.networks.ensemble.symmetry = symmetry;
  at.options.self_coupling = self_coupling;
  at.options.max_sweeps = max_sweeps;
  at.flips = flips_of(size);
  at.trials = trials;
  return at;
}

void add_rows(Table& table, const studies::Robustness& at,
              const std::vector<studies::RobustnessEstimates>& found) {
  const int size = at.networks.size;
  for (std::size_t f = 0; f < found.size(); ++f) {
    const auto& e = found[f];
    if (e.networks == 0) continue;
    table.add({std::int64_t{size}, at.networks.ensemble.symmetry, at.options.self_coupling,
               std::int64_t{at.flips[f]}, static_cast<double>(at.flips[f]) / size, e.networks,
               std::int64_t{trials}, e.returned.estimate, e.returned.low, e.returned.high,
               e.settled, e.overlap.value, e.overlap.error});
  }
}

}  // namespace

static Plot compute(const FigureRequest& request) {
  const auto networks = static_cast<std::uint64_t>(
      std::ceil(std::max(fewest_networks, networks_at_effort_1 * request.effort)));
  std::vector<studies::Robustness> points;
  for (const int size : sizes)
    for (const auto& kind : kinds) points.push_back(point(size, kind.symmetry, kind.self_coupling));
  const auto outcomes = run_study<studies::Robustness>(request, points, networks);
  Table table({"size", "symmetry", "self_coupling", "flipped", "flipped_fraction", "samples",
               "trials", "returned_fraction", "returned_low", "returned_high", "settled_fraction",
               "overlap", "overlap_error"});
  for (std::size_t p = 0; p < points.size(); ++p)
    add_rows(table, points[p], points[p].estimate(outcomes[p]));
  return {
      table,
      figure_script("robustness"),
      10.0,
      {{"fixed_points", std::string("reached by the asynchronous dynamics from a random start, "
                                    "one a network; networks without are left out of samples")},
       {"returned",
        std::string("to the very same state; Wilson, 68 %, by the variance between networks")}}};
}

Figure robustness_figure() {
  return {"robustness",
          "Fixed points after a fraction of their neurons is flipped: return and overlap",
          {"7.1", "7.13"},
          compute};
}

}  // namespace steady::apps
