// Internal, for sweep.kernel.cpp: sets of block states, one bit a state.
#pragma once

#include <cstdint>

#include <steady/numerics/simd/detail/kernel.hpp>

#if !defined(STEADY_SIMD_PORTABLE)
#include <immintrin.h>
#endif

namespace steady::enumeration::detail {
namespace {

#if defined(STEADY_SIMD_AVX512)

// Truth table of vpternlog over (alive, mask, flip).
inline constexpr int and_xor = 0x60;

/// A set of 512 block states.
template <int Words>
struct BlockStates {
  static_assert(Words == 8);
  __m512i part;

  explicit BlockStates(const std::uint64_t* p) : part(_mm512_loadu_si512(p)) {}
  void keep(const std::uint64_t* mask, std::uint64_t flip) {
    part = _mm512_ternarylogic_epi64(part, _mm512_loadu_si512(mask),
                                     _mm512_set1_epi64(static_cast<long long>(flip)), and_xor);
  }
  bool empty() const { return _mm512_test_epi64_mask(part, part) == 0; }
  void store(std::uint64_t* p) const { _mm512_storeu_si512(p, part); }
};

/// A set of 256 block states.
template <>
struct BlockStates<4> {
  __m256i part;

  static __m256i load(const std::uint64_t* p) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  }
  explicit BlockStates(const std::uint64_t* p) : part(load(p)) {}
  void keep(const std::uint64_t* mask, std::uint64_t flip) {
    part = _mm256_ternarylogic_epi64(part, load(mask),
                                     _mm256_set1_epi64x(static_cast<long long>(flip)), and_xor);
  }
  bool empty() const { return _mm256_testz_si256(part, part) != 0; }
  void store(std::uint64_t* p) const { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), part); }
};

#elif defined(STEADY_SIMD_AVX2)

inline __m256i load256(const void* p) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(p));
}

/// A set of 64·Words block states, Words a multiple of 4.
template <int Words>
struct BlockStates {
  __m256i part[Words / 4];

  explicit BlockStates(const std::uint64_t* p) {
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

#else

/// A set of 64·Words block states.
template <int Words>
struct BlockStates {
  std::uint64_t word[Words];

  explicit BlockStates(const std::uint64_t* p) { __builtin_memcpy(word, p, sizeof word); }
  void keep(const std::uint64_t* mask, std::uint64_t flip) {
    for (int w = 0; w < Words; ++w) word[w] &= mask[w] ^ flip;
  }
  bool empty() const {
    std::uint64_t any = 0;
    for (int w = 0; w < Words; ++w) any |= word[w];
    return any == 0;
  }
  void store(std::uint64_t* p) const { __builtin_memcpy(p, word, sizeof word); }
};

#endif

#if !defined(STEADY_SIMD_PORTABLE)

/// 64 block states fit a general register.
template <>
struct BlockStates<1> {
  std::uint64_t word;

  explicit BlockStates(const std::uint64_t* p) : word(*p) {}
  void keep(const std::uint64_t* mask, std::uint64_t flip) { word &= *mask ^ flip; }
  bool empty() const { return word == 0; }
  void store(std::uint64_t* p) const { *p = word; }
};

#endif

}  // namespace
}  // namespace steady::enumeration::detail
