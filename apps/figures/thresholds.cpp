// Figure `thresholds`: the thresholds of searches against size, and where they go.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <apps/frame/errors.hpp>
#include <steady/numerics/solvers/transitions.hpp>
#include <steady/numerics/studies/searching.hpp>
#include <steady/numerics/thresholds/extrapolation.hpp>

#include "figure.hpp"
#include "networks.hpp"

namespace steady::apps {
namespace {

/// The threshold of a size is looked for in an interval of some five widths of the curve to both
/// sides, by so many networks: more where they are cheap, as the limit of a line needs small sizes
/// no less than large ones. Their number is given beforehand, as an error that is small by chance
/// would be a bad reason to stop.
struct Interval {
  int size;
  double low, high;
  double networks;
};

struct Series {
  std::string algorithm;
  std::vector<Interval> intervals;
};

const Series list[] = {
    {"reinforced",
     {{200, 0.03, 0.15, 100},
      {400, 0.045, 0.145, 64},
      {800, 0.055, 0.135, 48},
      {1600, 0.07, 0.125, 28}}},
    {"annealing", {{100, 0.04, 0.26, 120}, {200, 0.1, 0.3, 96}, {400, 0.14, 0.33, 96}}},
    {"greedy",
     {{100, 0.0, 0.3, 160}, {200, 0.12, 0.36, 96}, {400, 0.27, 0.45, 88}, {800, 0.4, 0.54, 56}}},
    {"asynchronous",
     {{100, 0.07, 0.46, 200},
      {200, 0.26, 0.54, 120},
      {400, 0.4, 0.6, 96},
      {800, 0.51, 0.66, 72},
      {1600, 0.59, 0.7, 48}}},
};

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
  for (std::size_t k = 0; k < series.intervals.size(); ++k) {
    const auto& found = thresholds[k];
    const int size = series.intervals[k].size;
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

static Plot compute(const FigureRequest& request) {
  std::vector<thresholds::ThresholdStudy> searches;
  for (const auto& series : list)
    for (const auto& [size, low, high, networks] : series.intervals) {
      const auto point = studies::searching({.size = size}, series.algorithm);
      studies::require_memory<studies::Searching>({&point, 1}, request.threads);
      thresholds::ThresholdOptions options;
      options.low = low;
      options.high = high;
      options.max_samples = networks_at(networks, request);
      options.target_error = 1e-6;  // never met: all networks are used
      options.batch = static_cast<int>((options.max_samples + 1) / 2);
      searches.push_back(
          threshold_of(point, studies::Control::self_coupling, request.seed, options));
    }
  const auto found = thresholds::find_thresholds(searches, task_options(request));
  if (request.stop.stop_requested()) throw Interrupted();
  Table table({"series", "algorithm", "size", "inverse_root_size", "threshold", "threshold_error",
               "status", "chi_squared", "degrees_of_freedom", "networks"});
  auto at = found.begin();
  for (const auto& series : list) {
    const auto end = at + static_cast<std::ptrdiff_t>(series.intervals.size());
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
      figure_script("thresholds"),
      7.5,
      {{"budgets", std::string("1000 sweeps; 2000 iterations of message passing")},
       {"errors", std::string("of limits: times the root of chi_squared/degrees_of_freedom where "
                              "that is above 1")},
       {"lines", std::string("full: inverse-root; dotted: power, where it converges")}}};
}

Figure thresholds_figure() {
  return {"thresholds",
          "J*(N): thresholds of searches against size, and their limits",
          {"7.9", "7.10"},
          compute};
}

}  // namespace steady::apps
