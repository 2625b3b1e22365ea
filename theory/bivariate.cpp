// The bivariate normal cdf: quadrature over the correlation or Owen's T function for the value,
// quadrature in log space for the tails (docs/theory.md, appendix A.2, A.3).
#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/special_functions/owens_t.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <steady/theory/detail/log_integral.hpp>
#include <steady/theory/domain.hpp>
#include <steady/theory/gaussian.hpp>

namespace steady::theory {

namespace {

using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

double owens_t(double h, double slope) {
  return boost::math::owens_t(h, slope, Policy());
}

void require_correlation(double correlation) {
  if (!(correlation >= -1.0 && correlation <= 1.0)) {
    throw outside("correlation", correlation, "[-1,1]");
  }
}

void require_limits(double a, double b) {
  if (std::isnan(a)) throw outside("a", a, "the real numbers");
  if (std::isnan(b)) throw outside("b", b, "the real numbers");
}

// Φ(a) − Φ(−b) for a + b > 0, the mass of the interval [−b, a].
double interval_mass(double a, double b) {
  return std::abs(a) < std::abs(b) ? normal_cdf(a) - normal_cdf(-b)
                                   : normal_cdf(b) - normal_cdf(-a);
}

// ln(Φ(a) − Φ(−b)), a + b > 0, from the end that lies lower.
double log_interval_mass(double a, double b) {
  if (a > b) std::swap(a, b);
  return log_normal_cdf(a) + std::log(-std::expm1(log_normal_cdf_ratio(-b, a)));
}

// (1/2π) ∫_0^{asin ρ} exp(−(a² + b² − 2ab sin θ)/(2 cos² θ)) dθ in the variable t = tan(θ/2), which
// makes every node rational and pushes the essential singularity at ρ = 1 away (eq. (A.2)).
template <unsigned Nodes>
double plackett_integral(double a, double b, double end) {
  const double half_squares = 0.5 * (a * a + b * b);
  const double twice_product = 2.0 * a * b;
  const auto density = [&](double t) {
    const double plus = 1.0 + t * t;
    const double minus = (1.0 - t) * (1.0 + t);
    const double square = minus * minus;
    const double inverse = 1.0 / (plus * square);
    return square * inverse *
           std::exp((twice_product * t - half_squares * plus) * plus * plus * inverse);
  };
  return std::numbers::inv_pi *
         boost::math::quadrature::gauss<double, Nodes>::integrate(density, 0.0, end);
}

constexpr double kPlackettLimit = 0.93;

// Φ₂ = Φ(a) Φ(b) + the integral of the density over the correlation, |ρ| ≤ kPlackettLimit. The
// numbers of nodes keep the quadrature error below 2e-17 for any a, b (appendix A.2).
double by_plackett(double a, double b, double correlation) {
  const double end = correlation / (1.0 + std::sqrt((1.0 - correlation) * (1.0 + correlation)));
  const double size = std::abs(correlation);
  const double integral = size <= 0.35   ? plackett_integral<7>(a, b, end)
                          : size <= 0.6  ? plackett_integral<10>(a, b, end)
                          : size <= 0.85 ? plackett_integral<15>(a, b, end)
                                         : plackett_integral<20>(a, b, end);
  return normal_cdf(a) * normal_cdf(b) + integral;
}

// Owen (1956): Φ₂ = [Φ(a) + Φ(b)]/2 − T(a, α_a) − T(b, α_b) − (1/2 for opposite signs), where
// α_a = (b − ρa)/(a s), s = √(1−ρ²). For finite limits and |ρ| < 1.
double by_owens_t(double a, double b, double correlation) {
  if (a == b) {
    return normal_cdf(a) - 2.0 * owens_t(a, std::sqrt((1.0 - correlation) / (1.0 + correlation)));
  }
  const double root = std::sqrt((1.0 - correlation) * (1.0 + correlation));
  if (a == 0.0 || b == 0.0) {
    const double h = a + b;
    return 0.5 * normal_cdf(h) - owens_t(h, -correlation / root);
  }
  const double slope_a = std::fma(-correlation, a, b) / (a * root);
  const double slope_b = std::fma(-correlation, b, a) / (b * root);
  const bool opposite = (a < 0.0) != (b < 0.0);
  return 0.5 * (normal_cdf(a) + normal_cdf(b)) - owens_t(a, slope_a) - owens_t(b, slope_b) -
         (opposite ? 0.5 : 0.0);
}

// ln Φ₂ = ln ∫_0^∞ dv φ(a − v) Φ((c + ρv)/s), c = b − ρa, s = √(1−ρ²), with a ≤ b.
double log_by_quadrature(double a, double b, double correlation) {
  const double root = std::sqrt((1.0 - correlation) * (1.0 + correlation));
  const double offset = std::fma(-correlation, a, b);
  const auto argument = [&](double v) { return std::fma(correlation, v, offset) / root; };
  const auto log_density = [&](double v) {
    return v * (a - 0.5 * v) + log_normal_cdf(argument(v));
  };
  const auto slope = [&](double v) {
    return a - v + correlation / root * inverse_mills_ratio(argument(v));
  };
  const double start = slope(0.0);
  double scale = std::max(1e-280, 1.0 / (1.0 + std::abs(start)));
  double peak = 0.0;
  if (start > 0.0) {
    peak = detail::find_peak(slope, 0.0, scale);
    scale = std::min(1.0, root / std::max(root, std::abs(correlation)));
  }
  const double bend = correlation == 0.0 ? 0.0 : -offset / correlation;
  const double width = correlation == 0.0 ? 1.0 : root / std::abs(correlation);
  return detail::log_integral(log_density, peak, scale, 0.0,
                              std::numeric_limits<double>::infinity(), bend, width) -
         0.5 * a * a - 0.5 * std::log(2.0 * std::numbers::pi);
}

}  // namespace

double bivariate_normal_cdf(double a, double b, double correlation) {
  require_correlation(correlation);
  require_limits(a, b);
  const double lower = std::min(a, b);
  if (correlation == 1.0 || std::isinf(a) || std::isinf(b)) {
    if (std::isinf(lower) && lower < 0.0) return 0.0;
    return normal_cdf(lower);
  }
  if (correlation == -1.0) return a + b > 0.0 ? interval_mass(a, b) : 0.0;
  const bool moderate =
      std::abs(correlation) <= kPlackettLimit && std::abs(lower) < 40.0 && std::max(a, b) < 40.0;
  return std::max(0.0, moderate ? by_plackett(a, b, correlation) : by_owens_t(a, b, correlation));
}

double log_bivariate_normal_cdf(double a, double b, double correlation) {
  require_correlation(correlation);
  require_limits(a, b);
  if (a > b) std::swap(a, b);
  if (correlation == 1.0 || std::isinf(a) || std::isinf(b)) return log_normal_cdf(a);
  if (correlation == -1.0) {
    return a + b > 0.0 ? log_interval_mass(a, b) : -std::numeric_limits<double>::infinity();
  }
  if (a > 0.0) {
    const double missing =
        normal_cdf(-a) + normal_cdf(-b) - bivariate_normal_cdf(-a, -b, correlation);
    if (missing < 0.5) return std::log1p(-missing);
  }
  const double value = bivariate_normal_cdf(a, b, correlation);
  return value > 1e-4 ? std::log(value) : log_by_quadrature(a, b, correlation);
}

}  // namespace steady::theory
