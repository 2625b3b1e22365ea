// Internal: sixteen 32-bit numbers side by side, in as many registers as the level needs, for
// kernels (kernel.hpp). Written on the compiler's vectors; intrinsics only where it has no
// operator. (A vector wider than the registers would make the compiler fall back to single
// numbers.)
//
// The levels agree bit for bit: float operations are correctly rounded, and the order of sum() is
// part of the contract. Kernels with floats are compiled with -ffp-contract=off.
#pragma once

#include <cstdint>

#include <steady/numerics/simd/detail/kernel.hpp>

#if defined(STEADY_SIMD_AVX2) || defined(STEADY_SIMD_AVX512)
#include <immintrin.h>
#endif

#define STEADY_INLINE __attribute__((always_inline)) inline
#define STEADY_FOR_PARTS _Pragma("GCC unroll 4") for (int p = 0; p < parts; ++p)

namespace steady::simd::detail {
namespace {

inline constexpr int lanes = 16;
#if defined(STEADY_SIMD_AVX512)
inline constexpr int parts = 1;
#elif defined(STEADY_SIMD_AVX2)
inline constexpr int parts = 2;
#else
inline constexpr int parts = 4;
#endif
inline constexpr int part_lanes = lanes / parts;

typedef std::int32_t IntPart __attribute__((vector_size(64 / parts), may_alias));
typedef std::uint32_t WordPart __attribute__((vector_size(64 / parts), may_alias));
typedef float FloatPart __attribute__((vector_size(64 / parts), may_alias));
typedef IntPart UnalignedInts __attribute__((aligned(4)));
typedef FloatPart UnalignedFloats __attribute__((aligned(4)));

struct Ints {
  IntPart part[parts];
};
struct Floats {
  FloatPart part[parts];
};

/// Bit k: lane k; the others are 0 or, where that is said, of no account.
using Mask = std::uint64_t;
inline constexpr Mask all_lanes = 0xffff;

// --- memory

/// From any place that holds numbers.
STEADY_INLINE Ints load(const std::int32_t* from) {
  Ints a;
  STEADY_FOR_PARTS a.part[p] = *reinterpret_cast<const UnalignedInts*>(from + part_lanes * p);
  return a;
}
STEADY_INLINE Floats load(const float* from) {
  Floats a;
  STEADY_FOR_PARTS a.part[p] = *reinterpret_cast<const UnalignedFloats*>(from + part_lanes * p);
  return a;
}
STEADY_INLINE void store(std::int32_t* to, const Ints& a) {
  STEADY_FOR_PARTS* reinterpret_cast<UnalignedInts*>(to + part_lanes * p) = a.part[p];
}
STEADY_INLINE void store(float* to, const Floats& a) {
  STEADY_FOR_PARTS* reinterpret_cast<UnalignedFloats*>(to + part_lanes * p) = a.part[p];
}
/// From and to the beginning of a cache line.
STEADY_INLINE Ints load_aligned(const std::int32_t* from) {
  Ints a;
  STEADY_FOR_PARTS a.part[p] = *reinterpret_cast<const IntPart*>(from + part_lanes * p);
  return a;
}
STEADY_INLINE Floats load_aligned(const float* from) {
  Floats a;
  STEADY_FOR_PARTS a.part[p] = *reinterpret_cast<const FloatPart*>(from + part_lanes * p);
  return a;
}
STEADY_INLINE void store_aligned(std::int32_t* to, const Ints& a) {
  STEADY_FOR_PARTS* reinterpret_cast<IntPart*>(to + part_lanes * p) = a.part[p];
}
STEADY_INLINE void store_aligned(float* to, const Floats& a) {
  STEADY_FOR_PARTS* reinterpret_cast<FloatPart*>(to + part_lanes * p) = a.part[p];
}

STEADY_INLINE Ints fill(std::int32_t x) {
  Ints a;
  STEADY_FOR_PARTS a.part[p] = IntPart{} + x;
  return a;
}
STEADY_INLINE Floats fill(float x) {
  Floats a;
  // Not 0 + x, which would lose the sign of −0.
  STEADY_FOR_PARTS a.part[p] = x - FloatPart{};
  return a;
}

/// from[index[k]]
STEADY_INLINE Ints gather(const std::int32_t* from, const std::int32_t* index) {
#if defined(STEADY_SIMD_AVX512)
  // Masked: GCC 12 takes the undefined source of the plain one for a mistake.
  return {{(IntPart)_mm512_mask_i32gather_epi32(_mm512_setzero_si512(), 0xffff,
                                                _mm512_loadu_si512(index), from, 4)}};
#elif defined(STEADY_SIMD_AVX2)
  const Ints at = load(index);
  return {{(IntPart)_mm256_i32gather_epi32(from, (__m256i)at.part[0], 4),
           (IntPart)_mm256_i32gather_epi32(from, (__m256i)at.part[1], 4)}};
#else
  std::int32_t a[lanes];
  for (int k = 0; k < lanes; ++k) a[k] = from[index[k]];
  return load(a);
#endif
}

/// Sixteen short integers at the beginning of half a cache line.
STEADY_INLINE Floats load_aligned(const std::int16_t* from) {
#if defined(STEADY_SIMD_AVX512)
  const auto* const q = reinterpret_cast<const __m256i*>(from);
  return {{(FloatPart)_mm512_cvtepi32_ps(_mm512_cvtepi16_epi32(_mm256_load_si256(q)))}};
#elif defined(STEADY_SIMD_AVX2)
  const auto* const q = reinterpret_cast<const __m128i*>(from);
  return {{(FloatPart)_mm256_cvtepi32_ps(_mm256_cvtepi16_epi32(_mm_load_si128(q))),
           (FloatPart)_mm256_cvtepi32_ps(_mm256_cvtepi16_epi32(_mm_load_si128(q + 1)))}};
#else
  float a[lanes];
  for (int k = 0; k < lanes; ++k) a[k] = static_cast<float>(from[k]);
  return load(a);
#endif
}

// --- integers; sums and products go round at 2^32

STEADY_INLINE Ints operator+(const Ints& a, const Ints& b) {
  Ints r;
  STEADY_FOR_PARTS r.part[p] = (IntPart)((WordPart)a.part[p] + (WordPart)b.part[p]);
  return r;
}
STEADY_INLINE Ints operator-(const Ints& a, const Ints& b) {
  Ints r;
  STEADY_FOR_PARTS r.part[p] = (IntPart)((WordPart)a.part[p] - (WordPart)b.part[p]);
  return r;
}
STEADY_INLINE Ints operator-(const Ints& a) {
  return Ints{} - a;
}
STEADY_INLINE Ints operator*(const Ints& a, std::int32_t b) {
  Ints r;
  STEADY_FOR_PARTS r.part[p] = (IntPart)((WordPart)a.part[p] * static_cast<std::uint32_t>(b));
  return r;
}
STEADY_INLINE Ints operator&(const Ints& a, const Ints& b) {
  Ints r;
  STEADY_FOR_PARTS r.part[p] = a.part[p] & b.part[p];
  return r;
}
STEADY_INLINE Ints operator|(const Ints& a, const Ints& b) {
  Ints r;
  STEADY_FOR_PARTS r.part[p] = a.part[p] | b.part[p];
  return r;
}
STEADY_INLINE Ints operator^(const Ints& a, const Ints& b) {
  Ints r;
  STEADY_FOR_PARTS r.part[p] = a.part[p] ^ b.part[p];
  return r;
}
STEADY_INLINE Ints operator~(const Ints& a) {
  Ints r;
  STEADY_FOR_PARTS r.part[p] = ~a.part[p];
  return r;
}
STEADY_INLINE Ints& operator+=(Ints& a, const Ints& b) {
  STEADY_FOR_PARTS a.part[p] = (IntPart)((WordPart)a.part[p] + (WordPart)b.part[p]);
  return a;
}
STEADY_INLINE Ints& operator-=(Ints& a, const Ints& b) {
  STEADY_FOR_PARTS a.part[p] = (IntPart)((WordPart)a.part[p] - (WordPart)b.part[p]);
  return a;
}
STEADY_INLINE Ints doubled(const Ints& a) {
  return a + a;
}

STEADY_INLINE Ints abs(const Ints& a) {
#if defined(STEADY_SIMD_AVX512)
  return {{(IntPart)_mm512_abs_epi32((__m512i)a.part[0])}};
#elif defined(STEADY_SIMD_AVX2)
  return {{(IntPart)_mm256_abs_epi32((__m256i)a.part[0]),
           (IntPart)_mm256_abs_epi32((__m256i)a.part[1])}};
#else
  Ints r;
  STEADY_FOR_PARTS r.part[p] = a.part[p] < 0 ? -a.part[p] : a.part[p];
  return r;
#endif
}
STEADY_INLINE Ints larger(const Ints& a, const Ints& b) {
#if defined(STEADY_SIMD_AVX512)
  // Spelled with a full mask: GCC 12 warns falsely about the plain minimum and maximum.
  return {{(IntPart)_mm512_maskz_max_epi32(0xffff, (__m512i)a.part[0], (__m512i)b.part[0])}};
#else
  Ints r;
  STEADY_FOR_PARTS r.part[p] = a.part[p] > b.part[p] ? a.part[p] : b.part[p];
  return r;
#endif
}
STEADY_INLINE Ints smaller(const Ints& a, const Ints& b) {
#if defined(STEADY_SIMD_AVX512)
  return {{(IntPart)_mm512_maskz_min_epi32(0xffff, (__m512i)a.part[0], (__m512i)b.part[0])}};
#else
  Ints r;
  STEADY_FOR_PARTS r.part[p] = a.part[p] < b.part[p] ? a.part[p] : b.part[p];
  return r;
#endif
}

/// The smallest of the sixteen.
STEADY_INLINE std::int32_t smallest(const Ints& a) {
#if defined(STEADY_SIMD_PORTABLE)
  std::int32_t each[lanes];
  store(each, a);
  std::int32_t least = each[0];
  for (int k = 1; k < lanes; ++k) least = each[k] < least ? each[k] : least;
  return least;
#else
#if defined(STEADY_SIMD_AVX512)
  // Masked: GCC 12 takes the undefined source of the plain ones for a mistake.
  const __m512i whole = (__m512i)a.part[0];
  const __m256i b = _mm256_min_epi32(_mm512_maskz_extracti64x4_epi64(0xf, whole, 0),
                                     _mm512_maskz_extracti64x4_epi64(0xf, whole, 1));
#else
  const __m256i b = _mm256_min_epi32((__m256i)a.part[0], (__m256i)a.part[1]);
#endif
  const __m128i c = _mm_min_epi32(_mm256_castsi256_si128(b), _mm256_extracti128_si256(b, 1));
  const __m128i d = _mm_min_epi32(c, _mm_shuffle_epi32(c, 0x4e));
  return _mm_cvtsi128_si32(_mm_min_epi32(d, _mm_shuffle_epi32(d, 0xb1)));
#endif
}

// --- comparisons

STEADY_INLINE Mask negative(const Ints& a) {
#if defined(STEADY_SIMD_AVX512)
  return _mm512_movepi32_mask((__m512i)a.part[0]);
#elif defined(STEADY_SIMD_AVX2)
  return static_cast<Mask>(_mm256_movemask_ps((__m256)a.part[0])) |
         static_cast<Mask>(_mm256_movemask_ps((__m256)a.part[1])) << 8;
#else
  const IntPart weight = {1, 2, 4, 8};
  IntPart bits = {};
  STEADY_FOR_PARTS bits |= (a.part[p] >> 31) & (weight << (4 * p));
  return static_cast<Mask>(bits[0] | bits[1] | bits[2] | bits[3]);
#endif
}
STEADY_INLINE Mask negative(const Floats& a) {
  Ints bits;
  STEADY_FOR_PARTS bits.part[p] = (IntPart)a.part[p];
  return negative(bits);
}

/// a < b
STEADY_INLINE Mask less(const Ints& a, const Ints& b) {
#if defined(STEADY_SIMD_AVX512)
  return _mm512_cmplt_epi32_mask((__m512i)a.part[0], (__m512i)b.part[0]);
#else
  Ints r;
  STEADY_FOR_PARTS r.part[p] = a.part[p] < b.part[p];
  return negative(r);
#endif
}
STEADY_INLINE Mask at_least(const Ints& a, const Ints& b) {
#if defined(STEADY_SIMD_AVX512)
  return _mm512_cmpge_epi32_mask((__m512i)a.part[0], (__m512i)b.part[0]);
#else
  return all_lanes & ~less(a, b);
#endif
}
/// a > b; false where one is not a number.
STEADY_INLINE Mask greater(const Floats& a, const Floats& b) {
#if defined(STEADY_SIMD_AVX512)
  return _mm512_cmp_ps_mask((__m512)a.part[0], (__m512)b.part[0], _CMP_GT_OQ);
#elif defined(STEADY_SIMD_AVX2)
  return negative(
      Floats{{(FloatPart)_mm256_cmp_ps((__m256)a.part[0], (__m256)b.part[0], _CMP_GT_OQ),
              (FloatPart)_mm256_cmp_ps((__m256)a.part[1], (__m256)b.part[1], _CMP_GT_OQ)}});
#else
  Ints r;
  STEADY_FOR_PARTS r.part[p] = a.part[p] > b.part[p];
  return negative(r);
#endif
}

#if defined(STEADY_SIMD_AVX512)
/// Four masks, one after the other.
STEADY_INLINE std::uint64_t joined(__mmask16 a, __mmask16 b, __mmask16 c, __mmask16 d) {
  return _cvtmask64_u64(_mm512_kunpackd(_mm512_kunpackw(d, c), _mm512_kunpackw(b, a)));
}
/// a < b for 64 numbers.
STEADY_INLINE std::uint64_t less(const Ints (&a)[4], const Ints& b) {
  const __m512i bound = (__m512i)b.part[0];
  return joined(_mm512_cmplt_epi32_mask((__m512i)a[0].part[0], bound),
                _mm512_cmplt_epi32_mask((__m512i)a[1].part[0], bound),
                _mm512_cmplt_epi32_mask((__m512i)a[2].part[0], bound),
                _mm512_cmplt_epi32_mask((__m512i)a[3].part[0], bound));
}
STEADY_INLINE std::uint64_t less(const Ints& a, const Ints (&b)[4]) {
  const __m512i bound = (__m512i)a.part[0];
  return joined(_mm512_cmpgt_epi32_mask((__m512i)b[0].part[0], bound),
                _mm512_cmpgt_epi32_mask((__m512i)b[1].part[0], bound),
                _mm512_cmpgt_epi32_mask((__m512i)b[2].part[0], bound),
                _mm512_cmpgt_epi32_mask((__m512i)b[3].part[0], bound));
}
#else
STEADY_INLINE std::uint64_t joined(std::uint64_t a, std::uint64_t b, std::uint64_t c,
                                   std::uint64_t d) {
  return a | b << 16 | c << 32 | d << 48;
}
/// a < b for 64 numbers.
STEADY_INLINE std::uint64_t less(const Ints (&a)[4], const Ints& b) {
  return joined(less(a[0], b), less(a[1], b), less(a[2], b), less(a[3], b));
}
STEADY_INLINE std::uint64_t less(const Ints& a, const Ints (&b)[4]) {
  return joined(less(a, b[0]), less(a, b[1]), less(a, b[2]), less(a, b[3]));
}
#endif

// --- choices by lane; bits of a mask beyond the lanes do not matter

/// −1 where the bit is set, else 0.
STEADY_INLINE Ints spread(Mask bits) {
#if defined(STEADY_SIMD_AVX512)
  return {{(IntPart)_mm512_movm_epi32(static_cast<__mmask16>(bits))}};
#elif defined(STEADY_SIMD_AVX2)
  const IntPart bit = {1, 2, 4, 8, 16, 32, 64, 128};
  const IntPart all = IntPart{} + static_cast<std::int32_t>(bits);
  return {{(IntPart)((all & bit) == bit), (IntPart)((all & (bit << 8)) == (bit << 8))}};
#else
  const IntPart first = {1, 2, 4, 8};
  const IntPart all = IntPart{} + static_cast<std::int32_t>(bits);
  Ints a;
  STEADY_FOR_PARTS {
    const IntPart bit = first << (4 * p);
    a.part[p] = (all & bit) == bit;
  }
  return a;
#endif
}
STEADY_INLINE Ints select(Mask bits, const Ints& yes, const Ints& no) {
#if defined(STEADY_SIMD_AVX512)
  return {{(IntPart)_mm512_mask_mov_epi32((__m512i)no.part[0], static_cast<__mmask16>(bits),
                                          (__m512i)yes.part[0])}};
#else
  const Ints all = spread(bits);
  Ints r;
#if defined(STEADY_SIMD_AVX2)
  STEADY_FOR_PARTS r.part[p] =
      (IntPart)_mm256_blendv_epi8((__m256i)no.part[p], (__m256i)yes.part[p], (__m256i)all.part[p]);
#else
  STEADY_FOR_PARTS r.part[p] = (yes.part[p] & all.part[p]) | (no.part[p] & ~all.part[p]);
#endif
  return r;
#endif
}
/// −a where all bits of `negative` are set, a where none is.
STEADY_INLINE Ints signed_by(const Ints& a, const Ints& negative) {
  return (a ^ negative) - negative;
}
STEADY_INLINE Ints negate_where(Mask bits, const Ints& a) {
#if defined(STEADY_SIMD_AVX512)
  return {{(IntPart)_mm512_mask_sub_epi32((__m512i)a.part[0], static_cast<__mmask16>(bits),
                                          _mm512_setzero_si512(), (__m512i)a.part[0])}};
#else
  return signed_by(a, spread(bits));
#endif
}
STEADY_INLINE Floats negate_where(Mask bits, const Floats& a) {
#if defined(STEADY_SIMD_AVX512)
  return {{(FloatPart)_mm512_mask_xor_ps((__m512)a.part[0], static_cast<__mmask16>(bits),
                                         (__m512)a.part[0], _mm512_set1_ps(-0.0f))}};
#else
  const IntPart sign = IntPart{} + INT32_MIN;
  const Ints all = spread(bits);
  Floats r;
  STEADY_FOR_PARTS r.part[p] = (FloatPart)((IntPart)a.part[p] ^ (sign & all.part[p]));
  return r;
#endif
}
/// 0 where the bit is not set.
STEADY_INLINE Ints keep_where(Mask bits, const Ints& a) {
#if defined(STEADY_SIMD_AVX512)
  return {{(IntPart)_mm512_maskz_mov_epi32(static_cast<__mmask16>(bits), (__m512i)a.part[0])}};
#else
  return a & spread(bits);
#endif
}
STEADY_INLINE Floats keep_where(Mask bits, const Floats& a) {
#if defined(STEADY_SIMD_AVX512)
  return {{(FloatPart)_mm512_maskz_mov_ps(static_cast<__mmask16>(bits), (__m512)a.part[0])}};
#else
  const Ints all = spread(bits);
  Floats r;
  STEADY_FOR_PARTS r.part[p] = (FloatPart)((IntPart)a.part[p] & all.part[p]);
  return r;
#endif
}

// --- floats

STEADY_INLINE Floats operator+(const Floats& a, const Floats& b) {
  Floats r;
  STEADY_FOR_PARTS r.part[p] = a.part[p] + b.part[p];
  return r;
}
STEADY_INLINE Floats operator-(const Floats& a, const Floats& b) {
  Floats r;
  STEADY_FOR_PARTS r.part[p] = a.part[p] - b.part[p];
  return r;
}
STEADY_INLINE Floats operator*(const Floats& a, const Floats& b) {
  Floats r;
  STEADY_FOR_PARTS r.part[p] = a.part[p] * b.part[p];
  return r;
}
STEADY_INLINE Floats operator/(const Floats& a, const Floats& b) {
  Floats r;
  STEADY_FOR_PARTS r.part[p] = a.part[p] / b.part[p];
  return r;
}
STEADY_INLINE Floats to_floats(const Ints& a) {
  Floats r;
  STEADY_FOR_PARTS r.part[p] = __builtin_convertvector(a.part[p], FloatPart);
  return r;
}
STEADY_INLINE Floats abs(const Floats& a) {
  Floats r;
  STEADY_FOR_PARTS r.part[p] = (FloatPart)((IntPart)a.part[p] & INT32_MAX);
  return r;
}
/// a > b ? a : b
STEADY_INLINE Floats larger(const Floats& a, const Floats& b) {
#if defined(STEADY_SIMD_AVX512)
  return {{(FloatPart)_mm512_max_ps((__m512)a.part[0], (__m512)b.part[0])}};
#elif defined(STEADY_SIMD_AVX2)
  return {{(FloatPart)_mm256_max_ps((__m256)a.part[0], (__m256)b.part[0]),
           (FloatPart)_mm256_max_ps((__m256)a.part[1], (__m256)b.part[1])}};
#else
  Floats r;
  STEADY_FOR_PARTS r.part[p] = a.part[p] > b.part[p] ? a.part[p] : b.part[p];
  return r;
#endif
}

#if defined(STEADY_SIMD_PORTABLE)
/// Halves are combined, as the wide registers do it.
template <class Combine>
STEADY_INLINE float fold(const Floats& a, Combine combine) {
  float x[lanes];
  store(x, a);
  for (int half = lanes / 2; half > 0; half /= 2)
    for (int k = 0; k < half; ++k) x[k] = combine(x[k], x[k + half]);
  return x[0];
}
STEADY_INLINE float sum(const Floats& a) {
  return fold(a, [](float x, float y) { return x + y; });
}
STEADY_INLINE float largest(const Floats& a) {
  return fold(a, [](float x, float y) { return x > y ? x : y; });
}
#else
STEADY_INLINE __m256 half(const Floats& a, int which) {
#if defined(STEADY_SIMD_AVX512)
  return which == 0 ? _mm512_castps512_ps256((__m512)a.part[0])
                    : _mm512_extractf32x8_ps((__m512)a.part[0], 1);
#else
  return (__m256)a.part[which];
#endif
}
STEADY_INLINE float sum(const Floats& a) {
  const __m256 b = _mm256_add_ps(half(a, 0), half(a, 1));
  const __m128 c = _mm_add_ps(_mm256_castps256_ps128(b), _mm256_extractf128_ps(b, 1));
  const __m128 d = _mm_add_ps(c, _mm_movehl_ps(c, c));
  return _mm_cvtss_f32(_mm_add_ss(d, _mm_movehdup_ps(d)));
}
STEADY_INLINE float largest(const Floats& a) {
  const __m256 b = _mm256_max_ps(half(a, 0), half(a, 1));
  const __m128 c = _mm_max_ps(_mm256_castps256_ps128(b), _mm256_extractf128_ps(b, 1));
  const __m128 d = _mm_max_ps(c, _mm_movehl_ps(c, c));
  return _mm_cvtss_f32(_mm_max_ss(d, _mm_movehdup_ps(d)));
}
#endif

}  // namespace
}  // namespace steady::simd::detail

#undef STEADY_FOR_PARTS
