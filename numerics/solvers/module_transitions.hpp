// The transition lines of excitatory modules in the (J_D, λ) plane (docs/theory.md, section 5.2).
#pragma once

#include <steady/numerics/solvers/module_entropy.hpp>
#include <vector>

namespace steady::solvers {

enum class ModuleLine {
  gap_closing,  ///< largest λ at which S_y(q) = 0 for some q and y > 1
  monotone      ///< λ from which s(d) at C = 0 is non-decreasing in d
};

struct ModuleTransitionOptions {
  double tolerance = 1e-5;        ///< half-width demanded of the bracket in λ, in [1e-5, 1e-2]
  double highest_coupling = 1.0;  ///< λ is searched in (0, highest_coupling], at most 10
};

struct ModuleTransition {
  Status status;
  double self_coupling;
  double coupling;     ///< the critical λ
  double uncertainty;  ///< half-width of a bracket in λ with opposite signs at its ends
  double replicas;     ///< y
  double distance;     ///< d, the same in all modules
  /// Least S over y (gap closing) or ds/d ln d at C = 0 (monotone) at both ends of the bracket.
  double criterion_low, criterion_high;
  long evaluations;  ///< of the integral
};

/// The critical λ ≥ 0 at each J_D. S is even in λ to second order, so the line reaches λ = 0
/// vertically at the J_D of a single module; beyond, and below the J_D where λ would exceed
/// highest_coupling, the answer is Status::no_sign_change.
/// Throws std::invalid_argument for impossible options and a layout without bonds.
std::vector<ModuleTransition> module_transitions(theory::ModuleLayout layout, ModuleLine line,
                                                 const std::vector<double>& self_couplings,
                                                 const ModuleTransitionOptions& options = {});

}  // namespace steady::solvers
