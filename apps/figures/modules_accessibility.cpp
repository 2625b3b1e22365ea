// Figure `modules-accessibility`: excitatory couplings instead of self-coupling, two modules.
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/solvers/module_transitions.hpp>
#include <steady/numerics/solvers/transitions.hpp>
#include <steady/numerics/studies/searching.hpp>

#include <apps/frame/ranges.hpp>
#include "figure.hpp"
#include "in_parallel.hpp"
#include "networks.hpp"

namespace steady::apps {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr int size = 200;
constexpr int modules = 2;
constexpr double networks_per_point = 20.0;
constexpr double max_sweeps = 1000.0;

const std::vector<double>& couplings() {
  static const std::vector<double> list = grid(0.0, 0.9, 12);
  return list;
}

const std::vector<double>& self_couplings() {
  static const std::vector<double> list = grid(0.0, 0.55, 11);
  return list;
}

/// J_D of success in one half of the networks at one coupling: success always grows with J_D, but
/// not with a small coupling. Nothing when that is outside of the picture.
std::optional<std::vector<Cell>> half_row(double coupling,
                                          const std::vector<thresholds::TrialRecord>& trials) {
  const auto fit = thresholds::fit_curve_paired(trials);
  if (!fit.converged || fit.threshold < self_couplings().front() ||
      fit.threshold > self_couplings().back())
    return std::nullopt;
  return std::vector<Cell>{std::string("half"), fit.threshold,      coupling, 0.5, nan, nan,
                           std::uint64_t{0},    fit.threshold_error};
}

void add_simulation(Table& table, const FigureRequest& request) {
  std::vector<studies::Searching> points;
  for (const double coupling : couplings())
    for (const double self_coupling : self_couplings())
      points.push_back(studies::searching({.size = size, .modules = modules, .coupling = coupling},
                                          "asynchronous", {.max_sweeps = max_sweeps})
                           .with(studies::Control::self_coupling, self_coupling));
  const auto outcomes =
      run_study<studies::Searching>(request, points, networks_at(networks_per_point, request));
  std::vector<thresholds::TrialRecord> column;
  std::vector<std::vector<Cell>> halves;  // together in the table, so that a line connects them
  for (std::size_t p = 0; p < points.size(); ++p) {
    std::uint64_t successes = 0;
    for (std::size_t k = 0; k < outcomes[p].size(); ++k) {
      const auto& outcome = outcomes[p][k];
      successes += outcome.found ? 1 : 0;
      column.push_back({points[p].self_coupling, k, {outcome.found, outcome.effort}});
    }
    const auto fraction = sampling::wilson(successes, outcomes[p].size());
    const double coupling = points[p].networks.coupling;
    table.add({std::string("simulation"), points[p].self_coupling, coupling, fraction.estimate,
               fraction.low, fraction.high, std::uint64_t{outcomes[p].size()}, nan});
    if ((p + 1) % self_couplings().size() != 0) continue;
    if (auto row = half_row(coupling, column)) halves.push_back(std::move(*row));
    column.clear();
  }
  for (auto& row : halves) table.add(std::move(row));
}

/// From the axis λ = 0, where the line is steep, to J_D = 0.
void add_theory(Table& table, const FigureRequest& request) {
  const auto end = solvers::gap_closing();
  table.add({std::string("gap_closing"), end.self_coupling, 0.0, nan, nan, nan, std::uint64_t{0},
             end.uncertainty});
  constexpr int points = 7;
  const auto found = in_parallel(request, points, [&](std::size_t i) {
    const double part = static_cast<double>(i + 1) / points;
    return solvers::module_transitions(theory::ModuleLayout::pair, solvers::ModuleLine::gap_closing,
                                       {end.self_coupling - end.self_coupling * part * part},
                                       {.stop = request.stop})
        .front();
  });
  for (const auto& at : found)
    if (at.status == solvers::Status::converged)
      table.add({std::string("gap_closing"), at.self_coupling, at.coupling, nan, nan, nan,
                 std::uint64_t{0}, at.uncertainty});
}

}  // namespace

static Plot compute(const FigureRequest& request) {
  Table table({"series", "self_coupling", "coupling", "success_fraction", "fraction_low",
               "fraction_high", "networks", "error"});
  add_simulation(table, request);
  add_theory(table, request);
  return {table,
          figure_script("modules-accessibility"),
          7.0,
          {{"networks", std::string("two modules of 200 neurons, 1000 sweeps in random order")},
           {"half", std::string("logistic fit in the self-coupling at each coupling")}}};
}

Figure modules_accessibility_figure() {
  return {"modules-accessibility",
          "J_D and λ: where the dynamics of two modules finds fixed points",
          {"5.11", "7.1", "7.9"},
          compute};
}

}  // namespace steady::apps
