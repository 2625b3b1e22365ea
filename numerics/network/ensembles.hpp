// Random coupling ensembles (docs/theory.md, section 1).
#pragma once

#include <cstdint>
#include <optional>

#include <steady/numerics/network/couplings.hpp>

namespace steady::network {

/// Which random networks. Every ensemble has field variance Σ_{j≠i} ⟨J_ij²⟩ = (N−1)/N.
struct Ensemble {
  /// η = corr(J_ij, J_ji) ∈ [0,1].
  double symmetry = 0.0;
  /// Without a value: dense, J_ij ~ N(0, 1/N), eq. (1.1). With a value c ∈ (0, N−1]: each
  /// coupling is present with probability c/(N−1), and a present one has variance
  /// (N−1)/(N c), eq. (1.5). At η = 0 the graph is directed: the two directions of a pair are
  /// present independently. At η > 0 it is undirected (both or none), so that
  /// corr(J_ij, J_ji) = η holds exactly.
  std::optional<double> mean_degree;
};

/// The largest dense network: the grid of couplings holds no larger one.
inline constexpr int largest_dense_size = 14177;

/// Network number `sample` of the ensemble as a matrix: the same couplings for any self-coupling,
/// any number of threads and any order, on any machine. Different sizes are independent; different
/// symmetries use the same Gaussians. Couplings are rounded to the grid of 2^-20.
/// Cost: one Philox block (two when sparse) per pair of neurons.
/// Throws std::domain_error for size < 2, a symmetry outside [0,1], a mean degree outside
/// (0, N−1], and where a matrix cannot hold the largest possible coupling (dense: size above
/// largest_dense_size; sparse: size above about 119 √c, where draw_sparse_couplings goes on).
Couplings draw_couplings(const Ensemble& ensemble, int size, std::uint64_t seed,
                         std::uint64_t sample);

}  // namespace steady::network
