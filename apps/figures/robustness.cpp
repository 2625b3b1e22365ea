// Figure `robustness`: fixed points that lose some of their spins, and what the dynamics makes of
// it.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>
#include <utility>

#include <steady/numerics/dynamics/robustness.hpp>
#include <steady/numerics/studies/relaxation.hpp>

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

struct Point {
  int size;
  double symmetry;
  double self_coupling;
};

std::vector<int> flips_of(int size) {
  std::vector<int> flips;
  for (const double fraction : fractions)
    if (const double exact = fraction * size; exact >= 0.99)
      flips.push_back(static_cast<int>(std::lround(exact)));
  return flips;
}

/// Per number of flips: trials that returned, that settled, and the mean overlap. Empty after a
/// stop; one number for a network whose dynamics found no fixed point.
sampling::Row perturb_network(const Point& at, const FigureRequest& request, std::uint64_t sample,
                              std::stop_token stop) {
  const auto network =
      network::draw_network({.ensemble = {at.symmetry, {}}, .size = at.size}, request.seed, sample);
  dynamics::Options options;
  options.self_coupling = at.self_coupling;
  options.max_sweeps = max_sweeps;
  options.stop = stop;
  network::RandomStream states(request.seed, "initial state", sample);
  const auto end = dynamics::relax(network, network::random_spins(at.size, states), options,
                                   {request.seed, "relaxation", sample});
  if (end.status == dynamics::Status::stopped) return {};
  if (end.status != dynamics::Status::fixed_point) return {0.0};
  const auto flips = flips_of(at.size);
  const auto recoveries = dynamics::perturb(network, end.spins, flips, trials, options,
                                            {request.seed, "perturbation", sample << 32});
  if (stop.stop_requested()) return {};
  sampling::Row row(3 * flips.size(), 0.0);
  for (std::size_t r = 0; r < recoveries.size(); ++r) {
    double* sums = row.data() + 3 * (r / trials);
    sums[0] += recoveries[r].returned ? 1.0 : 0.0;
    sums[1] += recoveries[r].settled ? 1.0 : 0.0;
    sums[2] += recoveries[r].overlap / trials;
  }
  return row;
}

void add_rows(Table& table, const Point& at, const std::vector<sampling::Row>& networks) {
  const auto flips = flips_of(at.size);
  for (std::size_t f = 0; f < flips.size(); ++f) {
    std::vector<double> returned, settled, overlaps;
    for (const auto& row : networks) {
      if (row.size() == 1) continue;
      returned.push_back(row[3 * f]);
      settled.push_back(row[3 * f + 1] / trials);
      overlaps.push_back(row[3 * f + 2]);
    }
    if (overlaps.empty()) continue;
    const std::vector<double> tried(returned.size(), trials);
    const auto back = sampling::wilson_of_groups(returned, tried);
    const auto overlap = sampling::mean(overlaps);
    table.add({std::int64_t{at.size}, at.symmetry, at.self_coupling, std::int64_t{flips[f]},
               static_cast<double>(flips[f]) / at.size, static_cast<std::uint64_t>(overlaps.size()),
               std::int64_t{trials}, back.estimate, back.low, back.high,
               sampling::mean(settled).value, overlap.value, overlap.error});
  }
}

}  // namespace

static Plot compute(const FigureRequest& request) {
  const auto networks = static_cast<std::uint64_t>(
      std::ceil(std::max(fewest_networks, networks_at_effort_1 * request.effort)));
  std::vector<Point> points;
  std::vector<double> costs;
  for (const int size : sizes)
    for (const auto& kind : kinds) {
      points.push_back({size, kind.symmetry, kind.self_coupling});
      costs.push_back(std::pow(size, 2.0));
    }
  const double results = 3.0 * std::size(fractions);
  const auto rows = run_networks(request, std::move(costs), networks, results,
                                 [&](const sampling::Task& task, std::stop_token stop) {
                                   return perturb_network(points[task.point], request, task.sample,
                                                          std::move(stop));
                                 });
  Table table({"size", "symmetry", "self_coupling", "flipped", "flipped_fraction", "samples",
               "trials", "returned_fraction", "returned_low", "returned_high", "settled_fraction",
               "overlap", "overlap_error"});
  for (std::size_t p = 0; p < points.size(); ++p) add_rows(table, points[p], rows[p]);
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
          "Fixed points after a fraction of their neurons is flipped: return and overlap", compute};
}

}  // namespace steady::apps
