// Sixteen 32-bit lanes in two AVX2 registers; see lanes_avx512.hpp.
#pragma once

#include <immintrin.h>

#include <cstdint>

namespace steady::enumeration::detail::tree {

struct Avx2 {
  struct Ints {
    __m256i lo, hi;
  };
  struct Floats {
    __m256 lo, hi;
  };
  using Mask = std::uint32_t;

  static Ints load(const std::int32_t* p) {
    return {_mm256_load_si256(reinterpret_cast<const __m256i*>(p)),
            _mm256_load_si256(reinterpret_cast<const __m256i*>(p + 8))};
  }
  static void store(std::int32_t* p, Ints x) {
    _mm256_store_si256(reinterpret_cast<__m256i*>(p), x.lo);
    _mm256_store_si256(reinterpret_cast<__m256i*>(p + 8), x.hi);
  }
  static Floats load(const float* p) { return {_mm256_load_ps(p), _mm256_load_ps(p + 8)}; }
  static void store(float* p, Floats x) {
    _mm256_store_ps(p, x.lo);
    _mm256_store_ps(p + 8, x.hi);
  }
  static Ints fill(std::int32_t x) { return {_mm256_set1_epi32(x), _mm256_set1_epi32(x)}; }
  static Floats fill(float x) { return {_mm256_set1_ps(x), _mm256_set1_ps(x)}; }

  static Ints add(Ints a, Ints b) {
    return {_mm256_add_epi32(a.lo, b.lo), _mm256_add_epi32(a.hi, b.hi)};
  }
  static Ints sub(Ints a, Ints b) {
    return {_mm256_sub_epi32(a.lo, b.lo), _mm256_sub_epi32(a.hi, b.hi)};
  }
  static Ints abs(Ints a) { return {_mm256_abs_epi32(a.lo), _mm256_abs_epi32(a.hi)}; }
  static Mask at_least(Ints a, Ints b) {
    return 0xffffu &
           ~negative(Ints{_mm256_cmpgt_epi32(b.lo, a.lo), _mm256_cmpgt_epi32(b.hi, a.hi)});
  }
  static Mask negative(Ints a) {
    return negative(Floats{_mm256_castsi256_ps(a.lo), _mm256_castsi256_ps(a.hi)});
  }
  static Ints select(Mask m, Ints yes, Ints no) {
    const Ints w = widen(m);
    return {_mm256_blendv_epi8(no.lo, yes.lo, w.lo), _mm256_blendv_epi8(no.hi, yes.hi, w.hi)};
  }
  static Ints negate_if(Mask m, Ints a) {
    const Ints w = widen(m);
    return {_mm256_sub_epi32(_mm256_xor_si256(a.lo, w.lo), w.lo),
            _mm256_sub_epi32(_mm256_xor_si256(a.hi, w.hi), w.hi)};
  }

  static Floats to_floats(Ints a) { return {_mm256_cvtepi32_ps(a.lo), _mm256_cvtepi32_ps(a.hi)}; }
  static Floats add(Floats a, Floats b) {
    return {_mm256_add_ps(a.lo, b.lo), _mm256_add_ps(a.hi, b.hi)};
  }
  static Floats sub(Floats a, Floats b) {
    return {_mm256_sub_ps(a.lo, b.lo), _mm256_sub_ps(a.hi, b.hi)};
  }
  static Floats mul(Floats a, Floats b) {
    return {_mm256_mul_ps(a.lo, b.lo), _mm256_mul_ps(a.hi, b.hi)};
  }
  static Floats div(Floats a, Floats b) {
    return {_mm256_div_ps(a.lo, b.lo), _mm256_div_ps(a.hi, b.hi)};
  }
  static Floats max(Floats a, Floats b) {
    return {_mm256_max_ps(a.lo, b.lo), _mm256_max_ps(a.hi, b.hi)};
  }
  static Floats abs(Floats a) {
    const __m256 sign = _mm256_set1_ps(-0.0f);
    return {_mm256_andnot_ps(sign, a.lo), _mm256_andnot_ps(sign, a.hi)};
  }
  static Mask negative(Floats a) {
    return static_cast<Mask>(_mm256_movemask_ps(a.lo)) |
           (static_cast<Mask>(_mm256_movemask_ps(a.hi)) << 8);
  }
  static Mask greater(Floats a, Floats b) {
    return negative(
        Floats{_mm256_cmp_ps(a.lo, b.lo, _CMP_GT_OQ), _mm256_cmp_ps(a.hi, b.hi, _CMP_GT_OQ)});
  }
  static Floats negate_if(Mask m, Floats a) {
    const __m256 sign = _mm256_set1_ps(-0.0f);
    const Ints w = widen(m);
    return {_mm256_xor_ps(a.lo, _mm256_and_ps(sign, _mm256_castsi256_ps(w.lo))),
            _mm256_xor_ps(a.hi, _mm256_and_ps(sign, _mm256_castsi256_ps(w.hi)))};
  }
  static Floats keep_if(Mask m, Floats a) {
    const Ints w = widen(m);
    return {_mm256_and_ps(a.lo, _mm256_castsi256_ps(w.lo)),
            _mm256_and_ps(a.hi, _mm256_castsi256_ps(w.hi))};
  }

  static float sum(Floats a) {
    const __m256 b = _mm256_add_ps(a.lo, a.hi);
    const __m128 c = _mm_add_ps(_mm256_castps256_ps128(b), _mm256_extractf128_ps(b, 1));
    const __m128 d = _mm_add_ps(c, _mm_movehl_ps(c, c));
    return _mm_cvtss_f32(_mm_add_ss(d, _mm_movehdup_ps(d)));
  }
  static float largest(Floats a) {
    const __m256 b = _mm256_max_ps(a.lo, a.hi);
    const __m128 c = _mm_max_ps(_mm256_castps256_ps128(b), _mm256_extractf128_ps(b, 1));
    const __m128 d = _mm_max_ps(c, _mm_movehl_ps(c, c));
    return _mm_cvtss_f32(_mm_max_ss(d, _mm_movehdup_ps(d)));
  }

 private:
  /// Bits to lanes of all ones.
  static Ints widen(Mask m) {
    const __m256i bit = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
    const __m256i lo = _mm256_and_si256(_mm256_set1_epi32(static_cast<int>(m)), bit);
    const __m256i hi = _mm256_and_si256(_mm256_set1_epi32(static_cast<int>(m >> 8)), bit);
    return {_mm256_cmpeq_epi32(lo, bit), _mm256_cmpeq_epi32(hi, bit)};
  }
};

}  // namespace steady::enumeration::detail::tree
