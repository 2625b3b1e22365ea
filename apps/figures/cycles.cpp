// Figure `cycles`: what the parallel dynamics of finite networks ends on, and its 2-cycles.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include <apps/frame/errors.hpp>
#include <apps/frame/ranges.hpp>
#include <steady/numerics/studies/two_cycles.hpp>
#include <steady/theory/cycles.hpp>

#include "figure.hpp"
#include "layout.hpp"
#include "networks.hpp"
#include "relaxations.hpp"

namespace steady::apps {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr int sizes[] = {10, 20, 40};
constexpr int exhaustive_size = 10;
constexpr int starts = 8;
// More than any transient or period of these sizes that was seen.
constexpr std::int64_t max_sweeps = 1'000'000;
constexpr double networks_at_effort_1 = 60.0;
constexpr double fewest_networks = 10.0;
constexpr double exhaustive_networks = 50.0;  // for each of the others

std::vector<studies::Relaxation> points() {
  std::vector<studies::Relaxation> list;
  for (const int size : sizes)
    for (const double self_coupling : grid(-0.3, 0.9, 12)) {
      studies::Relaxation point{{.size = size}};
      point.options.rule = dynamics::Rule::parallel;
      point.options.self_coupling = self_coupling;
      point.options.max_sweeps = max_sweeps;
      point.starts = starts;
      list.push_back(point);
    }
  return list;
}

/// Mean number of 2-cycles at each self-coupling by looking at every state.
std::vector<sampling::Estimate> count_two_cycles(const std::vector<double>& self_couplings,
                                                 std::uint64_t networks,
                                                 const FigureRequest& request) {
  std::vector<studies::TwoCycles> points;
  for (const double self_coupling : self_couplings)
    points.push_back({{.size = exhaustive_size}, self_coupling});
  const auto outcomes = run_study<studies::TwoCycles>(request, points, networks);
  std::vector<sampling::Estimate> estimates;
  for (std::size_t p = 0; p < points.size(); ++p)
    estimates.push_back(points[p].estimate(outcomes[p]));
  return estimates;
}

}  // namespace

static Plot compute(const FigureRequest& request) {
  const auto networks = static_cast<std::uint64_t>(
      std::ceil(std::max(fewest_networks, networks_at_effort_1 * request.effort)));
  const auto all_states = static_cast<std::uint64_t>(exhaustive_networks) * networks;
  if (request.check_rows) request.check_rows(13.0 * static_cast<double>(all_states));
  const auto list = points();
  const auto found = measure_relaxations(list, networks, request);
  const auto self_couplings = grid(-0.3, 0.9, 12);
  const auto counted = count_two_cycles(self_couplings, all_states, request);

  Table table({"series", "size", "self_coupling", "samples", "starts", "cycle_fraction",
               "cycle_low", "cycle_high", "converged_fraction", "period", "period_error",
               "transient", "transient_error", "two_cycles", "two_cycles_error"});
  for (std::size_t p = 0; p < list.size(); ++p) {
    const auto& e = found[p];
    table.add({std::string("dynamics"), std::int64_t{list[p].networks.size},
               list[p].options.self_coupling, networks, std::int64_t{starts}, e.cycles.value,
               e.cycles.low, e.cycles.high, e.converged.value, e.cycle_length.value,
               e.cycle_length.error, e.transient.value, e.transient.error, none, none});
  }
  for (const int size : sizes)
    for (const double self_coupling : grid(-0.3, 0.9, 60))
      table.add({std::string("closed_form"), std::int64_t{size}, self_coupling, none, none, none,
                 none, none, none, none, none, none, none,
                 std::exp(theory::log_mean_two_cycles(size, self_coupling)), none});
  for (std::size_t p = 0; p < self_couplings.size(); ++p)
    table.add({std::string("exhaustive"), std::int64_t{exhaustive_size}, self_couplings[p],
               all_states, none, none, none, none, none, none, none, none, none, counted[p].value,
               counted[p].error});
  return {table,
          figure_script("cycles"),
          11.5,
          {{"dynamics", std::string("parallel dynamics from random starts until a fixed point or a "
                                    "cycle; period and transient: means over the cycles found")},
           {"closed_form", std::string("eq. (6.1)")},
           {"exhaustive", std::string("2-cycles counted among all states of a network")}}};
}

Figure cycles_figure() {
  return {"cycles",
          "Cycles of the parallel dynamics against J_D: share, period, number of 2-cycles",
          {"6.1", "7.1"},
          compute};
}

}  // namespace steady::apps
