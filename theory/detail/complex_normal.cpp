#include <cmath>
#include <numbers>
#include <steady/theory/detail/complex_normal.hpp>
#include <steady/theory/gaussian.hpp>

namespace steady::theory::detail {
namespace {

using Complex = std::complex<double>;
constexpr Complex i{0.0, 1.0};

// w(z) is an integral over a Gaussian; the trapezoidal and the midpoint rule of step h, with the
// residue of the pole where it is passed, are exact to e^(−π(n+1)) (Al Azah and Chandler-Wilde,
// SIAM J. Numer. Anal. 59, 2346 (2021), eqs. (12)–(15) with N = 11).
constexpr int last = 11;
const double step = std::sqrt(std::numbers::pi / (last + 1));

Complex midpoint_sum(Complex z) {
  Complex sum = 0.0;
  for (int k = last; k >= 0; --k) {
    const double t = (k + 0.5) * step;
    sum += std::exp(-t * t) / (z * z - t * t);
  }
  return 2.0 * i * step * z / std::numbers::pi * sum;
}

Complex trapezoidal_sum(Complex z) {
  Complex sum = 0.0;
  for (int k = last; k >= 1; --k) {
    const double t = k * step;
    sum += std::exp(-t * t) / (z * z - t * t);
  }
  return i * step / (std::numbers::pi * z) + 2.0 * i * step * z / std::numbers::pi * sum;
}

}  // namespace

Complex faddeeva(Complex z) {
  const double poles = std::numbers::pi / step;
  if (z.imag() >= std::max(z.real(), poles)) return midpoint_sum(z);
  const double place = z.real() / step - std::floor(z.real() / step);
  const bool between = place >= 0.25 && place <= 0.75;
  const Complex wave = std::exp(-2.0 * i * poles * z);
  if (z.imag() < z.real() && between)
    return 2.0 * std::exp(-z * z) / (1.0 - wave) + trapezoidal_sum(z);
  return 2.0 * std::exp(-z * z) / (1.0 + wave) + midpoint_sum(z);
}

bool has_gaussian_size(Complex zeta) {
  constexpr double overwhelming = 40.0;  // 1 no longer counts beside e^40
  return zeta.real() <= 0.0 || (-0.5 * zeta * zeta).real() > overwhelming;
}

// Φ(ζ) = ½ e^(−ζ²/2) W(ζ), W(ζ) = w(−iζ/√2); W(ζ) + W(−ζ) = 2e^(ζ²/2), which is negligible where
// Re ζ > 0 and Φ still has Gaussian size.
Complex log_scaled_normal_ratio(double x, Complex delta) {
  const auto left = [](Complex zeta) {
    return faddeeva(
        {std::abs(zeta.imag()) / std::numbers::sqrt2, -zeta.real() / std::numbers::sqrt2});
  };
  const Complex zeta = x + delta;
  const double at_start = 2.0 * std::exp(log_normal_cdf(x) + 0.5 * x * x);
  const Complex scaled = zeta.real() <= 0.0 ? left(zeta) : -std::conj(left(-zeta));
  return std::log(scaled / (x <= 0.0 ? left(x).real() : at_start));
}

Complex log_normal_cdf_right(Complex zeta) {
  const Complex mirrored =
      std::conj(faddeeva({zeta.imag() / std::numbers::sqrt2, zeta.real() / std::numbers::sqrt2}));
  return std::log(1.0 - 0.5 * std::exp(-0.5 * zeta * zeta) * mirrored);
}

}  // namespace steady::theory::detail
