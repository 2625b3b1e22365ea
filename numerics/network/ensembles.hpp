// Random coupling ensembles (docs/theory.md, section 1).
#pragma once

#include <cstdint>
#include <optional>

#include <steady/numerics/network/couplings.hpp>

namespace steady::network {

/// Which random networks. Every ensemble has field variance (N−1)/N.
struct Ensemble {
  /// η = corr(J_ij, J_ji) ∈ [0,1].
  double symmetry = 0.0;
  /// Without a value: dense, J_ij ~ N(0, 1/N), eq. (1.1). With a value c ∈ (0, N−1]: each
  /// coupling is present with probability c/(N−1), eq. (1.5).
  std::optional<double> mean_degree;
};

/// Network number `sample` of the ensemble: the same couplings for any self-coupling, any
/// number of threads and any order. Different sizes are independent; different symmetries use
/// the same Gaussians. Throws std::domain_error outside the domain.
Couplings draw_couplings(const Ensemble& ensemble, int size, std::uint64_t seed,
                         std::uint64_t sample);

}  // namespace steady::network
