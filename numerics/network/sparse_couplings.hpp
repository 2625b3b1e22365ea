// The couplings of a network in which few are present, by the neuron they leave.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <steady/numerics/network/couplings.hpp>
#include <steady/numerics/network/ensembles.hpp>

namespace steady::network {

/// One coupling as seen from the neuron it leaves.
struct Entry {
  std::int32_t neuron;  ///< who feels it
  std::int32_t value;   ///< J in units of 2^-20
};

/// One coupling J_ij, i = `to`, j = `from`.
struct Link {
  std::int32_t to;
  std::int32_t from;
  std::int32_t value;  ///< in units of 2^-20
};

/// Couplings of `size` neurons in memory proportional to the number present: 8 bytes each and 8 a
/// neuron. The diagonal is zero. In contrast to Couplings one coupling may be as large as 2^10 as
/// long as the fields stay in range.
class SparseCouplings {
 public:
  /// Links in any order; those of value zero are left out. Throws std::domain_error for size < 2,
  /// a neuron outside 0 … size−1, i == j, the same coupling twice, and when Σ_j |J_ij| of a neuron
  /// reaches 2^10 (fields must stay below 2^30 steps).
  SparseCouplings(int size, const std::vector<Link>& links);

  /// The couplings of a matrix that are not zero.
  explicit SparseCouplings(const Couplings& couplings);

  int size() const { return size_; }

  /// Number of couplings.
  std::size_t count() const { return entries_.size(); }

  /// Share of the N(N−1) couplings that is present.
  double present_fraction() const;

  /// What leaves neuron j, by ascending number.
  std::span<const Entry> column(int j) const;

 private:
  friend class Network;
  void require_range() const;

  int size_;
  std::vector<Entry> entries_;
  std::vector<std::size_t> first_;  // size + 1 of them
};

/// Network number `sample` of an ensemble that can be sparse. Where draw_couplings accepts the
/// parameters, i.e. up to N ≈ 119 √c, the couplings are those it gives, and the cost is two Philox
/// blocks a pair at most. In larger networks the gaps between present couplings are drawn instead,
/// docs/theory.md, (1.6): time and memory are proportional to N c. Throws std::domain_error for
/// size < 2, a symmetry outside [−1,1], a mean degree that is missing or outside (0, N−1], and,
/// naming both, when mean degree and size gave a neuron with Σ_j |J_ij| ≥ 2^10 (only with extreme
/// parameters, c < 10^-4 or c > 10^6).
SparseCouplings draw_sparse_couplings(const Ensemble& ensemble, int size, std::uint64_t seed,
                                      std::uint64_t sample);

}  // namespace steady::network
