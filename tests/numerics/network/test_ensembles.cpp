// Statistical claims: fixed seeds, significance 1e-6 each (4.9 standard errors).
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>

#include <tests/catch.hpp>

#include <steady/numerics/network/ensembles.hpp>

using steady::network::Couplings;
using steady::network::draw_couplings;
using steady::network::Ensemble;

namespace {

constexpr double sigmas = 4.9;
constexpr double step = 0x1p-20;

bool equal(const Couplings& a, const Couplings& b) {
  for (int i = 0; i < a.size(); ++i) {
    for (int j = 0; j < a.size(); ++j) {
      if (a.grid(i, j) != b.grid(i, j)) return false;
    }
  }
  return a.size() == b.size();
}

/// Sums over the pairs i < j of many networks.
struct Census {
  double pairs = 0.0;
  double squares = 0.0;   // J_ij² + J_ji², in units of 1/N
  double fourth = 0.0;    // J_ij⁴ + J_ji⁴, in units of 1/N²
  double products = 0.0;  // J_ij J_ji, in units of 1/N
  double products_squared = 0.0;
  double sums = 0.0;          // J_ij + J_ji, in units of 1/√N
  double present = 0.0;       // couplings that are not zero
  double both_present = 0.0;  // pairs with neither zero
  double one_present = 0.0;   // pairs with exactly one zero
};

Census census(const Ensemble& ensemble, int size, std::uint64_t samples) {
  Census c;
  for (std::uint64_t k = 0; k < samples; ++k) {
    const auto J = draw_couplings(ensemble, size, 17, k);
    for (int i = 0; i < size; ++i) {
      for (int j = i + 1; j < size; ++j) {
        const double a = J.value(i, j) * std::sqrt(size);
        const double b = J.value(j, i) * std::sqrt(size);
        c.pairs += 1;
        c.squares += a * a + b * b;
        c.fourth += a * a * a * a + b * b * b * b;
        c.products += a * b;
        c.products_squared += a * b * a * b;
        c.sums += a + b;
        c.present += (a != 0.0) + (b != 0.0);
        c.both_present += a != 0.0 && b != 0.0;
        c.one_present += (a != 0.0) != (b != 0.0);
      }
    }
  }
  return c;
}

}  // namespace

TEST_CASE("Gaussian couplings have variance 1/N and correlation eta") {
  for (const double symmetry : {-0.4, 0.0, 0.3, 1.0}) {
    CAPTURE(symmetry);
    const auto c = census({symmetry, std::nullopt}, 25, 1000);  // 300,000 pairs
    CHECK(std::abs(c.sums / c.pairs) < sigmas * std::sqrt(2.0 * (1 + symmetry) / c.pairs));
    // Var(z² + z'²) = 4 (1 + η²), Var(z z') = 1 + η².
    const double spread = std::sqrt((1.0 + symmetry * symmetry) / c.pairs);
    CHECK(std::abs(c.squares / c.pairs - 2.0) < sigmas * 2.0 * spread);
    CHECK(std::abs(c.products / c.pairs - symmetry) < sigmas * spread);
  }
}

TEST_CASE("Symmetry one gives exactly symmetric couplings and a zero diagonal") {
  for (const Ensemble& ensemble : {Ensemble{1.0, std::nullopt}, Ensemble{1.0, 3.0}}) {
    const auto J = draw_couplings(ensemble, 40, 1, 0);
    for (int i = 0; i < 40; ++i) {
      CHECK(J.grid(i, i) == 0);
      for (int j = 0; j < i; ++j) REQUIRE(J.grid(i, j) == J.grid(j, i));
    }
  }
}

TEST_CASE("Symmetry minus one gives exactly antisymmetric couplings in every ensemble") {
  for (const Ensemble& ensemble :
       {Ensemble{-1.0, {}}, Ensemble{-1.0, 3.0}, Ensemble{-1.0, {}, "binary"}}) {
    const auto J = draw_couplings(ensemble, 40, 1, 0);
    for (int i = 0; i < 40; ++i)
      for (int j = 0; j < i; ++j) REQUIRE(J.grid(i, j) == -J.grid(j, i));
  }
}

TEST_CASE("The field of a neuron has variance (N-1)/N in every ensemble") {
  constexpr int size = 12;
  constexpr std::uint64_t samples = 20000;
  for (const Ensemble& ensemble : {Ensemble{0.0, std::nullopt}, Ensemble{0.7, std::nullopt},
                                   Ensemble{0.0, 4.0}, Ensemble{0.5, 4.0}}) {
    CAPTURE(ensemble.symmetry, ensemble.mean_degree.has_value());
    double squares = 0.0;
    double fourth = 0.0;
    for (std::uint64_t k = 0; k < samples; ++k) {
      const auto J = draw_couplings(ensemble, size, 23, k);
      double field = 0.0;
      for (int j = 0; j < size; ++j) field += J.value(5, j) * (j % 3 == 0 ? 1 : -1);
      squares += field * field;
      fourth += field * field * field * field;
    }
    const double variance = squares / samples;
    const double error = std::sqrt((fourth / samples - variance * variance) / samples);
    CHECK(std::abs(variance - (size - 1.0) / size) < sigmas * error);
  }
}

TEST_CASE("Different symmetries use the same Gaussians: J(eta) interpolates") {
  constexpr int size = 20;
  const auto free = draw_couplings({0.0, std::nullopt}, size, 4, 9);
  const auto half = draw_couplings({0.5, std::nullopt}, size, 4, 9);
  for (int i = 0; i < size; ++i) {
    for (int j = i + 1; j < size; ++j) {
      REQUIRE(half.grid(i, j) == free.grid(i, j));
      const double expected = 0.5 * free.value(i, j) + std::sqrt(0.75) * free.value(j, i);
      REQUIRE(std::abs(half.value(j, i) - expected) < 1.5 * step);
    }
  }
}

TEST_CASE("A sample is a function of ensemble, size, seed and index alone") {
  const auto J = draw_couplings({}, 16, 1, 3);
  CHECK(equal(J, draw_couplings({}, 16, 1, 3)));
  CHECK_FALSE(equal(J, draw_couplings({}, 16, 1, 4)));
  CHECK_FALSE(equal(J, draw_couplings({}, 16, 2, 3)));
}

TEST_CASE("Networks of different sizes share nothing") {
  // The 16 × 16 corner of the larger network, compared with the smaller one: uncorrelated.
  double products = 0.0;
  double terms = 0.0;
  int equal_entries = 0;
  for (std::uint64_t k = 0; k < 200; ++k) {
    const auto small = draw_couplings({}, 16, 1, k);
    const auto large = draw_couplings({}, 17, 1, k);
    for (int i = 0; i < 16; ++i) {
      for (int j = 0; j < 16; ++j) {
        if (i == j) continue;
        const double a = small.value(i, j) * std::sqrt(16.0);
        const double b = large.value(i, j) * std::sqrt(17.0);
        products += a * b;
        terms += 1;
        equal_entries += std::abs(a - b) < 1e-5;
      }
    }
  }
  CHECK(std::abs(products / terms) < sigmas * std::sqrt(1.0 / terms));
  CHECK(equal_entries < 10);  // 0.27 expected by chance
}

TEST_CASE("Sparse couplings: mean degree, variance, correlation, kind of graph") {
  constexpr int size = 30;
  constexpr double degree = 4.0;
  const double p = degree / (size - 1);
  for (const double symmetry : {0.0, 0.6, 1.0}) {
    CAPTURE(symmetry);
    const auto c = census({symmetry, degree}, size, 700);  // 304,500 pairs
    // At η > 0 the two directions come together: half as many independent draws.
    const double draws = symmetry == 0.0 ? 2 * c.pairs : c.pairs;
    CHECK(std::abs(c.present / (2 * c.pairs) - p) < sigmas * std::sqrt(p * (1 - p) / draws));
    if (symmetry == 0.0) {
      const double both = p * p;
      CHECK(std::abs(c.both_present / c.pairs - both) <
            sigmas * std::sqrt(both * (1 - both) / c.pairs));
    } else {
      CHECK(c.one_present == 0.0);
    }
    const double mean_square = c.squares / (2 * c.pairs);
    const double error = std::sqrt((c.fourth / (2 * c.pairs) - mean_square * mean_square) / draws);
    CHECK(std::abs(mean_square - 1.0) < sigmas * error);
    const double product = c.products / c.pairs;
    const double product_error =
        std::sqrt((c.products_squared / c.pairs - product * product) / c.pairs);
    CHECK(std::abs(product - symmetry) < sigmas * product_error);
  }
}

TEST_CASE("A sparse network with every coupling present is the dense one") {
  CHECK(
      equal(draw_couplings({0.4, 19.0}, 20, 8, 1), draw_couplings({0.4, std::nullopt}, 20, 8, 1)));
}

TEST_CASE("Ensembles refuse parameters outside their domain") {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(draw_couplings({}, 1, 0, 0), std::domain_error);
  CHECK_THROWS_AS(draw_couplings({-1.1, std::nullopt}, 8, 0, 0), std::domain_error);
  CHECK_THROWS_AS(draw_couplings({1.1, std::nullopt}, 8, 0, 0), std::domain_error);
  CHECK_THROWS_AS(draw_couplings({nan, std::nullopt}, 8, 0, 0), std::domain_error);
  CHECK_THROWS_AS(draw_couplings({0.0, 0.0}, 8, 0, 0), std::domain_error);
  CHECK_THROWS_AS(draw_couplings({0.0, 7.5}, 8, 0, 0), std::domain_error);
  CHECK_THROWS_AS(draw_couplings({0.0, nan}, 8, 0, 0), std::domain_error);
  CHECK_THROWS_AS(draw_couplings({0.0, 0.1}, 64, 0, 0), std::domain_error);
  CHECK_NOTHROW(draw_couplings({0.0, 0.3}, 64, 0, 0));
}
