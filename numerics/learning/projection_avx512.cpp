#include <steady/numerics/learning/projection_kernel.hpp>

namespace steady::learning::detail {
namespace {
#include "projection_kernel.inl"
}

void projection_avx512(std::size_t count, const std::uint32_t* rows, const float* values,
                       const float* matrix, float* sums) {
  project(count, rows, values, matrix, sums);
}

}  // namespace steady::learning::detail
