// The inner loops for AVX512; this file alone is compiled for it.
#include <immintrin.h>

#include <steady/numerics/dynamics/detail/kernels.hpp>

namespace steady::dynamics::detail {
namespace {
namespace isa {

/// Lanes that fit the registers at a time.
inline constexpr int wide = 8;

struct Lanes {
  __m512i part;

  static Lanes load(const std::int32_t* p) { return {_mm512_loadu_si512(p)}; }
  static Lanes all(std::int32_t value) { return {_mm512_set1_epi32(value)}; }
  void store(std::int32_t* p) const { _mm512_storeu_si512(p, part); }
  Lanes operator+(const Lanes& other) const { return {_mm512_add_epi32(part, other.part)}; }
  Lanes operator-(const Lanes& other) const { return {_mm512_sub_epi32(part, other.part)}; }
  Lanes doubled() const { return {_mm512_add_epi32(part, part)}; }
  /// Negated where all bits of `negative` are set.
  Lanes signed_by(const Lanes& negative) const {
    return {_mm512_sub_epi32(_mm512_xor_si512(part, negative.part), negative.part)};
  }
  Lanes negated_where(unsigned bits) const {
    return {
        _mm512_mask_sub_epi32(part, static_cast<__mmask16>(bits), _mm512_setzero_si512(), part)};
  }
  std::uint64_t less(const Lanes& other) const { return _mm512_cmplt_epi32_mask(part, other.part); }
};

inline std::uint64_t joined(__mmask16 a, __mmask16 b, __mmask16 c, __mmask16 d) {
  return _cvtmask64_u64(_mm512_kunpackd(_mm512_kunpackw(d, c), _mm512_kunpackw(b, a)));
}
inline std::uint64_t less4(const Lanes (&field)[4], const Lanes& bound) {
  return joined(_mm512_cmplt_epi32_mask(field[0].part, bound.part),
                _mm512_cmplt_epi32_mask(field[1].part, bound.part),
                _mm512_cmplt_epi32_mask(field[2].part, bound.part),
                _mm512_cmplt_epi32_mask(field[3].part, bound.part));
}
inline std::uint64_t greater4(const Lanes (&field)[4], const Lanes& bound) {
  return joined(_mm512_cmpgt_epi32_mask(field[0].part, bound.part),
                _mm512_cmpgt_epi32_mask(field[1].part, bound.part),
                _mm512_cmpgt_epi32_mask(field[2].part, bound.part),
                _mm512_cmpgt_epi32_mask(field[3].part, bound.part));
}

/// Up to 1024 neurons: the words are a table of parts in registers.
inline std::uint64_t bits_in_table(const Visited& visited, const std::uint64_t* words, int count) {
  const auto here = (1U << count) - 1;
  const __m512i low = _mm512_maskz_loadu_epi64(static_cast<__mmask8>(here), words);
  const __m512i high = _mm512_maskz_loadu_epi64(static_cast<__mmask8>(here >> 8), words + 8);
  std::uint64_t bits[2];
  for (int k = 0; k < 2; ++k) {
    const __m512i part = _mm512_load_si512(visited.part + 32 * k);
    const __m512i bit = _mm512_load_si512(visited.bit_in_part + 32 * k);
    bits[k] = _mm512_test_epi16_mask(_mm512_permutex2var_epi16(low, part, high), bit);
  }
  return bits[0] | bits[1] << 32;
}

inline std::uint64_t bits_at(const Visited& visited, const std::uint64_t* words, int count,
                             int /*from*/) {
  if (count <= 16) return bits_in_table(visited, words, count);
  // Masked throughout: GCC 12 takes the undefined source of the plain ones for a mistake.
  constexpr __mmask16 all = 0xffff;
  const __m512i one = _mm512_set1_epi32(1);
  std::uint64_t bits = 0;
  for (int p = 0; p < 64; p += 16) {
    const __m512i v = _mm512_load_si512(visited.neuron + p);
    const __m512i half = _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), all,
                                                     _mm512_maskz_srli_epi32(all, v, 5), words, 4);
    const __m512i place = _mm512_and_si512(v, _mm512_set1_epi32(31));
    const __m512i bit = _mm512_maskz_sllv_epi32(all, one, place);
    bits |= static_cast<std::uint64_t>(_mm512_test_epi32_mask(half, bit)) << p;
  }
  return bits;
}

// Masked: GCC 12 takes the undefined source of the plain one for a mistake.
inline Lanes gather(const std::int32_t* from, const std::int32_t* index) {
  return {_mm512_mask_i32gather_epi32(_mm512_setzero_si512(), 0xffff, _mm512_loadu_si512(index),
                                      from, 4)};
}

}  // namespace isa

#include "kernels.inl"

}  // namespace

const Kernels kernels_avx512 = {judge,  flip,    add_columns,  tabulate,  add_tabulated,
                                lowest, nth_bit, isa::bits_at, run_visits};

}  // namespace steady::dynamics::detail
