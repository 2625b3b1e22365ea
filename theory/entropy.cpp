// Σ(J_D, η) and the exact finite-N means (docs/theory.md, section 2).
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <steady/theory/detail/log_integral.hpp>
#include <steady/theory/domain.hpp>
#include <steady/theory/entropy.hpp>
#include <steady/theory/gaussian.hpp>

namespace steady::theory {

namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

void require_symmetry(double symmetry) {
  require_within("symmetry", symmetry, 0.0, 1.0);
}

// ln[2 Φ(x)], without cancellation near x = 0.
double log_twice_normal_cdf(double x) {
  return x > -1.0 ? std::log1p(std::erf(x / std::numbers::sqrt2))
                  : std::numbers::ln2 + log_normal_cdf(x);
}

// argmax of −u²/2 + m ln Φ(α + βu), β ≥ 0, m > 0. The slope −u + mβλ(α + βu) decreases (λ does)
// and is convex (λ is, Sampford 1953), and is positive at 0: Newton's steps from 0 never overshoot.
double maximiser(double alpha, double beta, double power) {
  double u = 0.0;
  for (int step = 0; step < 200; ++step) {
    const double x = alpha + beta * u;
    const double mills = inverse_mills_ratio(x);
    // −λ' = λ(λ + x) lies in (0,1); far in the tail the sum cancels and is 1 − 1/x² + …
    const double fall = x < -1e3 ? 1.0 - 1.0 / (x * x) : mills * (mills + x);
    const double move = (power * beta * mills - u) / (1.0 + power * beta * beta * fall);
    u += move;
    if (!(std::abs(move) > 4.0 * kEpsilon * u)) break;
  }
  return u;
}

}  // namespace

double fixed_point_entropy(double self_coupling, double symmetry) {
  require_self_coupling(self_coupling);
  require_symmetry(symmetry);
  if (symmetry == 0.0) return log_twice_normal_cdf(self_coupling);
  const double root = std::sqrt(symmetry);
  const double u = maximiser(self_coupling, root, 1.0);
  return log_twice_normal_cdf(self_coupling + root * u) - 0.5 * u * u;
}

double log_mean_fixed_points(int size, double self_coupling, double symmetry) {
  require_size(size);
  require_self_coupling(self_coupling);
  require_symmetry(symmetry);
  const double n = size;
  if (symmetry == 0.0) return n * log_twice_normal_cdf(self_coupling * std::sqrt(n / (n - 1.0)));
  const double private_variance = (n - 2.0) + (1.0 - symmetry);  // times N; what z does not carry
  if (private_variance == 0.0) {
    // One symmetric pair of neurons: both fields are the same Gaussian, of variance 1/2.
    return n * std::numbers::ln2 + log_normal_cdf(self_coupling * std::numbers::sqrt2);
  }
  const double alpha = self_coupling * std::sqrt(n / private_variance);
  const double beta = std::sqrt(symmetry / private_variance);
  const double peak = maximiser(alpha, beta, n);
  const auto log_density = [&](double z) {
    return n * log_twice_normal_cdf(alpha + beta * z) - 0.5 * z * z;
  };
  const double x = alpha + beta * peak;
  const double mills = inverse_mills_ratio(x);
  const double fall = std::clamp(mills * (mills + x), 0.0, 1.0);
  const double width = 1.0 / std::sqrt(1.0 + n * beta * beta * fall);
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  return detail::log_integral(log_density, peak, width, -kInfinity, kInfinity, -alpha / beta,
                              1.0 / beta) -
         0.5 * std::log(2.0 * std::numbers::pi);
}

}  // namespace steady::theory
