// The gap closing of theory for given random networks: below it there are no dense clusters of
// fixed points, and searches find nothing large to end in.
#pragma once

#include <optional>
#include <stop_token>

#include <steady/numerics/network/network.hpp>
#include <steady/numerics/solvers/replica_entropy.hpp>

namespace steady::solvers {

struct GapClosing {
  Status status;
  double value;        ///< J_D, or λ
  double uncertainty;  ///< half-width of an interval with the transition inside
};

/// J_D of the gap closing at the networks' λ: eq. (4.13) for one module, for two or three a point
/// of the line (5.11). Nothing where theory does not know it: symmetric or sparse networks, with
/// external fields or of a file, more than three modules, and a ring of three with λ < 0, which is
/// frustrated. The size has no influence, nor the law of independent couplings: for N → ∞ their
/// fields are Gaussian. Throws DomainError for |λ|
/// beyond 10, and sampling::Stopped.
std::optional<GapClosing> gap_closing_self_coupling(const network::NetworkSpec& networks,
                                                    std::stop_token stop = {});

/// λ ∈ (0, 1] of the gap closing of two or three modules at a given J_D, eq. (5.11); the networks'
/// own λ is ignored. Nothing where theory does not know it, and for one module.
std::optional<GapClosing> gap_closing_coupling(const network::NetworkSpec& networks,
                                               double self_coupling);

}  // namespace steady::solvers
