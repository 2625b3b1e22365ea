// Gaussian integrals: identities, limits and derivatives that no table holds.
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <steady/theory/gaussian.hpp>
#include <string>
#include <tests/bench/genz.hpp>
#include <tests/catch.hpp>

using namespace steady::theory;

namespace {
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Σ_n over a cubic grid of thresholds and correlations.
template <class Body>
void over_grid(Body body) {
  for (double a = -6.0; a <= 6.0; a += 0.75) {
    for (double b = -6.0; b <= 6.0; b += 0.75) {
      for (double rho : {-0.999999, -0.95, -0.6, -0.1, 0.0, 0.3, 0.8, 0.97, 0.9999999}) {
        body(a, b, rho);
      }
    }
  }
}
}  // namespace

TEST_CASE("ln Phi stays finite and follows its asymptotic series far in the tail", "[theory]") {
  CHECK(log_normal_cdf(-1e8) == Approx(-5e15).epsilon(1e-14));
  for (double x : {-50.0, -1e3, -1e5}) {
    const double series =
        -0.5 * x * x - 0.5 * std::log(2.0 * std::numbers::pi) - std::log(-x) - 1.0 / (x * x);
    CHECK(log_normal_cdf(x) == Approx(series).epsilon(1e-9));
    CHECK(log_normal_tail(-x) == log_normal_cdf(x));
  }
  for (const double x : {-1e10, -1e60, -1e65, -1e100, -1e150}) {
    CHECK(log_normal_cdf(x) == Approx(-0.5 * x * x).epsilon(1e-14));
  }
  CHECK(log_normal_cdf(-1e9) == Approx(log_normal_cdf(std::nextafter(-1e9, -kInfinity))));
  CHECK(log_normal_cdf(-kInfinity) == -kInfinity);
  CHECK(log_normal_cdf(kInfinity) == 0.0);
  CHECK(std::isnan(log_normal_cdf(kNaN)));
}

TEST_CASE("the inverse Mills ratio is the derivative of ln Phi", "[theory]") {
  for (double x = -45.0; x < 6.0; x += 0.37) {
    const double h = 1e-4;
    const double slope = (log_normal_cdf(x + h) - log_normal_cdf(x - h)) / (2.0 * h);
    CHECK(inverse_mills_ratio(x) == Approx(slope).epsilon(3e-8).margin(1e-12));
  }
}

TEST_CASE("ln Phi(a) - ln Phi(b) is additive and keeps tiny differences", "[theory]") {
  for (double a = -60.0; a < 8.0; a += 1.7) {
    for (double gap : {1e-9, 0.3, 0.99, 1.01, 6.0}) {
      const double b = a - gap;
      const double through =
          log_normal_cdf_ratio(a, a - 0.4 * gap) + log_normal_cdf_ratio(a - 0.4 * gap, b);
      CHECK(log_normal_cdf_ratio(a, b) == Approx(through).epsilon(1e-12));
      CHECK(log_normal_cdf_ratio(a, b) == Approx(-log_normal_cdf_ratio(b, a)).epsilon(1e-14));
    }
  }
}

TEST_CASE("binary entropy", "[theory]") {
  CHECK(binary_entropy(0.0) == 0.0);
  CHECK(binary_entropy(1.0) == 0.0);
  CHECK(binary_entropy(0.5) == Approx(std::numbers::ln2).epsilon(1e-15));
  CHECK(binary_entropy(0.2) == Approx(binary_entropy(0.8)).epsilon(1e-15));
}

TEST_CASE("Phi2 splits half planes: Phi2 at b and at -b with opposite correlation add up to Phi(a)",
          "[theory]") {
  double worst = 0.0;
  over_grid([&](double a, double b, double rho) {
    const double sum = bivariate_normal_cdf(a, b, rho) + bivariate_normal_cdf(a, -b, -rho);
    worst = std::max(worst, std::abs(sum - normal_cdf(a)));
  });
  CHECK(worst <= 2e-15);
}

TEST_CASE("Phi2 agrees with Plackett's integral over the correlation", "[theory]") {
  over_grid([](double a, double b, double rho) {
    if (std::abs(rho) > 0.7) return;
    CHECK(std::abs(bivariate_normal_cdf(a, b, rho) -
                   steady::reference::genz_bivariate(a, b, rho)) <= 1e-13);
  });
}

TEST_CASE("Phi2 at its exact points", "[theory]") {
  for (double rho : {-1.0, -0.99999, -0.5, 0.0, 0.5, 0.99999, 1.0}) {
    const double orthant = 0.25 + 0.5 * std::numbers::inv_pi * std::asin(rho);
    CHECK(std::abs(bivariate_normal_cdf(0.0, 0.0, rho) - orthant) <= 1e-15);
    CHECK(bivariate_normal_cdf(kInfinity, 0.3, rho) == normal_cdf(0.3));
    CHECK(bivariate_normal_cdf(-kInfinity, 0.3, rho) == 0.0);
    CHECK(log_bivariate_normal_cdf(kInfinity, -50.0, rho) == log_normal_cdf(-50.0));
  }
  CHECK(bivariate_normal_cdf(-0.4, 1.0, 1.0) == normal_cdf(-0.4));
  CHECK(bivariate_normal_cdf(-0.4, 0.3, -1.0) == 0.0);
  CHECK(log_bivariate_normal_cdf(-0.4, 0.4, -1.0) == -kInfinity);
  CHECK(bivariate_normal_cdf(-0.4, 1.0, -1.0) ==
        Approx(normal_cdf(-0.4) - normal_cdf(-1.0)).epsilon(1e-14));
  // An interval of width 1e-12 around -6, from its density.
  CHECK(log_bivariate_normal_cdf(-6.0, 6.0 + 1e-12, -1.0) ==
        Approx(std::log(normal_density(6.0) * ((6.0 + 1e-12) - 6.0))).epsilon(1e-10));
}

TEST_CASE("ln Phi2 is continuous across its routes and into rho = +-1", "[theory]") {
  over_grid([](double a, double b, double rho) {
    const double value = bivariate_normal_cdf(a, b, rho);
    if (value < 1e-6) return;  // here the direct value still carries nine digits
    CHECK(std::abs(log_bivariate_normal_cdf(a, b, rho) - std::log(value)) <= 1e-9);
  });
  for (double a : {-300.0, -40.0, -10.0}) {
    const double almost = std::nextafter(1.0, 0.0);
    CHECK(log_bivariate_normal_cdf(a, a + 1.0, almost) == Approx(log_normal_cdf(a)).epsilon(1e-13));
    CHECK(log_bivariate_normal_cdf(a, 1.0 - a, -almost) ==
          Approx(log_bivariate_normal_cdf(a, 1.0 - a, -1.0)).epsilon(1e-12));
    // ρ = 0 factorises.
    CHECK(log_bivariate_normal_cdf(a, 1.3 * a, 0.0) ==
          Approx(log_normal_cdf(a) + log_normal_cdf(1.3 * a)).epsilon(1e-14));
  }
}

TEST_CASE("the derivative of ln Phi2 by the correlation is the density (Plackett)", "[theory]") {
  for (double a : {-30.0, -8.0, -2.0, 0.5}) {
    for (double rho : {-0.9, -0.3, 0.2, 0.8}) {
      const double b = 0.8 * a;
      const double h = 1e-5;
      const double slope =
          (log_bivariate_normal_cdf(a, b, rho + h) - log_bivariate_normal_cdf(a, b, rho - h)) /
          (2.0 * h);
      const double variance = 1.0 - rho * rho;
      const double log_density = -(a * a + b * b - 2.0 * rho * a * b) / (2.0 * variance) -
                                 std::log(2.0 * std::numbers::pi) - 0.5 * std::log(variance);
      const double expected = std::exp(log_density - log_bivariate_normal_cdf(a, b, rho));
      CHECK(slope == Approx(expected).epsilon(1e-5));
    }
  }
}

TEST_CASE("broken contracts of the Gaussian integrals name the argument", "[theory]") {
  CHECK_THROWS_AS(bivariate_normal_cdf(0.0, 0.0, 1.0001), std::domain_error);
  CHECK_THROWS_AS(bivariate_normal_cdf(0.0, 0.0, kNaN), std::domain_error);
  CHECK_THROWS_AS(log_bivariate_normal_cdf(kNaN, 0.0, 0.5), std::domain_error);
  CHECK_THROWS_AS(binary_entropy(-0.1), std::domain_error);
  try {
    log_bivariate_normal_cdf(0.0, 0.0, -1.5);
    FAIL("no exception");
  } catch (const std::domain_error& error) {
    const std::string message = error.what();
    CHECK(message.find("correlation") != std::string::npos);
    CHECK(message.find("-1.5") != std::string::npos);
  }
}
