// The sweep kernel for AVX-512 (F, BW, DQ, VL); this file alone is compiled for it.
#include <immintrin.h>

#include <steady/numerics/enumeration/sweep_kernel.hpp>

namespace steady::enumeration::detail {
namespace {
namespace isa {

/// 16 integers, one per row.
struct Fields {
  __m512i part;

  static Fields load(const std::int32_t* p) { return {_mm512_loadu_si512(p)}; }
  void store(std::int32_t* p) const { _mm512_storeu_si512(p, part); }
  Fields operator+(const Fields& other) const { return {_mm512_add_epi32(part, other.part)}; }
  std::uint64_t above(const std::int32_t* bound) const {
    return _mm512_cmpgt_epi32_mask(part, _mm512_loadu_si512(bound));
  }
  std::uint64_t positive() const { return _mm512_cmpgt_epi32_mask(part, _mm512_setzero_si512()); }
};

// Truth tables of vpternlog over (alive, mask, flip) and (where, at, not_at).
inline constexpr int and_xor = 0x60;
inline constexpr int select_or_not = 0xC5;

/// A set of 512 block states.
template <int Words>
struct Set {
  static_assert(Words == 8);
  __m512i part;

  explicit Set(const std::uint64_t* p) : part(_mm512_loadu_si512(p)) {}
  void keep(const std::uint64_t* mask, std::uint64_t flip) {
    part = _mm512_ternarylogic_epi64(part, _mm512_loadu_si512(mask),
                                     _mm512_set1_epi64(static_cast<long long>(flip)), and_xor);
  }
  void keep_select(const std::uint64_t* where, const std::uint64_t* at,
                   const std::uint64_t* not_at) {
    part = _mm512_and_si512(
        part, _mm512_ternarylogic_epi64(_mm512_loadu_si512(where), _mm512_loadu_si512(at),
                                        _mm512_loadu_si512(not_at), select_or_not));
  }
  bool empty() const { return _mm512_test_epi64_mask(part, part) == 0; }
  void store(std::uint64_t* p) const { _mm512_storeu_si512(p, part); }
};

/// A set of 256 block states.
template <>
struct Set<4> {
  __m256i part;

  static __m256i load(const std::uint64_t* p) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  }
  explicit Set(const std::uint64_t* p) : part(load(p)) {}
  void keep(const std::uint64_t* mask, std::uint64_t flip) {
    part = _mm256_ternarylogic_epi64(part, load(mask),
                                     _mm256_set1_epi64x(static_cast<long long>(flip)), and_xor);
  }
  void keep_select(const std::uint64_t* where, const std::uint64_t* at,
                   const std::uint64_t* not_at) {
    part = _mm256_and_si256(
        part, _mm256_ternarylogic_epi64(load(where), load(at), load(not_at), select_or_not));
  }
  bool empty() const { return _mm256_testz_si256(part, part) != 0; }
  void store(std::uint64_t* p) const { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), part); }
};

/// 64 block states fit a general register.
template <>
struct Set<1> {
  std::uint64_t word;

  explicit Set(const std::uint64_t* p) : word(*p) {}
  void keep(const std::uint64_t* mask, std::uint64_t flip) { word &= *mask ^ flip; }
  void keep_select(const std::uint64_t* where, const std::uint64_t* at,
                   const std::uint64_t* not_at) {
    word &= (*where & *at) | ~(*where | *not_at);
  }
  bool empty() const { return word == 0; }
  void store(std::uint64_t* p) const { *p = word; }
};

}  // namespace isa
}  // namespace
}  // namespace steady::enumeration::detail

#include <steady/numerics/enumeration/sweep_kernel.inl>

namespace steady::enumeration::detail {
std::uint64_t sweep_avx512(const SweepPlan& plan, SweepChunk& chunk) {
  return sweep_any(plan, chunk);
}
}  // namespace steady::enumeration::detail
