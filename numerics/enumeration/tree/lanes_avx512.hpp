// Sixteen 32-bit lanes in one AVX-512 register. The three lanes_*.hpp files offer the same
// operations; every kernel is a template over one of these types, so that the instantiations
// of different instruction sets have different names and can never be mixed by the linker.
#pragma once

#include <immintrin.h>

#include <cstdint>

namespace steady::enumeration::detail::tree {

struct Avx512 {
  using Ints = __m512i;
  using Floats = __m512;
  using Mask = std::uint32_t;  // bit k: lane k; only the low 16 bits are used

  static Ints load(const std::int32_t* p) { return _mm512_load_si512(p); }
  static Floats load(const float* p) { return _mm512_load_ps(p); }
  static void store(float* p, Floats x) { _mm512_store_ps(p, x); }
  static Ints fill(std::int32_t x) { return _mm512_set1_epi32(x); }
  static Floats fill(float x) { return _mm512_set1_ps(x); }

  static Ints add(Ints a, Ints b) { return _mm512_add_epi32(a, b); }
  static Ints sub(Ints a, Ints b) { return _mm512_sub_epi32(a, b); }
  static Ints abs(Ints a) { return _mm512_abs_epi32(a); }
  static void store(std::int32_t* p, Ints x) { _mm512_store_si512(p, x); }
  static Mask at_least(Ints a, Ints b) { return _mm512_cmpge_epi32_mask(a, b); }
  static Mask negative(Ints a) { return _mm512_movepi32_mask(a); }
  static Ints select(Mask m, Ints yes, Ints no) {
    return _mm512_mask_mov_epi32(no, static_cast<__mmask16>(m), yes);
  }
  /// −a where the mask is set.
  static Ints negate_if(Mask m, Ints a) {
    return _mm512_mask_sub_epi32(a, static_cast<__mmask16>(m), _mm512_setzero_si512(), a);
  }

  static Floats to_floats(Ints a) { return _mm512_cvtepi32_ps(a); }
  static Floats add(Floats a, Floats b) { return _mm512_add_ps(a, b); }
  static Floats sub(Floats a, Floats b) { return _mm512_sub_ps(a, b); }
  static Floats mul(Floats a, Floats b) { return _mm512_mul_ps(a, b); }
  static Floats div(Floats a, Floats b) { return _mm512_div_ps(a, b); }
  static Floats max(Floats a, Floats b) { return _mm512_max_ps(a, b); }
  static Floats abs(Floats a) { return _mm512_abs_ps(a); }
  static Mask negative(Floats a) { return _mm512_movepi32_mask(_mm512_castps_si512(a)); }
  static Mask greater(Floats a, Floats b) { return _mm512_cmp_ps_mask(a, b, _CMP_GT_OQ); }
  static Floats negate_if(Mask m, Floats a) {
    return _mm512_mask_xor_ps(a, static_cast<__mmask16>(m), a, _mm512_set1_ps(-0.0f));
  }
  static Floats keep_if(Mask m, Floats a) {
    return _mm512_maskz_mov_ps(static_cast<__mmask16>(m), a);
  }

  // The order of the additions is part of the contract: the levels must agree bit for bit.
  static float sum(Floats a) {
    const __m256 b = _mm256_add_ps(_mm512_castps512_ps256(a), _mm512_extractf32x8_ps(a, 1));
    const __m128 c = _mm_add_ps(_mm256_castps256_ps128(b), _mm256_extractf128_ps(b, 1));
    const __m128 d = _mm_add_ps(c, _mm_movehl_ps(c, c));
    return _mm_cvtss_f32(_mm_add_ss(d, _mm_movehdup_ps(d)));
  }
  static float largest(Floats a) {
    const __m256 b = _mm256_max_ps(_mm512_castps512_ps256(a), _mm512_extractf32x8_ps(a, 1));
    const __m128 c = _mm_max_ps(_mm256_castps256_ps128(b), _mm256_extractf128_ps(b, 1));
    const __m128 d = _mm_max_ps(c, _mm_movehl_ps(c, c));
    return _mm_cvtss_f32(_mm_max_ss(d, _mm_movehdup_ps(d)));
  }
};

}  // namespace steady::enumeration::detail::tree
