// Σ(J_D, η) and the exact finite-N means where η < 0 (docs/theory.md, eqs. (2.8), (2.9)).
#include <algorithm>
#include <boost/math/quadrature/exp_sinh.hpp>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <steady/theory/detail/antisymmetric.hpp>
#include <steady/theory/detail/complex_normal.hpp>
#include <steady/theory/gaussian.hpp>

namespace steady::theory::detail {
namespace {

using Complex = std::complex<double>;

/// λ(x) + x and 1 − λ(x)(λ(x) + x) = 1 + λ'(x), without cancellation far in the left tail.
struct Mills {
  double ratio;
  double excess;
  double variance;  ///< of a normal variable above −x

  explicit Mills(double x) : ratio(inverse_mills_ratio(x)) {
    constexpr double far = -37.0;  // the series of inverse_mills_ratio
    const double t = 1.0 / (x * x);
    excess = x < far ? -(1.0 - t * (2.0 - t * (10.0 - t * (74.0 - t * 706.0)))) / x : ratio + x;
    variance = x < -1e3 ? t * (1.0 - 6.0 * t) : 1.0 - ratio * excess;
  }
};

/// Where x + bλ(x) = α. The left side increases and is convex: Newton's steps from α, which lies
/// right of the root, never overshoot.
double saddle(double alpha, const Repulsion& repulsion) {
  double x = alpha;
  for (int step = 0; step < 400; ++step) {
    const Mills mills(x);
    const double excess = mills.excess - repulsion.rest * mills.ratio - alpha;
    const double slope = repulsion.rest + repulsion.strength * mills.variance;
    const double move = excess / slope;
    x -= move;
    if (!(std::abs(move) > 1e-15 * std::abs(x))) break;
  }
  return x;
}

/// ln Φ(x) + b λ(x)²/2.
double height(double x, const Repulsion& repulsion) {
  const Mills mills(x);
  if (x > -1.0) return log_normal_cdf(x) + 0.5 * repulsion.strength * mills.ratio * mills.ratio;
  return 0.5 * mills.excess * (mills.ratio - x) - 0.5 * repulsion.rest * mills.ratio * mills.ratio -
         0.5 * std::log(2.0 * std::numbers::pi) - std::log(mills.ratio);
}

/// ln[Φ(x+δ)/Φ(x)] − λδ + δ²/(2b).
Complex fall(double x, Complex delta, const Repulsion& repulsion) {
  const Mills mills(x);
  const double b = repulsion.strength;
  if (has_gaussian_size(x + delta))
    return log_scaled_normal_ratio(x, delta) - mills.excess * delta +
           repulsion.rest * delta * delta / (2.0 * b);
  return log_normal_cdf_right(x + delta) - log_normal_cdf(x) - mills.ratio * delta +
         delta * delta / (2.0 * b);
}

}  // namespace

double repelled_entropy(double alpha, const Repulsion& repulsion) {
  if (repulsion.rest == 0.0 && alpha <= 0.0) return -std::numeric_limits<double>::infinity();
  return std::numbers::ln2 + height(saddle(alpha, repulsion), repulsion);
}

double log_mean_repelled(int size, double alpha, const Repulsion& repulsion) {
  if (repulsion.rest == 0.0 && alpha <= 0.0) return -std::numeric_limits<double>::infinity();
  const double n = size;
  const double x = saddle(alpha, repulsion);
  const double beta = std::sqrt(repulsion.strength / n);
  const double width = 1.0 / std::sqrt(repulsion.rest + repulsion.strength * Mills(x).variance);
  // Upwards from the saddle and a little to the right, where Φ^N falls exponentially even at η =
  // −1.
  constexpr double lean = 0.3;
  const auto integrand = [&](double t) {
    const Complex delta = beta * width * t * Complex(lean, 1.0);
    const Complex value = Complex(1.0, -lean) * std::exp(n * fall(x, delta, repulsion));
    return std::isfinite(value.real()) ? value.real() : 0.0;
  };
  static const boost::math::quadrature::exp_sinh<double> nodes;
  auto quadrature = nodes;  // shares them; Boost 1.74 forgets a const
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const double integral = quadrature.integrate(integrand, 0.0, infinity, 1e-14) * width /
                          std::sqrt(0.5 * std::numbers::pi);
  return n * (std::numbers::ln2 + height(x, repulsion)) + std::log(integral);
}

}  // namespace steady::theory::detail
