#include <gsl/gsl_sf_gamma.h>

#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <steady/theory/detail/log_integral.hpp>
#include <steady/theory/domain.hpp>
#include <steady/theory/entropy.hpp>
#include <steady/theory/gaussian.hpp>
#include <steady/theory/triples.hpp>

namespace steady::theory {

namespace {

double log_factorial(int n) {
  return gsl_sf_lnfact(static_cast<unsigned>(n));
}

/// Where a concave function is largest in [low, high], to half the digits: its value there is
/// exact.
template <class Function>
double highest_point(const Function& function, double low, double high) {
  constexpr int half_of_double = std::numeric_limits<double>::digits / 2;
  return boost::math::tools::brent_find_minima([&](double x) { return -function(x); }, low, high,
                                               half_of_double)
      .first;
}

/// ln P(X, Y, Z ≤ a) with corr(X,Y) = corr(X,Z) = r and corr(Y,Z) = ρ.
double log_trivariate_cdf(double a, double r, double rho) {
  const double rest = std::sqrt((1.0 - r) * (1.0 + r));
  const double partial = std::clamp((rho - r * r) / (rest * rest), -1.0, 1.0);
  const auto log_density = [&](double x) {
    const double y = (a - r * x) / rest;
    return -0.5 * x * x + log_bivariate_normal_cdf(y, y, partial);
  };
  constexpr double all = 45.0;  // the Gaussian beyond is < e^-1000
  const double upper = std::min(a, all);
  const double lower = 10.0 * std::min(a, 0.0) - all;
  const double peak = highest_point(log_density, lower, upper);
  const bool bends = std::abs(r) > 1e-3;
  const double bend = bends ? a / r : peak;
  const double bend_width = bends ? rest / std::abs(r) : 1.0;
  const double scale = 1.0 / (1.0 + std::abs(a));
  return detail::log_integral(log_density, peak, scale, lower, upper, bend, bend_width) -
         0.5 * std::log(2.0 * std::numbers::pi);
}

}  // namespace

double log_mean_triples(int size, double self_coupling, int hamming_distance) {
  require_size(size);
  require(std::abs(self_coupling) <= 1e6, "self_coupling", self_coupling, "[-1e6,1e6]");
  const int k = hamming_distance;
  if (k < 0 || k > size) throw outside("hamming_distance", k, "[0, size]");
  if (k == 0) return log_mean_fixed_points(size, self_coupling, 0.0);
  const int differ = k / 2;  // neurons that set one state apart
  if (k % 2 != 0 || differ > size / 3) return -std::numeric_limits<double>::infinity();
  const int agree = size - 3 * differ;
  const double others = size - 1.0;
  const double a = self_coupling * std::sqrt(size / others);
  const double same = (others - 2.0 * k) / others;
  const double opposite = -(size - 2.0 * k + 1.0) / others;
  double sum = size * std::numbers::ln2 + log_factorial(size) - 3.0 * log_factorial(differ) -
               log_factorial(agree);
  if (agree > 0) sum += agree * log_trivariate_cdf(a, same, same);
  return sum + 3.0 * differ * log_trivariate_cdf(a, opposite, same);
}

}  // namespace steady::theory
