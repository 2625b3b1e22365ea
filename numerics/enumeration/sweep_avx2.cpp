// The sweep kernel for AVX2; this file alone is compiled with -mavx2.
#include <immintrin.h>

#include <steady/numerics/enumeration/sweep_kernel.hpp>

namespace steady::enumeration::detail {
namespace {
namespace isa {

inline __m256i load256(const void* p) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(p));
}

/// 16 integers, one per row.
struct Fields {
  __m256i part[2];

  static Fields load(const std::int32_t* p) { return {{load256(p), load256(p + 8)}}; }
  /// Cut off to [least, most] and counted from `least`.
  void store_clamped(std::uint32_t* p, const std::int32_t* least, const std::int32_t* most) const {
    for (int k = 0; k < 2; ++k) {
      const __m256i low = load256(least + 8 * k);
      const __m256i cut = _mm256_min_epi32(_mm256_max_epi32(part[k], low), load256(most + 8 * k));
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(p + 8 * k), _mm256_sub_epi32(cut, low));
    }
  }
  Fields operator+(const Fields& other) const {
    return {{_mm256_add_epi32(part[0], other.part[0]), _mm256_add_epi32(part[1], other.part[1])}};
  }
  std::uint64_t above(const std::int32_t* bound) const {
    return above(load256(bound), load256(bound + 8));
  }
  std::uint64_t positive() const { return above(_mm256_setzero_si256(), _mm256_setzero_si256()); }

 private:
  static std::uint64_t bits(__m256i lanes) {
    return static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(lanes)));
  }
  std::uint64_t above(__m256i low, __m256i high) const {
    return bits(_mm256_cmpgt_epi32(part[0], low)) | bits(_mm256_cmpgt_epi32(part[1], high)) << 8;
  }
};

/// A set of 64·Words block states, Words a multiple of 4.
template <int Words>
struct Set {
  __m256i part[Words / 4];

  explicit Set(const std::uint64_t* p) {
    for (int k = 0; k < Words / 4; ++k) part[k] = load256(p + 4 * k);
  }
  void keep(const std::uint64_t* mask, std::uint64_t flip) {
    const __m256i all = _mm256_set1_epi64x(static_cast<long long>(flip));
    for (int k = 0; k < Words / 4; ++k) {
      part[k] = _mm256_and_si256(part[k], _mm256_xor_si256(load256(mask + 4 * k), all));
    }
  }
  bool empty() const {
    __m256i any = part[0];
    for (int k = 1; k < Words / 4; ++k) any = _mm256_or_si256(any, part[k]);
    return _mm256_testz_si256(any, any) != 0;
  }
  void store(std::uint64_t* p) const {
    for (int k = 0; k < Words / 4; ++k) {
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(p + 4 * k), part[k]);
    }
  }
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
std::uint64_t sweep_avx2(const SweepPlan& plan, SweepChunk& chunk) {
  return sweep_any(plan, chunk);
}
}  // namespace steady::enumeration::detail
