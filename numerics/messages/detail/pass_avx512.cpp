#include <immintrin.h>

#include <steady/numerics/messages/detail/pass.hpp>

namespace steady::messages::detail {
namespace {

struct Lanes {
  __m512 x;
  static Lanes set(float value) { return {_mm512_set1_ps(value)}; }
  static Lanes load(const float* p) { return {_mm512_load_ps(p)}; }
  static Lanes load_couplings(const std::int16_t* p) {
    const auto* q = reinterpret_cast<const __m256i*>(p);
    return {_mm512_cvtepi32_ps(_mm512_cvtepi16_epi32(_mm256_load_si256(q)))};
  }
  void store(float* p) const { _mm512_store_ps(p, x); }
  Lanes operator+(const Lanes& o) const { return {_mm512_add_ps(x, o.x)}; }
  Lanes operator*(const Lanes& o) const { return {_mm512_mul_ps(x, o.x)}; }
};

#include "pass.inl"

}  // namespace

void pass_avx512(const PassBlock& block, const float* m, const float* g, float* into, float* out) {
  pass(block, m, g, into, out);
}

}  // namespace steady::messages::detail
