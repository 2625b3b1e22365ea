#include <immintrin.h>

#include <steady/numerics/messages/detail/pass.hpp>

namespace steady::messages::detail {
namespace {

struct Lanes {
  __m256 low, high;
  static Lanes set(float value) { return {_mm256_set1_ps(value), _mm256_set1_ps(value)}; }
  static Lanes load(const float* p) { return {_mm256_load_ps(p), _mm256_load_ps(p + 8)}; }
  static Lanes load_couplings(const std::int16_t* p) {
    const auto* q = reinterpret_cast<const __m128i*>(p);
    return {_mm256_cvtepi32_ps(_mm256_cvtepi16_epi32(_mm_load_si128(q))),
            _mm256_cvtepi32_ps(_mm256_cvtepi16_epi32(_mm_load_si128(q + 1)))};
  }
  void store(float* p) const {
    _mm256_store_ps(p, low);
    _mm256_store_ps(p + 8, high);
  }
  Lanes operator+(const Lanes& o) const {
    return {_mm256_add_ps(low, o.low), _mm256_add_ps(high, o.high)};
  }
  Lanes operator*(const Lanes& o) const {
    return {_mm256_mul_ps(low, o.low), _mm256_mul_ps(high, o.high)};
  }
};

#include "pass.inl"

}  // namespace

void pass_avx2(const PassBlock& block, const float* m, const float* g, float* into, float* out) {
  pass(block, m, g, into, out);
}

}  // namespace steady::messages::detail
