// Saddle points of the replica action of excitatory modules (docs/theory.md, section 5.2).
#pragma once

#include <array>
#include <steady/numerics/solvers/replica_entropy.hpp>
#include <steady/theory/module_replicas.hpp>

namespace steady::solvers {

/// S_y, q̂, s = ∂S/∂y and C = S − y s, in nats per neuron (the site action divided by L).
/// Everything but `status` and the arguments is NaN unless converged.
struct ModuleEntropy {
  Status status;              ///< converged, no_saddle (no extremum at q̂ > 0) or iteration_limit
  theory::ModulePoint point;  ///< the arguments, and the stationary q̂
  double entropy;
  double local_entropy;
  double complexity;
  double d_overlap;  ///< dS/dq where the q of all modules move together
  double d_self_coupling;
  double d_coupling;
  int evaluations;  ///< of the integral
};

/// The extremum over q̂ at `point`, whose conjugates are the starting values (0.2 if they are 0).
/// Its relative accuracy is that of the integral: 1e-7 for a pair, 1e-5 for three modules.
/// Throws std::domain_error for arguments outside the domains of ModulePoint.
ModuleEntropy module_entropy(theory::ModulePoint point,
                             theory::ModuleSlopes slopes = theory::ModuleSlopes::all);

}  // namespace steady::solvers
