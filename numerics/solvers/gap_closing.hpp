// The gap closing of theory for given random networks: below it there are no dense clusters of
// fixed points, and searches find nothing large to end in.
#pragma once

#include <optional>
#include <stop_token>

#include <steady/numerics/network/network.hpp>
#include <steady/numerics/solvers/replica_entropy.hpp>

namespace steady::solvers {

struct GapClosing {
  Status status;  ///< iteration_limit where a stop was requested
  double value;   ///< J_D, or λ
  /// Half-width of an interval with the transition inside; for J_D at a given λ that of λ carried
  /// over by the slope of the line.
  double uncertainty;
};

/// J_D of the gap closing at the networks' λ: eq. (4.13) for one module, for two or three a point
/// of the line (5.11). Nothing where theory does not know it: symmetric or sparse networks, with
/// external fields or of a file, more than three modules, and a ring of three with λ < 0, which is
/// frustrated. The size has no influence, nor the law of independent couplings: for N → ∞ their
/// fields are Gaussian. Three modules take up to a minute.
std::optional<GapClosing> gap_closing_self_coupling(const network::NetworkSpec& networks,
                                                    std::stop_token stop = {});

/// λ ∈ (0, 1] of the gap closing of two or three modules at a given J_D, eq. (5.11); the networks'
/// own λ is ignored. Nothing where theory does not know it, and for one module.
std::optional<GapClosing> gap_closing_coupling(const network::NetworkSpec& networks,
                                               double self_coupling);

}  // namespace steady::solvers
