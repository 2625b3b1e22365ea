// The inner loops for AVX512; this file alone is compiled for it.
#include <immintrin.h>

#include <steady/numerics/dynamics/kernels.hpp>

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

}  // namespace isa

#include "kernels.inl"

}  // namespace

const Kernels kernels_avx512 = {judge, flip, add_columns, lowest, nth_bit, run_visits};

}  // namespace steady::dynamics::detail
