// The plain Genz/Gauss-Legendre kernel for Φ₂ (A. Genz, Stat. Comput. 14, 151 (2004), function
// BVND, branch |ρ| < 0.925): the speed reference for theory/bivariate.cpp. Twenty nodes always.
#pragma once

#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <numbers>

namespace steady::reference {

/// Φ(a)Φ(b) + (1/2π) ∫_0^{asin ρ} exp(−(a² + b² − 2ab sin θ)/(2 cos² θ)) dθ
inline double genz_bivariate(double a, double b, double correlation) {
  const auto cdf = [](double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); };
  const double half_squares = 0.5 * (a * a + b * b);
  const double product = a * b;
  const auto density = [&](double angle) {
    const double sine = std::sin(angle);
    return std::exp((sine * product - half_squares) / (1.0 - sine * sine));
  };
  using Rule = boost::math::quadrature::gauss<double, 20>;
  const double integral = Rule::integrate(density, 0.0, std::asin(correlation));
  return cdf(a) * cdf(b) + integral * 0.5 * std::numbers::inv_pi;
}

}  // namespace steady::reference
