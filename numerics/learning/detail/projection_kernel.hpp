// Internal: the inner loop of SignProjection, one per vector level.
#pragma once

#include <cstddef>
#include <cstdint>

#include <steady/numerics/simd/level.hpp>

namespace steady::learning::detail {

inline constexpr std::size_t projection_block = 64;

/// sums[i] = Σ_k values[k] · matrix[rows[k]·projection_block + i], k in order, product and sum each
/// rounded to float: the same bits at every level.
using ProjectionKernel = void (*)(std::size_t count, const std::uint32_t* rows, const float* values,
                                  const float* matrix, float* sums);

const ProjectionKernel& projection_kernel(SimdLevel level);

}  // namespace steady::learning::detail
