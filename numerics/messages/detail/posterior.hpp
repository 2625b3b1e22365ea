// Internal: the means of single neurons from their fields, many at a time.
#pragma once

#include <cstddef>

#include <steady/numerics/simd/level.hpp>

namespace steady::messages::detail {

/// Arrays of one number a neuron.
struct PosteriorArrays {
  const double* threshold;  ///< J_D + d + R
  const double* omega;      ///< mean of the local field
  const double* variance;   ///< of the local field, V > 0
  const double* field;      ///< H and all further fields on s
  double* total;            ///< atanh m
  double* m;                ///< ⟨s⟩
  double* g;                ///< ⟨x⟩
  double* X;                ///< ⟨x²⟩
  double* Y;                ///< ⟨s x⟩
};

struct PosteriorKernels {
  /// Eq. (7.5) for one module.
  void (*posterior)(std::size_t count, const PosteriorArrays& arrays);
  /// ln Φ(u) and φ(u)/Φ(u): within 2e-12 of theory::log_normal_cdf (absolute for values below
  /// one, else relative) and of theory::inverse_mills_ratio (relative) for |u| ≤ 1e3.
  void (*tails)(std::size_t count, const double* u, double* log_cdf, double* mills);
};

/// The same bits at every level.
const PosteriorKernels& posterior_kernels(SimdLevel level);

}  // namespace steady::messages::detail
