// The inner loops for AVX2; this file alone is compiled for it.
#include <immintrin.h>

#include <steady/numerics/dynamics/detail/kernels.hpp>

namespace steady::dynamics::detail {
namespace {
namespace isa {

/// Lanes that fit the registers at a time.
inline constexpr int wide = 4;

struct Lanes {
  __m256i part[2];

  static __m256i half(const std::int32_t* p) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  }
  static Lanes load(const std::int32_t* p) { return {{half(p), half(p + 8)}}; }
  static Lanes all(std::int32_t value) {
    return {{_mm256_set1_epi32(value), _mm256_set1_epi32(value)}};
  }
  void store(std::int32_t* p) const {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), part[0]);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p + 8), part[1]);
  }
  Lanes operator+(const Lanes& other) const {
    return {{_mm256_add_epi32(part[0], other.part[0]), _mm256_add_epi32(part[1], other.part[1])}};
  }
  Lanes operator-(const Lanes& other) const {
    return {{_mm256_sub_epi32(part[0], other.part[0]), _mm256_sub_epi32(part[1], other.part[1])}};
  }
  Lanes doubled() const { return *this + *this; }
  /// Negated where all bits of `negative` are set.
  Lanes signed_by(const Lanes& negative) const {
    Lanes r;
    for (int k = 0; k < 2; ++k)
      r.part[k] = _mm256_sub_epi32(_mm256_xor_si256(part[k], negative.part[k]), negative.part[k]);
    return r;
  }
  Lanes negated_where(unsigned bits) const {
    const __m256i select = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
    Lanes r;
    for (int k = 0; k < 2; ++k) {
      const __m256i word = _mm256_set1_epi32(static_cast<int>((bits >> (8 * k)) & 0xffU));
      const __m256i all = _mm256_cmpeq_epi32(_mm256_and_si256(word, select), select);
      r.part[k] = _mm256_sub_epi32(_mm256_xor_si256(part[k], all), all);
    }
    return r;
  }
  std::uint64_t less(const Lanes& other) const {
    return bits(_mm256_cmpgt_epi32(other.part[0], part[0])) |
           bits(_mm256_cmpgt_epi32(other.part[1], part[1])) << 8;
  }

 private:
  static std::uint64_t bits(__m256i compared) {
    return static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(compared)));
  }
};

inline std::uint64_t less4(const Lanes (&field)[4], const Lanes& bound) {
  return field[0].less(bound) | field[1].less(bound) << 16 | field[2].less(bound) << 32 |
         field[3].less(bound) << 48;
}
inline std::uint64_t greater4(const Lanes (&field)[4], const Lanes& bound) {
  return bound.less(field[0]) | bound.less(field[1]) << 16 | bound.less(field[2]) << 32 |
         bound.less(field[3]) << 48;
}

/// The bit wanted becomes the sign of its lane.
inline std::uint64_t bits_at(const Visited& visited, const std::uint64_t* words, int /*count*/,
                             int from) {
  const auto* const halves = reinterpret_cast<const int*>(words);
  std::uint64_t bits = 0;
  for (int p = from & ~7; p < 64; p += 8) {
    const __m256i v = Lanes::half(visited.neuron + p);
    const __m256i half = _mm256_i32gather_epi32(halves, _mm256_srli_epi32(v, 5), 4);
    // A shift by 31 − v modulo 32.
    const __m256i places = _mm256_andnot_si256(v, _mm256_set1_epi32(31));
    const __m256 signs = _mm256_castsi256_ps(_mm256_sllv_epi32(half, places));
    bits |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm256_movemask_ps(signs))) << p;
  }
  return bits;
}

inline Lanes gather(const std::int32_t* from, const std::int32_t* index) {
  return {{_mm256_i32gather_epi32(from, Lanes::half(index), 4),
           _mm256_i32gather_epi32(from, Lanes::half(index + 8), 4)}};
}

}  // namespace isa

#include "kernels.inl"

}  // namespace

const Kernels kernels_avx2 = {judge,  flip,    add_columns,  tabulate,  add_tabulated,
                              lowest, nth_bit, isa::bits_at, run_visits};

}  // namespace steady::dynamics::detail
