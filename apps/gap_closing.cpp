#include "gap_closing.hpp"

#include <algorithm>
#include <cmath>

#include <apps/frame/progress.hpp>
#include <apps/frame/signals.hpp>
#include <steady/numerics/solvers/module_transitions.hpp>
#include <steady/numerics/solvers/transitions.hpp>

namespace steady::apps {
namespace {

std::optional<theory::ModuleLayout> layout_of(const network::NetworkSpec& networks) {
  if (networks.modules == 2) return theory::ModuleLayout::pair;
  if (networks.modules != 3) return std::nullopt;
  if (networks.topology == theory::Topology::chain) return theory::ModuleLayout::chain_of_three;
  if (networks.coupling < 0.0) return std::nullopt;
  return theory::ModuleLayout::ring_of_three;
}

solvers::ModuleTransition coupling_at(theory::ModuleLayout layout, double self_coupling,
                                      double highest) {
  solvers::ModuleTransitionOptions options;
  options.highest_coupling = highest;
  return solvers::module_transitions(layout, solvers::ModuleLine::gap_closing, {self_coupling},
                                     options)
      .front();
}

/// The line is close to J_c − J_D ∝ λ²: scaling by it converges in a few steps.
GapClosing self_coupling_at(theory::ModuleLayout layout, double coupling) {
  constexpr double tolerance = 1e-4;  // in λ
  constexpr int max_steps = 12;
  const auto end = solvers::gap_closing();
  GapClosing result{end.self_coupling, end.uncertainty, std::string(to_string(end.status))};
  if (coupling < tolerance) return result;
  const double highest = std::clamp(2.0 * coupling, 1.0, 10.0);
  double self_coupling = 0.0;
  for (int step = 0; step < max_steps; ++step) {
    check_stop();
    const auto at = coupling_at(layout, self_coupling, highest);
    const double depth = end.self_coupling - self_coupling;
    const double miss = std::abs(at.coupling - coupling);
    result = {self_coupling, 2.0 * depth / coupling * (miss + at.uncertainty),
              std::string(to_string(at.status))};
    if (at.status != solvers::Status::converged || miss <= tolerance) return result;
    self_coupling = end.self_coupling - depth * std::pow(coupling / at.coupling, 2);
  }
  result.status = to_string(solvers::Status::iteration_limit);
  return result;
}

}  // namespace

std::optional<GapClosing> gap_closing_of(const Landscape& landscape) {
  const auto& networks = landscape.networks;
  if (networks.ensemble.symmetry != 0.0 || networks.ensemble.mean_degree) return std::nullopt;
  if (networks.modules == 1) {
    const auto found = solvers::gap_closing();
    return GapClosing{found.self_coupling, found.uncertainty, std::string(to_string(found.status))};
  }
  const auto layout = layout_of(networks);
  if (!layout) return std::nullopt;
  if (networks.modules == 3) note("the gap closing of three modules takes up to a minute");
  if (landscape.control == Control::self_coupling)
    return self_coupling_at(*layout, std::abs(networks.coupling));
  const auto found = coupling_at(*layout, landscape.self_coupling, 1.0);
  return GapClosing{found.coupling, found.uncertainty, std::string(to_string(found.status))};
}

}  // namespace steady::apps
