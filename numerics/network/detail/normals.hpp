// Internal: standard normals from words of a random stream, some at a time.
#pragma once

#include <cstddef>
#include <cstdint>

#include <steady/numerics/simd/level.hpp>

namespace steady::network::detail {

inline constexpr std::size_t normals_block = 64;

/// Box–Muller: pair i from word i of each array, `count` ≤ normals_block of them. The same bits at
/// every level.
using NormalsKernel = void (*)(std::size_t count, const std::uint64_t* radius_words,
                               const std::uint64_t* direction_words, double* first, double* second);

const NormalsKernel& normals_kernel(SimdLevel level);

}  // namespace steady::network::detail
