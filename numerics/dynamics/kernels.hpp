// Internal: the inner loops of the dynamics on plain pointers, one set for each vector level. All
// sets give the same integers.
#pragma once

#include <cstdint>

#include <steady/numerics/simd.hpp>

namespace steady::dynamics::detail {

/// Arrays of neurons are padded to a multiple of 16; words of 64 neurons hold one bit a neuron.
/// A neuron is unstable when s_i h_i < threshold, where `up` has the bit of s_i = +1. Padding
/// neurons are down with a field of padding_field, which no threshold makes unstable.
inline constexpr int lanes = 16;
inline constexpr std::int32_t padding_field = -3 * (1 << 29);

struct Kernels {
  /// Sets the unstable bits of `count` neurons (padded) and returns their number.
  int (*judge)(const std::int32_t* field, const std::uint64_t* up, int count,
               std::int32_t threshold, std::uint64_t* unstable);

  /// field += 2·column (went_up) or −2·column, then judge.
  int (*flip)(std::int32_t* field, const std::int32_t* column, bool went_up,
              const std::uint64_t* up, int count, std::int32_t threshold, std::uint64_t* unstable);

  /// field += factor·(the first `plus` columns − the next `minus` columns), factor 1 or 2.
  void (*add_columns)(std::int32_t* field, const std::int32_t* const* columns, int plus, int minus,
                      int count, int factor);

  /// The lowest s_i h_i, and the first neuron that has it.
  std::int32_t (*lowest)(const std::int32_t* field, const std::uint64_t* up, int count,
                         int* neuron);
};

extern const Kernels kernels_portable;
extern const Kernels kernels_avx2;
extern const Kernels kernels_avx512;

const Kernels& kernels_for(SimdLevel level);

}  // namespace steady::dynamics::detail
