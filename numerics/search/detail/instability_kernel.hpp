// Internal: the inner loop of Instability.
#pragma once

#include <cstdint>

#include <steady/numerics/simd/level.hpp>

namespace steady::search::detail {

/// What is missing to a fixed point.
struct Instability {
  int unstable = 0;  ///< neurons with x_i < 0
  /// Σ_i min(16, max(0, κ − x_i)) in units of 2^-20, eq. (7.11).
  std::int64_t deficit = 0;

  Instability& operator+=(const Instability& other) {
    unstable += other.unstable;
    deficit += other.deficit;
    return *this;
  }
  friend Instability operator-(Instability a, const Instability& b) {
    a.unstable -= b.unstable;
    a.deficit -= b.deficit;
    return a;
  }
  friend bool operator==(const Instability&, const Instability&) = default;
};

/// With X_i = s_i h_i + d_i: neurons with X_i < hard are unstable, and min(16, max(0, soft − X_i))
/// is missing.
struct Thresholds {
  std::int32_t hard;
  std::int32_t soft;
};

inline constexpr std::int32_t largest_deficit = 1 << 24;  // of one neuron: 16

/// Sums over `count` neurons, a multiple of 16, with the fields h + step·column, step 2, 0 or −2.
/// `down` is −1 for s_i = −1 and 0 for +1. `own` are the d_i; null: none. `keep` stores the new
/// fields.
using InstabilityKernel = Instability (*)(std::int32_t* field, const std::int32_t* column, int step,
                                          const std::int32_t* down, const std::int32_t* own,
                                          int count, const Thresholds& thresholds, bool keep);
const InstabilityKernel& instability_kernel(SimdLevel level);

}  // namespace steady::search::detail
