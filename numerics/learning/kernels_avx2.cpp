#include <immintrin.h>

#include <steady/numerics/learning/kernels.hpp>

#define STEADY_LEARNING_AVX2

namespace steady::learning::detail {
namespace {
#include "kernels.inl"
}

Kernels kernels_avx2() {
  return make();
}

}  // namespace steady::learning::detail
