// Internal: ln and exp with the same bits on every processor, in operations that a compiler turns
// into vector instructions. Each is correctly rounded and none may be fused: whoever includes this
// is compiled with -ffp-contract=off.
//
// Everything has internal linkage and nothing of the standard library is instantiated, since
// kernels include this; see kernel.hpp.
#pragma once

#include <cstdint>

namespace steady::simd::detail {
namespace {

/// The double with these bits, and back.
[[gnu::always_inline]] inline double as_double(std::uint64_t bits) {
  double value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}
[[gnu::always_inline]] inline std::uint64_t as_bits(double value) {
  std::uint64_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  return bits;
}

/// A whole number below 2^52 as a double: exact, and without the conversion AVX2 lacks.
[[gnu::always_inline]] inline double whole(std::uint64_t number) {
  return as_double(number | 0x4330000000000000ULL) - 0x1p52;
}

/// ln y for normal y > 0: y = m 2^e with m in [1/√2, √2), ln m = 2 artanh f, f = (m−1)/(m+1),
/// |f| < 0.172. Eleven terms leave a truncation error below 2^-58.
[[gnu::always_inline]] inline double log_of_normal(double y) {
  const std::uint64_t bits = as_bits(y);
  const double half_to_one = as_double((bits & 0x000fffffffffffffULL) | 0x3fe0000000000000ULL);
  const bool low = half_to_one < 0.70710678118654757;  // √2/2
  const double mantissa = low ? half_to_one * 2.0 : half_to_one;
  const double exponent = whole(bits >> 52) - (low ? 1023.0 : 1022.0);
  const double f = (mantissa - 1.0) / (mantissa + 1.0);
  const double f2 = f * f;
  double series = 0.0;
#pragma GCC unroll 11
  for (int k = 11; k >= 1; --k) series = (series + 1.0 / (2 * k + 1)) * f2;
  return exponent * 0.69314718055994531 + 2.0 * f * (1.0 + series);
}

/// e^x for x ≤ 0, 0 below −708: 2^k e^r with |r| ≤ ln 2 / 2 and the Taylor series of e^r, whose
/// truncation error is below 2^-53. NaN stays NaN.
[[gnu::always_inline]] inline double exp_of_negative(double x) {
  const double bounded = x < -708.0 ? -708.0 : x;
  const double shifted = bounded * 1.4426950408889634 + 0x1.8p52;  // k in the low bits
  const double k = shifted - 0x1.8p52;
  const double r = (bounded - k * 0x1.62e42fefa38p-1) - k * 0x1.ef35793c7673p-45;
  double series = 1.0;
#pragma GCC unroll 13
  for (int n = 13; n >= 1; --n) series = 1.0 + series * r * (1.0 / n);
  const double power = as_double((as_bits(shifted) << 52) + 0x3ff0000000000000ULL);
  return x < -708.0 ? 0.0 : series * power;
}

}  // namespace
}  // namespace steady::simd::detail
