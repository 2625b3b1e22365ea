#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_erf.h>

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <sstream>
#include <stdexcept>
#include <steady/theory/domain.hpp>
#include <steady/theory/gaussian.hpp>

namespace steady::theory {

namespace {

// 1/√2 = kHi + kLo to twice double precision: the rounding of x/√2 alone would cost
// x²ε relative accuracy in the tail.
constexpr double kInvSqrt2Hi = 0.70710678118654757;
constexpr double kInvSqrt2Lo = -4.8336466567264567e-17;
constexpr double kInvSqrt2Pi = 0.39894228040143268;

constexpr double kUnderflow = -37.0;  // Φ(-37) ≈ 6e-300: the last decade of comfortable normals

// GSL aborts the program on any error unless told otherwise; the first tail evaluation tells it.
double gsl_value(int (*function)(double, gsl_sf_result*), double x) {
  [[maybe_unused]] static const gsl_error_handler_t* const previous = gsl_set_error_handler_off();
  gsl_sf_result result;
  const int status = function(x, &result);
  if (status == GSL_SUCCESS || status == GSL_EUNDRFLW) return result.val;
  std::ostringstream message;
  message.precision(17);
  message << "GSL special function failed at " << x << ": " << gsl_strerror(status);
  throw std::runtime_error(message.str());
}

}  // namespace

double normal_cdf(double x) {
  const double y = -x * kInvSqrt2Hi;
  const double value = 0.5 * std::erfc(y);
  if (!(x < -1.0) || x < -39.0) return value;
  // First-order correction for the rounding of y; erfc'/erfc ≈ −(y + √(y² + 4/π)) within 6 %.
  const double rounding = std::fma(-x, kInvSqrt2Hi, -y) - x * kInvSqrt2Lo;
  return value - value * rounding * (y + std::sqrt(y * y + 4.0 * std::numbers::inv_pi));
}

double normal_density(double x) {
  const double square = x * x;
  if (!(square < 1.0e4)) return std::isnan(x) ? x : 0.0;
  const double rest = std::fma(x, x, -square);  // x² = square + rest exactly
  return kInvSqrt2Pi * std::exp(-0.5 * square) * (1.0 - 0.5 * rest);
}

double log_normal_cdf(double x) {
  if (x > 0.0) return std::log1p(-normal_cdf(-x));
  if (x > -8.0) return std::log(normal_cdf(x));
  if (x < -1e154) return -std::numeric_limits<double>::infinity();  // x² overflows
  // Leading term, exact to 1/x²; GSL's rational function is 0/0 in doubles beyond 1e61.
  if (x < -1e9) return -0.5 * x * x - std::log(-x / kInvSqrt2Pi);
  // ln Φ(x) = ln erfc(|x|/√2) − ln 2
  return gsl_value(gsl_sf_log_erfc_e, -x * kInvSqrt2Hi) - std::numbers::ln2;
}

double log_normal_tail(double x) {
  return log_normal_cdf(-x);
}

double inverse_mills_ratio(double x) {
  if (!(x < kUnderflow)) return normal_density(x) / normal_cdf(x);
  // Asymptotic series of the Mills ratio: λ = |x| + 1/|x| − 2/|x|³ + 10/|x|⁵ − …
  const double t = 1.0 / (x * x);
  return -x * (1.0 + t * (1.0 - t * (2.0 - t * (10.0 - t * (74.0 - t * 706.0)))));
}

double log_normal_cdf_ratio(double a, double b) {
  if (a == b) return 0.0;
  if (std::abs(a - b) * (1.0 + std::max({a, b, 0.0})) < 1.0) {
    // ∫_b^a λ(t) dt. λ is analytic within 2.8 of the real line and falls like e^(−t²/2) for t > 0:
    // on so short an interval ten nodes reach rounding.
    return boost::math::quadrature::gauss<double, 10>::integrate(inverse_mills_ratio, b, a);
  }
  if (a < 0.0 && b < 0.0 && std::isfinite(a + b)) {
    // ln Φ(x) = −x²/2 − ln √(2π) − ln λ(x): the squares are subtracted exactly.
    return 0.5 * (b - a) * (b + a) + std::log(inverse_mills_ratio(b) / inverse_mills_ratio(a));
  }
  return log_normal_cdf(a) - log_normal_cdf(b);
}

double binary_entropy(double distance) {
  require_within("distance", distance, 0.0, 1.0);
  if (distance == 0.0 || distance == 1.0) return 0.0;
  return -distance * std::log(distance) - (1.0 - distance) * std::log1p(-distance);
}

}  // namespace steady::theory
