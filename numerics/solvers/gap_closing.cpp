#include <steady/numerics/solvers/gap_closing.hpp>

#include <cmath>

#include <steady/numerics/solvers/module_transitions.hpp>
#include <steady/numerics/solvers/transitions.hpp>

namespace steady::solvers {
namespace {

bool is_known(const network::NetworkSpec& networks) {
  return !networks.from_file && networks.external_field == 0.0 &&
         networks.ensemble.symmetry == 0.0 && network::large_as_gaussian(networks.ensemble);
}

std::optional<theory::ModuleLayout> layout_of(const network::NetworkSpec& networks) {
  if (networks.modules == 2) return theory::ModuleLayout::pair;
  if (networks.modules != 3) return std::nullopt;
  if (networks.topology == theory::Topology::chain) return theory::ModuleLayout::chain_of_three;
  return theory::ModuleLayout::ring_of_three;
}

GapClosing self_coupling_at(theory::ModuleLayout layout, double coupling,
                            const std::stop_token& stop) {
  constexpr double vertical = 1e-4;  // the line: J_c − J_D ∝ λ²
  if (coupling < vertical) {
    const auto end = gap_closing();
    return {end.status, end.self_coupling, end.uncertainty};
  }
  ModuleTransitionOptions options;
  options.stop = stop;
  const auto at = module_transition_at(layout, ModuleLine::gap_closing, coupling, options);
  return {at.status, at.self_coupling, at.uncertainty};
}

}  // namespace

std::optional<GapClosing> gap_closing_self_coupling(const network::NetworkSpec& networks,
                                                    std::stop_token stop) {
  if (!is_known(networks)) return std::nullopt;
  if (networks.modules == 1) {
    const auto found = gap_closing();
    return GapClosing{found.status, found.self_coupling, found.uncertainty};
  }
  const auto layout = layout_of(networks);
  const bool frustrated = layout == theory::ModuleLayout::ring_of_three && networks.coupling < 0.0;
  if (!layout || frustrated) return std::nullopt;
  return self_coupling_at(*layout, std::abs(networks.coupling), stop);
}

std::optional<GapClosing> gap_closing_coupling(const network::NetworkSpec& networks,
                                               double self_coupling) {
  if (!is_known(networks)) return std::nullopt;
  const auto layout = layout_of(networks);
  if (!layout) return std::nullopt;
  const auto found = module_transitions(*layout, ModuleLine::gap_closing, {self_coupling}).front();
  return GapClosing{found.status, found.coupling, found.uncertainty};
}

}  // namespace steady::solvers
