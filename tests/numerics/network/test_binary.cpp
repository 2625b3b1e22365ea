// Couplings ±1/√N, eq. (1.7): their law, and the exact mean count (2.7) against all sign matrices.
// Statistical claims: fixed seeds, significance 1e-6 each (4.9 standard errors).
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <tests/catch.hpp>

#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/network/network_spec.hpp>

using namespace steady;
using network::Couplings;
using network::draw_couplings;
using network::Ensemble;

namespace {

constexpr double sigmas = 4.9;

Ensemble binary(double symmetry) {
  return {symmetry, {}, "binary"};
}

/// 1/√N on the grid.
double magnitude(int size) {
  return std::ldexp(std::lrint(std::ldexp(1.0 / std::sqrt(size), 20)), -20);
}

/// The matrix whose couplings, row by row, are up where the bits of `signs` are set.
Couplings with_signs(int size, std::uint64_t signs) {
  Couplings couplings(size);
  for (int i = 0; i < size; ++i)
    for (int j = 0; j < size; ++j) {
      if (i == j) continue;
      couplings.set(i, j, (signs & 1) != 0 ? magnitude(size) : -magnitude(size));
      signs >>= 1;
    }
  return couplings;
}

int count_plainly(const Couplings& couplings, double self_coupling) {
  int count = 0;
  for (network::PackedState state = 0; state < (1ULL << couplings.size()); ++state)
    count += network::is_fixed_point(couplings, self_coupling, state);
  return count;
}

double mean_over_all_signs(int size, double self_coupling) {
  const std::uint64_t matrices = 1ULL << (size * (size - 1));
  double sum = 0.0;
  for (std::uint64_t signs = 0; signs < matrices; ++signs)
    sum += count_plainly(with_signs(size, signs), self_coupling);
  return sum / static_cast<double>(matrices);
}

double expected_count(int size, double self_coupling, double symmetry = 0.0) {
  return std::exp(
      network::log_expected_count({.ensemble = binary(symmetry), .size = size}, self_coupling));
}

}  // namespace

TEST_CASE("binary couplings: the mean count over all sign matrices is the closed form") {
  // Fields of three neurons are 0, ±2/√3, of four ±1/2, ±3/2: below, at and above each of them.
  for (const double self_coupling : {-1.2, -0.5, 0.0, 0.3, 0.5, 1.1, 1.2, 1.5, 2.0})
    for (const int size : {2, 3, 4}) {
      CAPTURE(size, self_coupling);
      const double mean = mean_over_all_signs(size, self_coupling);
      CHECK(std::abs(expected_count(size, self_coupling) - mean) < 1e-13 * (1.0 + mean));
    }
}

TEST_CASE("binary couplings: the closed form at its ends and where it has none") {
  CHECK(std::abs(expected_count(12, 0.0) - 1.0) < 1e-13);  // even N: no field vanishes
  CHECK(std::abs(expected_count(5, 0.0) - std::pow(1.375, 5)) < 1e-13);  // C(4,2)/2^4 = 3/8
  CHECK(expected_count(40, 7.0) == std::exp2(40));  // beyond every field, 39/√40
  CHECK(expected_count(40, -7.0) == 0.0);
  CHECK(std::isnan(expected_count(10, 0.2, 0.5)));
  CHECK(std::isnan(expected_count(10, 0.2, 1.0)));
  // A usual tail and one far below double precision, by exact integers:
  // tests/oracles/binary_counts.py.
  network::NetworkSpec spec{.ensemble = binary(0.0), .size = 100};
  CHECK(std::abs(network::log_expected_count(spec, -2.0) / -312.64039057765527 - 1.0) < 1e-12);
  spec.size = 10000;
  CHECK(std::abs(network::log_expected_count(spec, -50.0) / -13124024.505175345 - 1.0) < 1e-11);
  // Large networks forget the signs: (2.1).
  const double entropy = std::log(2.0 * 0.5 * std::erfc(-0.5 / std::sqrt(2.0)));
  CHECK(std::abs(network::log_expected_count(spec, 0.5) / 10000 - entropy) < 0.01);
}

TEST_CASE("binary couplings: all have one size, with independent fair signs at eta = 0") {
  constexpr int size = 25;
  double sum = 0.0, products = 0.0, pairs = 0.0;
  for (std::uint64_t k = 0; k < 1000; ++k) {
    const auto J = draw_couplings(binary(0.0), size, 17, k);
    for (int i = 0; i < size; ++i) {
      REQUIRE(J.grid(i, i) == 0);
      for (int j = i + 1; j < size; ++j) {
        REQUIRE(std::abs(J.value(i, j)) == magnitude(size));
        REQUIRE(std::abs(J.value(j, i)) == magnitude(size));
        sum += J.value(i, j) + J.value(j, i);
        products += J.value(i, j) * J.value(j, i);
        pairs += 1.0;
      }
    }
  }
  const double unit = magnitude(size);
  CHECK(std::abs(sum / unit) < sigmas * std::sqrt(2.0 * pairs));
  CHECK(std::abs(products / (unit * unit)) < sigmas * std::sqrt(pairs));
}

TEST_CASE("binary couplings: correlation eta, from the same signs above the diagonal") {
  constexpr int size = 30;
  const auto free = draw_couplings(binary(0.0), size, 4, 9);
  const auto symmetric = draw_couplings(binary(1.0), size, 4, 9);
  for (int i = 0; i < size; ++i)
    for (int j = i + 1; j < size; ++j) {
      REQUIRE(symmetric.grid(i, j) == free.grid(i, j));
      REQUIRE(symmetric.grid(j, i) == symmetric.grid(i, j));
    }
  double alike = 0.0, pairs = 0.0;
  for (std::uint64_t k = 0; k < 700; ++k) {
    const auto J = draw_couplings(binary(0.5), size, 5, k);
    for (int i = 0; i < size; ++i)
      for (int j = i + 1; j < size; ++j) {
        alike += J.grid(i, j) == J.grid(j, i);
        pairs += 1.0;
      }
  }
  CHECK(std::abs(alike / pairs - 0.75) < sigmas * std::sqrt(0.75 * 0.25 / pairs));
}

TEST_CASE("binary couplings: modules have signs of their own, and no mean degree") {
  const network::NetworkSpec spec{
      .ensemble = binary(0.0), .size = 9, .modules = 3, .coupling = 0.25};
  const auto whole = draw_couplings(spec, 3, 1);
  int same = 0;
  for (int i = 0; i < 9; ++i)
    for (int j = 0; j < 9; ++j)
      if (i != j) same += whole.grid(i, j) == whole.grid(9 + i, 9 + j);
  CHECK(same > 18);
  CHECK(same < 54);
  CHECK(std::isfinite(network::log_expected_count(spec, 0.1)));
  auto symmetric = spec;
  symmetric.ensemble = binary(0.5);
  CHECK(std::isnan(network::log_expected_count(symmetric, 0.1)));
  CHECK_THROWS_WITH(draw_couplings({0.0, 3.0, "binary"}, 10, 1, 0),
                    Catch::Matchers::Contains("mean_degree = 3"));
  CHECK_THROWS_WITH(draw_couplings(binary(0.0), network::largest_dense_size + 1, 1, 0),
                    Catch::Matchers::Contains("size"));
}

TEST_CASE("binary couplings: enumerated counts have the mean of the closed form", "[statistical]") {
  constexpr std::uint64_t samples = 4000;
  for (const int size : {11, 14})
    for (const double self_coupling : {0.0, 0.3, 0.7}) {
      CAPTURE(size, self_coupling);
      double sum = 0.0, squares = 0.0;
      for (std::uint64_t k = 0; k < samples; ++k) {
        const auto found = enumeration::enumerate_fixed_points(
            draw_couplings(binary(0.0), size, 8, k), self_coupling);
        const auto count = static_cast<double>(found.count);
        sum += count;
        squares += count * count;
      }
      const double mean = sum / samples;
      const double error = std::sqrt((squares / samples - mean * mean) / samples);
      CHECK(std::abs(mean - expected_count(size, self_coupling)) < sigmas * error);
    }
}
