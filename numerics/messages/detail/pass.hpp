// Internal: one pass over a block of couplings for both products.
#pragma once

#include <cstddef>
#include <cstdint>

#include <steady/numerics/simd/level.hpp>

namespace steady::messages::detail {

/// Couplings K_ij of one module as columns j of `stride` numbers, of which those beyond the module
/// are zero. stride is a multiple of 32, the number of columns one of 4, and the columns start on
/// a cache line.
struct PassBlock {
  const std::int16_t* couplings;
  std::size_t stride;
  std::size_t columns;
};

/// into_i += Σ_j K_ij m_j and out_j = Σ_i K_ij g_i in single precision, with the same roundings in
/// the same order at every level. m and out have `columns` numbers, g and into `stride`.
using Pass = void (*)(const PassBlock& block, const float* m, const float* g, float* into,
                      float* out);

const Pass& pass_kernel(SimdLevel level);

}  // namespace steady::messages::detail
