#include <immintrin.h>

#include <steady/numerics/learning/kernels.hpp>

#define STEADY_LEARNING_AVX512

namespace steady::learning::detail {
namespace {
#include "kernels.inl"
}

Kernels kernels_avx512() {
  return make();
}

}  // namespace steady::learning::detail
