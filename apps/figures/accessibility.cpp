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
/// Networks at a point of a curve, and where nearly all searches end the same way: there fewer
/// leave narrower bars than those at half.
constexpr double networks_on_curve = 30.0;
constexpr double networks_far_out = 12.0;
constexpr double far_out = 2.5;  // widths: 8 % and 92 %

/// One curve: its points, and about where it is, which decides on their networks beforehand (few of
/// the same searches would be no honest judge of that).
struct Curve {
  std::string algorithm;
  int size;
  double first, last;
  int steps;
  double threshold, width;

  std::vector<double> controls() const { return grid(first, last, steps); }
  double networks(double control) const {
    const bool far = std::abs(control - threshold) > far_out * width;
    return far ? networks_far_out : networks_on_curve;
  }
};

const Curve curves[] = {
    {"reinforced", 100, 0.0, 0.22, 11, 0.06, 0.02},
    {"reinforced", 400, 0.06, 0.2, 7, 0.095, 0.01},
    {"reinforced", 1600, 0.09, 0.11, 2, 0.098, 0.003},
    {"annealing", 100, 0.04, 0.24, 10, 0.15, 0.022},
    {"annealing", 400, 0.16, 0.32, 8, 0.235, 0.02},
    {"greedy", 100, 0.0, 0.28, 7, 0.135, 0.03},
    {"greedy", 400, 0.28, 0.44, 4, 0.36, 0.018},
    {"asynchronous", 100, 0.1, 0.44, 17, 0.27, 0.038},
    {"asynchronous", 400, 0.42, 0.58, 8, 0.495, 0.02},
    {"asynchronous", 1600, 0.6, 0.72, 6, 0.647, 0.011},
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

/// Searches that share their networks.
struct Group {
  studies::Searches together;
  std::vector<std::size_t> numbers;  ///< of each search among all
};

/// All searches, one curve after the other. Network k is the same in all searches of a size.
Outcomes search_networks(const FigureRequest& request) {
  std::map<std::pair<int, std::uint64_t>, Group> by_size;  // and by the number of networks
  std::size_t searches = 0;
  for (const auto& curve : curves)
    for (const double control : curve.controls()) {
      auto& group = by_size[{curve.size, networks_at(curve.networks(control), request)}];
      group.together.searches.push_back(studies::searching({.size = curve.size}, curve.algorithm)
                                            .with(studies::Control::self_coupling, control));
      group.numbers.push_back(searches++);
    }
  std::vector<studies::Searches> points;
  std::vector<std::uint64_t> networks;
  for (const auto& [size, group] : by_size) {
    points.push_back(group.together);
    networks.push_back(size.second);
  }
  const auto found = run_study<studies::Searches>(request, points, networks);
  Outcomes outcomes(searches);
  auto of_group = found.begin();
  for (const auto& [size, group] : by_size) {
    for (const auto& of_network : *of_group)
      for (std::size_t k = 0; k < group.numbers.size(); ++k)
        outcomes[group.numbers[k]].push_back(of_network.found[k]);
    ++of_group;
  }
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
    const auto controls = curve.controls();
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
