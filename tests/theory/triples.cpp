// Triples at equal mutual distances against cases that can be done by hand.
#include <cmath>
#include <limits>
#include <numbers>
#include <steady/theory/entropy.hpp>
#include <steady/theory/gaussian.hpp>
#include <steady/theory/pairs.hpp>
#include <steady/theory/triples.hpp>
#include <tests/catch.hpp>

using namespace steady::theory;

namespace {

double log_states(int size, int k) {
  return size * std::numbers::ln2 + std::lgamma(size + 1.0) - 3 * std::lgamma(k / 2 + 1.0) -
         std::lgamma(size - 3 * k / 2 + 1.0);
}

/// Sheppard: P(X,Y,Z ≤ 0) = 1/8 + (sum of the arc sines of the correlations)/4π.
double orthant(double r, double rho) {
  return 0.125 + (2 * std::asin(r) + std::asin(rho)) / (4 * std::numbers::pi);
}

}  // namespace

TEST_CASE("triples without self-coupling are powers of Sheppard's orthants") {
  for (const int size : {3, 4, 6, 9, 12, 30, 100})
    for (int k = 2; 3 * k <= 2 * size; k += 2) {
      const double same = (size - 1.0 - 2 * k) / (size - 1.0);
      const double opposite = -(size - 2.0 * k + 1) / (size - 1.0);
      double expected = log_states(size, k);
      if (2 * size > 3 * k) expected += (size - 1.5 * k) * std::log(orthant(same, same));
      expected += 1.5 * k * std::log(orthant(opposite, same));
      INFO("N = " << size << ", k = " << k);
      if (orthant(opposite, same) < 1e-12)
        CHECK(log_mean_triples(size, 0.0, k) < -50);
      else
        CHECK(log_mean_triples(size, 0.0, k) == Approx(expected).epsilon(1e-9).margin(1e-9 * size));
    }
}

TEST_CASE("a strong self-coupling makes every triple of states one of fixed points") {
  for (int k = 2; k <= 8; k += 2)
    CHECK(log_mean_triples(12, 20.0, k) == Approx(log_states(12, k)).epsilon(1e-12));
}

TEST_CASE("triples at distances that no three states have are none") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK(log_mean_triples(12, 0.3, 3) == -infinity);
  CHECK(log_mean_triples(12, 0.3, 10) == -infinity);
  CHECK(log_mean_triples(12, 0.3, 0) == log_mean_fixed_points(12, 0.3, 0.0));
}

TEST_CASE("triples grow with the self-coupling and stay below what pairs allow") {
  for (int k = 2; k <= 12; k += 2) {
    double previous = -std::numeric_limits<double>::infinity();
    for (const double self_coupling : {-3.0, -1.0, -0.2, 0.0, 0.1, 0.5, 1.0, 3.0}) {
      const double triples = log_mean_triples(18, self_coupling, k);
      INFO("k = " << k << ", J_D = " << self_coupling);
      CHECK(triples > previous);
      // Each pair has at most C(k,k/2) C(N−k,k/2) third states.
      const double third = std::lgamma(k + 1.0) - 2 * std::lgamma(k / 2 + 1.0) +
                           std::lgamma(18 - k + 1.0) - std::lgamma(k / 2 + 1.0) -
                           std::lgamma(18 - 1.5 * k + 1.0);
      CHECK(triples < log_mean_pairs(18, self_coupling, k) + third + 1e-9);
      previous = triples;
    }
  }
}

TEST_CASE("triples outside the domain are refused") {
  CHECK_THROWS_AS(log_mean_triples(1, 0.0, 0), std::domain_error);
  CHECK_THROWS_AS(log_mean_triples(5, 0.0, 6), std::domain_error);
  CHECK_THROWS_AS(log_mean_triples(5, 0.0, -1), std::domain_error);
  CHECK_THROWS_AS(log_mean_triples(5, std::nan(""), 2), std::domain_error);
}
