// Networks with as many inputs for every neuron: fixed in-degree (1.8) and small worlds (1.9); and
// blocks (1.12), whose rows have one variance too.
#include <cmath>
#include <string>
#include <vector>

#include <tests/catch.hpp>

#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/network/network_spec.hpp>
#include <steady/theory/entropy.hpp>

using namespace steady;
using network::draw_couplings;
using network::Ensemble;

namespace {

constexpr double sigmas = 4.9;  // significance 1e-6 each

std::vector<Ensemble> kinds(double degree) {
  return {{0.0, degree, "in-degree"},
          {0.0, degree, "small-world:rewiring=0"},
          {0.0, degree, "small-world:rewiring=0.3"},
          {0.0, degree, "small-world:rewiring=1"}};
}

int ring_distance(int i, int j, int size) {
  const int d = std::abs(i - j);
  return std::min(d, size - d);
}

}  // namespace

TEST_CASE("every neuron has exactly c inputs") {
  for (const int size : {7, 30})
    for (const auto& ensemble : kinds(6.0))
      for (int sample = 0; sample < 5; ++sample) {
        CAPTURE(size, ensemble.name.text());
        const auto J = draw_couplings(ensemble, size, 3, static_cast<std::uint64_t>(sample));
        for (int i = 0; i < size; ++i) {
          int inputs = 0;
          for (const auto value : J.row(i)) inputs += value != 0;
          REQUIRE(inputs == 6);
          REQUIRE(J.grid(i, i) == 0);
        }
      }
}

TEST_CASE("small worlds: the ring, and as much of it as rewiring leaves") {
  constexpr int size = 60;
  for (const double p : {0.0, 0.3, 1.0}) {
    const Ensemble ensemble{0.0, 4.0, "small-world:rewiring=" + std::to_string(p)};
    double near = 0.0;
    constexpr int samples = 100;
    for (int sample = 0; sample < samples; ++sample) {
      const auto J = draw_couplings(ensemble, size, 3, static_cast<std::uint64_t>(sample));
      for (int i = 0; i < size; ++i)
        for (int j = 0; j < size; ++j) near += J.grid(i, j) != 0 && ring_distance(i, j, size) <= 2;
    }
    const double share = near / (4.0 * size * samples);
    // A place given up may be taken again later: at most four in 55 of the moved ones.
    const double least = 1.0 - p, most = 1.0 - p + 0.08 * p;
    const double error = std::sqrt(p * (1.0 - p) / (4.0 * size * samples));
    CHECK(share >= least - sigmas * error);
    CHECK(share <= most + sigmas * error);
  }
}

TEST_CASE("inputs of fixed in-degree are uniform over the other neurons") {
  constexpr int size = 9, samples = 4000;
  std::vector<double> hits(size, 0.0);
  for (int sample = 0; sample < samples; ++sample) {
    const auto J =
        draw_couplings({0.0, 3.0, "in-degree"}, size, 4, static_cast<std::uint64_t>(sample));
    for (int j = 0; j < size; ++j) hits[static_cast<std::size_t>(j)] += J.grid(4, j) != 0;
  }
  const double p = 3.0 / 8.0;
  for (int j = 0; j < size; ++j)
    CHECK(std::abs(hits[static_cast<std::size_t>(j)] - (j == 4 ? 0.0 : p * samples)) <
          sigmas * std::sqrt(p * (1 - p) * samples));
}

TEST_CASE("fixed in-degree: the mean count is the dense one whatever the inputs") {
  for (const auto& ensemble : kinds(4.0)) {
    CAPTURE(ensemble.name.text());
    const network::NetworkSpec spec{.ensemble = ensemble, .size = 10};
    const double expected = network::log_expected_count(spec, 0.3);
    CHECK(expected == theory::log_mean_fixed_points(10, 0.3));
    double sum = 0.0, squares = 0.0;
    constexpr int samples = 1500;
    for (int sample = 0; sample < samples; ++sample) {
      const auto count = static_cast<double>(
          enumeration::enumerate_fixed_points(
              draw_couplings(ensemble, 10, 5, static_cast<std::uint64_t>(sample)), 0.3)
              .count);
      sum += count;
      squares += count * count;
    }
    const double mean = sum / samples;
    const double error = std::sqrt((squares / samples - mean * mean) / samples);
    CHECK(std::abs(mean - std::exp(expected)) < sigmas * error);
  }
}

TEST_CASE("block networks: variances inside and outside, and the mean count of dense ones") {
  // 11 neurons in blocks of 3, 4, 4.
  constexpr int size = 11, samples = 400;
  const Ensemble blocks{0.0, {}, "block:blocks=3:inside=0.8"};
  const auto block = [](int i) { return i < 3 ? 0 : i < 7 ? 1 : 2; };
  double inside = 0.0, outside = 0.0, sum = 0.0, squares = 0.0;
  for (std::uint64_t k = 0; k < samples; ++k) {
    const auto J = draw_couplings(blocks, size, 8, k);
    for (int i = 0; i < size; ++i)
      for (int j = 0; j < size; ++j) {
        const double value = std::ldexp(J.grid(i, j), -20);
        (block(i) == block(j) ? inside : outside) += value * value;
      }
    const auto count = static_cast<double>(enumeration::enumerate_fixed_points(J, 0.2).count);
    sum += count;
    squares += count * count;
  }
  // Each row has the field variance 10/11 in all, 0.8 of it inside.
  const double all = samples * size * (size - 1.0) / size;
  CHECK(inside == Approx(0.8 * all).epsilon(sigmas * std::sqrt(2.0 / (samples * 28.0))));
  CHECK(outside == Approx(0.2 * all).epsilon(sigmas * std::sqrt(2.0 / (samples * 78.0))));
  const double mean = sum / samples;
  const double error = std::sqrt((squares / samples - mean * mean) / samples);
  const double expected =
      std::exp(network::log_expected_count({.ensemble = blocks, .size = size}, 0.2));
  CHECK(expected == std::exp(theory::log_mean_fixed_points(size, 0.2)));
  CHECK(std::abs(mean - expected) < sigmas * error);
  CHECK_THROWS_WITH(draw_couplings(blocks, 5, 1, 0), Catch::Matchers::Contains("need 6"));
}

TEST_CASE("networks of fixed in-degree refuse what they cannot be") {
  using Catch::Matchers::Contains;
  CHECK_THROWS_WITH(draw_couplings({0.0, 2.5, "in-degree"}, 9, 1, 0), Contains("whole number"));
  CHECK_THROWS_WITH(draw_couplings({0.0, 3.0, "small-world"}, 9, 1, 0), Contains("even"));
  CHECK_THROWS_WITH(draw_couplings({0.5, 4.0, "small-world"}, 9, 1, 0), Contains("symmetry"));
}
