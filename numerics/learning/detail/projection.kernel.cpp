// The compiler turns the inner loop into vector instructions; none is fused, so all levels round
// alike.
#include <steady/numerics/learning/detail/projection_kernel.hpp>
#include <steady/numerics/simd/detail/kernel.hpp>

namespace steady::learning::detail {
namespace {

void project(std::size_t count, const std::uint32_t* rows, const float* values, const float* matrix,
             float* sums) {
  float sum[projection_block] = {};
  for (std::size_t k = 0; k < count; ++k) {
    const float value = values[k];
    const float* row = matrix + rows[k] * projection_block;
    for (std::size_t i = 0; i < projection_block; ++i) sum[i] += value * row[i];
  }
  for (std::size_t i = 0; i < projection_block; ++i) sums[i] = sum[i];
}

}  // namespace

STEADY_KERNELS(ProjectionKernel, projection_kernel, project)

}  // namespace steady::learning::detail
