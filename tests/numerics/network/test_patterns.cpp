// Hebbian networks (1.10) and random ones with a pattern (1.11): their law, and the mean counts
// against enumeration.
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <vector>

#include <tests/catch.hpp>

#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/network/given.hpp>
#include <steady/numerics/network/network.hpp>
#include <steady/numerics/network/network_spec.hpp>
#include <steady/theory/entropy.hpp>
#include <steady/theory/gaussian.hpp>
#include <steady/theory/patterns.hpp>

using namespace steady;
using network::draw_couplings;
using network::Ensemble;

namespace {

constexpr double sigmas = 4.9;  // significance 1e-6 each

Ensemble hebbian(int patterns) {
  return {1.0, {}, "hebbian:patterns=" + std::to_string(patterns)};
}

/// E[#] over all 2^(NP) sets of patterns, in whole numbers: N x_i ≥ 0.
double mean_over_all_patterns(int size, int patterns, int n_times_self_coupling) {
  const int bits = size * patterns;
  double count = 0.0;
  for (std::uint32_t set = 0; set < 1U << bits; ++set) {
    const auto xi = [&](int mu, int i) { return (set >> (mu * size + i) & 1U) != 0U ? 1 : -1; };
    for (std::uint32_t state = 0; state < 1U << size; ++state) {
      const auto s = [&](int i) { return (state >> i & 1U) != 0U ? 1 : -1; };
      bool fixed = true;
      for (int i = 0; i < size && fixed; ++i) {
        int field = 0;
        for (int mu = 0; mu < patterns; ++mu)
          for (int j = 0; j < size; ++j)
            if (j != i) field += xi(mu, i) * xi(mu, j) * s(j);
        fixed = s(i) * field + n_times_self_coupling >= 0;
      }
      count += fixed;
    }
  }
  return count / std::exp2(bits);
}

}  // namespace

TEST_CASE("Hebbian couplings are sums of patterns on one number of the grid") {
  constexpr int size = 300;
  const auto J = draw_couplings(hebbian(3), size, 6, 2);
  std::vector<network::Spins> patterns;
  for (int mu = 0; mu < 3; ++mu) patterns.push_back(network::stored_pattern(size, mu, 6, 2));
  const int unit = (1 << 20) / size;
  for (int i = 0; i < size; ++i)
    for (int j = 0; j < size; ++j) {
      int sum = 0;
      for (const auto& xi : patterns)
        sum += xi[static_cast<std::size_t>(i)] * xi[static_cast<std::size_t>(j)];
      REQUIRE(J.grid(i, j) == (i == j ? 0 : unit * sum));
    }
  int overlap = 0;
  for (int i = 0; i < size; ++i)
    overlap += patterns[0][static_cast<std::size_t>(i)] * patterns[1][static_cast<std::size_t>(i)];
  CHECK(std::abs(overlap) < sigmas * std::sqrt(size));
}

TEST_CASE("Hebbian networks: the mean count over all patterns is the closed form") {
  for (const int size : {3, 4, 5})
    for (const int patterns : {1, 2})
      for (const int shift : {-2, -1, 0, 1, 2, 3}) {  // N J_D
        if (size * patterns > 8 && shift % 2 != 0) continue;
        CAPTURE(size, patterns, shift);
        const double mean = mean_over_all_patterns(size, patterns, shift);
        CHECK(std::exp(theory::log_mean_fixed_points_hebbian(size, patterns, patterns - shift)) ==
              Approx(mean).margin(1e-12));
      }
}

TEST_CASE("Hebbian networks: enumerated counts have the mean of the closed form") {
  constexpr int size = 11, samples = 800;
  for (const int patterns : {1, 2})
    for (const double self_coupling : {0.0, patterns / 11.0}) {  // without and with the diagonal
      CAPTURE(patterns, self_coupling);
      double sum = 0.0, squares = 0.0;
      for (int k = 0; k < samples; ++k) {
        const auto count = static_cast<double>(
            enumeration::enumerate_fixed_points(
                draw_couplings(hebbian(patterns), size, 3, static_cast<std::uint64_t>(k)),
                self_coupling)
                .count);
        sum += count;
        squares += count * count;
      }
      const double mean = sum / samples;
      const double error = std::sqrt((squares / samples - mean * mean) / samples);
      const double expected = std::exp(network::log_expected_count(
          {.ensemble = hebbian(patterns), .size = size}, self_coupling));
      CHECK(std::abs(mean - expected) < sigmas * error + 1e-9);
    }
  CHECK(std::isnan(network::log_expected_count({.ensemble = hebbian(3), .size = size}, 0.0)));
}

TEST_CASE("Hebbian networks with the diagonal of the sum are those at J_D + P/N") {
  // On the grid 1/N is rounded down, and so is the diagonal: compare with that multiple of it.
  constexpr int size = 12;
  for (const int patterns : {1, 2, 3}) {
    const Ensemble with{1.0, {}, "hebbian:patterns=" + std::to_string(patterns) + ":diagonal=1"};
    const double own = std::ldexp(static_cast<double>(patterns * ((1 << 20) / size)), -20);
    for (const double self_coupling : {-0.25, 0.0, 0.1}) {
      const network::NetworkSpec spec{.ensemble = with, .size = size};
      for (std::uint64_t k = 0; k < 4; ++k) {
        const auto drawn = network::draw_couplings(spec, 3, k);
        const auto count = enumeration::enumerate_fixed_points(drawn, self_coupling).count;
        CHECK(count == enumeration::enumerate_fixed_points(
                           draw_couplings(hebbian(patterns), size, 3, k), self_coupling + own)
                           .count);
        // Written, the diagonal is in the matrix.
        const network::GivenNetwork read(network::matrix_of(network::draw_network(spec, 3, k)), {},
                                         {});
        CHECK(enumeration::enumerate_fixed_points(read.couplings(), self_coupling).count == count);
      }
      const double expected = network::log_expected_count(
          {.ensemble = hebbian(patterns), .size = size}, self_coupling + own);
      if (patterns < 3)
        CHECK(network::log_expected_count(spec, self_coupling) == Approx(expected).margin(1e-12));
    }
  }
}

TEST_CASE("Hebbian networks with their diagonal: errors in a pattern") {
  // Φ(−(1+α)/√α); at finite N a binomial of P−1 patterns and N−1 neurons, close to it.
  constexpr int size = 400, patterns = 120;
  const double load = static_cast<double>(patterns) / size;
  double errors = 0.0, squares = 0.0;
  constexpr int samples = 12;
  for (int k = 0; k < samples; ++k) {
    const auto drawn = static_cast<std::uint64_t>(k);
    const auto network =
        network::draw_network({.ensemble = hebbian(patterns), .size = size}, 7, drawn);
    const double share =
        network::count_unstable(network, load, network::stored_pattern(size, 0, 7, drawn)) /
        static_cast<double>(size);
    errors += share;
    squares += share * share;
  }
  const double mean = errors / samples;
  const double spread = std::sqrt((squares / samples - mean * mean) / samples);
  CHECK(std::abs(mean - theory::hebbian_pattern_error(load)) < sigmas * spread + 0.002);
}

TEST_CASE("a pattern in noise: entropy at a magnetisation, values found independently") {
  using theory::fixed_point_entropy_at;
  const double m[] = {0.0, 0.25, 0.5, 0.75, 1.0};
  const double weak[] = {.147143, .139465, .114041, .058382, -.122246};
  const double strong[] = {.147143, .127635, .082688, .044992, -.014001};
  const double stable[] = {.324201, .308573, .259483, .164937, -.069143};
  for (int k = 0; k < 5; ++k) {
    CHECK(fixed_point_entropy_at(m[k], 0.2, 1.0) == Approx(weak[k]).margin(6e-7));
    CHECK(fixed_point_entropy_at(m[k], 0.2, 2.0) == Approx(strong[k]).margin(6e-7));
    CHECK(fixed_point_entropy_at(m[k], 0.5, 1.0) == Approx(stable[k]).margin(6e-7));
    CHECK(fixed_point_entropy_at(m[k], 0.2, 1.0, 0.4) ==
          Approx(fixed_point_entropy_at(-m[k], 0.2, 1.0, 0.4)).epsilon(1e-13));
  }
  for (const double eta : {-0.9, -0.3, 0.0, 0.4, 1.0}) {
    CHECK(fixed_point_entropy_at(0.0, 0.2, 1.5, eta) ==
          Approx(theory::fixed_point_entropy(0.2, eta)).epsilon(1e-12));
    // N ln of the mean number at k flipped neurons, per neuron.
    if (eta == 0.0)
      CHECK(theory::log_mean_fixed_points_at(200000, 50000, 0.2, 1.0) / 2e5 ==
            Approx(fixed_point_entropy_at(0.5, 0.2, 1.0)).margin(1e-4));
  }
}

TEST_CASE("a pattern in noise: enumerated counts have the mean of the closed form") {
  constexpr int size = 10, samples = 2000;
  const Ensemble ensemble{0.0, {}, "planted:pattern_strength=1.5"};
  std::vector<double> sums(size + 2, 0.0), squares(size + 2, 0.0);  // by distance; all
  for (std::uint64_t k = 0; k < samples; ++k) {
    const auto states =
        enumeration::all_fixed_points(draw_couplings(ensemble, size, 2, k), 0.2, {});
    REQUIRE(states);
    const auto pattern = network::stored_pattern(size, 0, 2, k);
    std::vector<double> counts(size + 2, 0.0);
    for (const auto state : *states) {
      std::size_t flipped = 0;
      for (int i = 0; i < size; ++i)
        flipped += network::spin(state, i) != pattern[static_cast<std::size_t>(i)];
      counts[flipped] += 1.0;
      counts.back() += 1.0;
    }
    for (std::size_t d = 0; d < counts.size(); ++d) {
      sums[d] += counts[d];
      squares[d] += counts[d] * counts[d];
    }
  }
  for (int d = 0; d <= size + 1; ++d) {
    CAPTURE(d);
    const double mean = sums[static_cast<std::size_t>(d)] / samples;
    const double error =
        std::sqrt((squares[static_cast<std::size_t>(d)] / samples - mean * mean) / samples);
    const double expected =
        d <= size ? theory::log_mean_fixed_points_at(size, d, 0.2, 1.5)
                  : network::log_expected_count({.ensemble = ensemble, .size = size}, 0.2);
    CHECK(std::abs(mean - std::exp(expected)) < sigmas * (error + 1.0 / samples));
  }
  const double none = network::log_expected_count(
      {.ensemble = {0.0, {}, "planted:pattern_strength=0"}, .size = size}, 0.2);
  CHECK(none == Approx(theory::log_mean_fixed_points(size, 0.2)).epsilon(1e-12));
}
