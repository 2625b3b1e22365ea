// Internal: what columns of couplings add to sums over neurons, in doubles.
#pragma once

#include <cstddef>
#include <cstdint>

#include <steady/numerics/simd/level.hpp>

namespace steady::messages::detail {

inline constexpr std::size_t columns_at_a_time = 8;

/// y_i += Σ_c f(2^-20 K_c,i) x_c for i < count and columns_at_a_time columns K_c, term by term in
/// their order and without fusing: the same bits at every level.
using AddColumns = void (*)(const std::int32_t* const* columns, const double* x, double* y,
                            std::size_t count);
struct ColumnKernels {
  AddColumns plain;    ///< f(J) = J
  AddColumns squares;  ///< f(J) = J²
};

const ColumnKernels& column_kernels(SimdLevel level);

}  // namespace steady::messages::detail
