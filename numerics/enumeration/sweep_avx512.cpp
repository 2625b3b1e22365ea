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
  /// Cut off to [least, most] and counted from `least`.
  void store_clamped(std::uint32_t* p, const std::int32_t* least, const std::int32_t* most) const {
    const __m512i low = _mm512_loadu_si512(least);
    // Spelled with a full mask: GCC 12 warns falsely about the plain minimum and maximum.
    const __m512i raised = _mm512_maskz_max_epi32(0xffff, part, low);
    const __m512i cut = _mm512_maskz_min_epi32(0xffff, raised, _mm512_loadu_si512(most));
    _mm512_storeu_si512(p, _mm512_sub_epi32(cut, low));
  }
  Fields operator+(const Fields& other) const { return {_mm512_add_epi32(part, other.part)}; }
  std::uint64_t above(const std::int32_t* bound) const {
    return _mm512_cmpgt_epi32_mask(part, _mm512_loadu_si512(bound));
  }
  std::uint64_t positive() const { return _mm512_cmpgt_epi32_mask(part, _mm512_setzero_si512()); }
};

// Truth table of vpternlog over (alive, mask, flip).
inline constexpr int and_xor = 0x60;

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
  bool empty() const { return _mm256_testz_si256(part, part) != 0; }
  void store(std::uint64_t* p) const { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), part); }
};

/// 64 block states fit a general register.
template <>
struct Set<1> {
  std::uint64_t word;

  explicit Set(const std::uint64_t* p) : word(*p) {}
  void keep(const std::uint64_t* mask, std::uint64_t flip) { word &= *mask ^ flip; }
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
