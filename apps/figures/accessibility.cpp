// Figure `accessibility`: who finds fixed points from which self-coupling on.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/solvers/transitions.hpp>
#include <steady/numerics/studies/searches.hpp>

#include <apps/frame/ranges.hpp>
#include "figure.hpp"
#include "networks.hpp"

namespace steady::apps {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
/// The first networks, at every point, say where the curve is; the points on it get all. Far out
/// nearly all searches end the same way: there the first ones leave narrower bars than half of all.
constexpr double first_networks = 12.0;
constexpr double all_networks = 30.0;
constexpr double far_out = 2.5;  // widths: 8 % and 92 %

/// One curve: its points lie around its threshold, where a network costs most.
struct Curve {
  std::string algorithm;
  int size;
  double first, last;
  int steps;
};

const Curve curves[] = {
    {"reinforced", 100, 0.0, 0.22, 11},   {"reinforced", 400, 0.06, 0.2, 7},
    {"reinforced", 1600, 0.08, 0.12, 2},  {"annealing", 100, 0.04, 0.24, 10},
    {"annealing", 400, 0.16, 0.32, 8},    {"greedy", 100, 0.0, 0.28, 7},
    {"greedy", 400, 0.28, 0.44, 4},       {"asynchronous", 100, 0.1, 0.44, 17},
    {"asynchronous", 400, 0.42, 0.58, 8}, {"asynchronous", 1600, 0.6, 0.72, 6},
};

/// The searches of one size, which share their networks. Each has a number among all.
struct Group {
  studies::Searches together;
  std::vector<std::size_t> numbers;
};

/// outcomes[number of the search][network].
using Outcomes = std::vector<std::vector<studies::Searching::Outcome>>;

/// The outcomes of the searches from number `first` on as trials; all share their networks.
std::vector<thresholds::TrialRecord> trials_of(const std::vector<double>& controls,
                                               const Outcomes& outcomes, std::size_t first) {
  std::vector<thresholds::TrialRecord> trials;
  for (std::size_t k = 0; k < controls.size(); ++k)
    for (std::size_t network = 0; network < outcomes[first + k].size(); ++network) {
      const auto& outcome = outcomes[first + k][network];
      trials.push_back({controls[k], network, {outcome.found, outcome.effort}});
    }
  return trials;
}

double half_width(const thresholds::Level& level) {
  const auto fraction = sampling::wilson(level.successes, level.trials);
  return 0.5 * (fraction.high - fraction.low);
}

/// The points of a curve that need all networks, by the trials of the first ones.
std::vector<bool> needs_all(const std::vector<thresholds::TrialRecord>& trials, std::uint64_t all) {
  const auto fit = thresholds::fit_curve_paired(trials);
  const double widest = half_width({0.0, all, all / 2});
  std::vector<bool> needs;
  for (const auto& level : thresholds::levels_of(trials)) {
    const double t = (level.control - fit.threshold) / fit.width;
    needs.push_back(!fit.converged || std::abs(t) < far_out || half_width(level) > widest);
  }
  return needs;
}

/// The searches of all curves for which `wanted` is true, by size.
std::vector<Group> groups(const std::vector<bool>& wanted) {
  std::map<int, Group> by_size;
  std::size_t number = 0;
  for (const auto& curve : curves)
    for (const double control : grid(curve.first, curve.last, curve.steps)) {
      if (wanted[number]) {
        auto& group = by_size[curve.size];
        group.together.searches.push_back(studies::searching({.size = curve.size}, curve.algorithm)
                                              .with(studies::Control::self_coupling, control));
        group.numbers.push_back(number);
      }
      ++number;
    }
  std::vector<Group> list;
  for (auto& [size, group] : by_size) list.push_back(std::move(group));
  return list;
}

/// Lets the searches of `groups` run in the first `networks`; those known already are kept.
void search_more(const FigureRequest& request, const std::vector<Group>& groups,
                 std::uint64_t networks, Outcomes& outcomes) {
  std::vector<studies::Searches> points;
  for (const auto& group : groups) points.push_back(group.together);
  auto options = task_options(request);
  options.recall = [&](const sampling::Task& task) -> std::optional<sampling::Row> {
    studies::Searches::Outcome known;
    for (const auto number : groups[task.point].numbers) {
      if (task.sample >= outcomes[number].size()) return std::nullopt;
      known.found.push_back(outcomes[number][static_cast<std::size_t>(task.sample)]);
    }
    return sampling::encode(known);
  };
  const auto found = studies::run_all<studies::Searches>(points, request.seed, networks, options);
  for (std::size_t g = 0; g < groups.size(); ++g)
    for (std::size_t k = 0; k < groups[g].numbers.size(); ++k) {
      auto& own = outcomes[groups[g].numbers[k]];
      for (auto sample = own.size(); sample < found[g].size(); ++sample)
        own.push_back(found[g][sample].found[k]);
    }
}

/// In two rounds. Network k is the same in all searches of a size.
Outcomes search_networks(const FigureRequest& request) {
  std::size_t searches = 0;
  for (const auto& curve : curves) searches += static_cast<std::size_t>(curve.steps) + 1;
  Outcomes outcomes(searches);
  const auto all = networks_at(all_networks, request);
  search_more(request, groups(std::vector<bool>(searches, true)),
              std::min(all, networks_at(first_networks, request)), outcomes);
  std::vector<bool> needing;
  for (const auto& curve : curves)
    for (const bool needs : needs_all(
             trials_of(grid(curve.first, curve.last, curve.steps), outcomes, needing.size()), all))
      needing.push_back(needs);
  search_more(request, groups(needing), all, outcomes);
  return outcomes;
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

static Plot compute(const FigureRequest& request) {
  const auto outcomes = search_networks(request);
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
          figure_script("accessibility"),
          9.0,
          {{"budgets", std::string("1000 sweeps; 2000 iterations of message passing")},
           {"errors", std::string("fractions: Wilson, 68 %; thresholds: all points of a curve "
                                  "share their networks, which the errors know")}}};
}

Figure accessibility_figure() {
  return {"accessibility",
          "success(J_D): who finds fixed points from which self-coupling on",
          {"4.13", "7.1", "7.7", "7.9", "7.11"},
          compute};
}

}  // namespace steady::apps
