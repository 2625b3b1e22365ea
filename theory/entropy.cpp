// Σ(J_D, η) and the exact finite-N means (docs/theory.md, section 2).
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <steady/theory/detail/antisymmetric.hpp>
#include <steady/theory/detail/log_integral.hpp>
#include <steady/theory/domain.hpp>
#include <steady/theory/entropy.hpp>
#include <steady/theory/gaussian.hpp>

namespace steady::theory {

namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

void require_symmetry(double symmetry) {
  require_within("symmetry", symmetry, -1.0, 1.0);
}

void require_external_field(double strength) {
  require_within("external_field", strength, 0.0, 1e100);
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

/// What N equicorrelated fields share: each has a private variance p/N beside covariances η/N.
struct Fields {
  double n;
  double symmetry;
  double private_variance;  ///< p
};

double log_mean_repelled(const Fields& fields, double self_coupling) {
  const double scale = fields.n / fields.private_variance;
  const double whole = fields.private_variance + fields.n * fields.symmetry;
  return detail::log_mean_repelled(static_cast<int>(fields.n), self_coupling * std::sqrt(scale),
                                   {-scale * fields.symmetry, whole / fields.private_variance});
}

double log_mean_attracted(const Fields& fields, double self_coupling) {
  const double n = fields.n;
  const double alpha = self_coupling * std::sqrt(n / fields.private_variance);
  const double beta = std::sqrt(fields.symmetry / fields.private_variance);
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

}  // namespace

double fixed_point_entropy(double self_coupling, double symmetry, double external_field) {
  require_self_coupling(self_coupling);
  require_symmetry(symmetry);
  require_external_field(external_field);
  const double variance = 1.0 + external_field * external_field;
  self_coupling /= std::sqrt(variance);
  symmetry /= variance;
  if (symmetry == 0.0) return log_twice_normal_cdf(self_coupling);
  if (symmetry < 0.0)
    return detail::repelled_entropy(
        self_coupling,
        {-symmetry, (variance - 1.0) / variance + (1.0 + symmetry * variance) / variance});
  const double root = std::sqrt(symmetry);
  const double u = maximiser(self_coupling, root, 1.0);
  return log_twice_normal_cdf(self_coupling + root * u) - 0.5 * u * u;
}

double log_mean_fixed_points(int size, double self_coupling, double symmetry,
                             double external_field) {
  require_size(size);
  require_self_coupling(self_coupling);
  require_symmetry(symmetry);
  require_external_field(external_field);
  const double n = size;
  const double outer = n * external_field * external_field;
  if (symmetry == 0.0)
    return n * log_twice_normal_cdf(self_coupling * std::sqrt(n / (n - 1.0 + outer)));
  const double private_variance = (n - 2.0) + (1.0 - symmetry) + outer;
  if (private_variance == 0.0) {
    // One symmetric pair of neurons: both fields are the same Gaussian, of variance 1/2.
    return n * std::numbers::ln2 + log_normal_cdf(self_coupling * std::numbers::sqrt2);
  }
  if (symmetry > 0.0) return log_mean_attracted({n, symmetry, private_variance}, self_coupling);
  if (size > 2) return log_mean_repelled({n, symmetry, private_variance}, self_coupling);
  const double a = self_coupling * std::sqrt(n / (1.0 + outer));
  return n * std::numbers::ln2 + log_bivariate_normal_cdf(a, a, symmetry / (1.0 + outer));
}

}  // namespace steady::theory
