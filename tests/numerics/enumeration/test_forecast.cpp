// What a run is expected to cost and to find.
#include <cmath>
#include <limits>
#include <stdexcept>

#include <tests/catch.hpp>
#include <tests/numerics/enumeration/engines.hpp>
#include <tests/oracles/test_networks.hpp>

using namespace steady;
using enumeration::forecast;
using enumeration::Method;
using enumeration::Options;

namespace {

Options by(Method method) {
  Options options;
  options.method = method;
  return options;
}

}  // namespace

TEST_CASE("the forecast mean is what enumeration finds on average") {
  const int size = 11, samples = 400;
  for (const double symmetry : {0.0, 0.5, 1.0}) {
    for (const double self_coupling : {0.0, 0.6}) {
      double sum = 0.0, squares = 0.0;
      for (std::uint64_t seed = 0; seed < samples; ++seed) {
        const auto couplings = oracles::gaussian_network(size, symmetry, 7000 + seed);
        const auto summary = enumeration::enumerate_fixed_points(couplings, self_coupling);
        sum += static_cast<double>(summary.count);
        squares += std::pow(static_cast<double>(summary.count), 2);
      }
      const double mean = sum / samples;
      const double error = std::sqrt((squares / samples - mean * mean) / (samples - 1));
      const double z = (forecast(size, self_coupling, symmetry).fixed_points - mean) / error;
      INFO("symmetry " << symmetry << ", J_D " << self_coupling << ", z " << z);
      CHECK(std::abs(z) < 4.0);  // six tests of fixed seeds: 4e-4 in all
    }
  }
}

TEST_CASE("automatic takes the engine with the smaller forecast") {
  for (const int size : {4, 12, 20, 28, 36, 44, 64}) {
    for (const double self_coupling : {-2.0, -0.5, 0.0, 0.3, 0.8, 1.5, 4.0}) {
      const auto tree = forecast(size, self_coupling, 0.0, by(Method::tree));
      const auto sweep = forecast(size, self_coupling, 0.0, by(Method::sweep));
      const auto chosen = forecast(size, self_coupling, 0.0);
      CHECK(tree.method == Method::tree);
      CHECK(sweep.method == Method::sweep);
      CHECK(chosen.seconds == std::min(tree.seconds, sweep.seconds));
    }
  }
  CHECK(forecast(56, 0.0, 0.0).method == Method::tree);
  CHECK(forecast(32, 2.0, 0.0).method == Method::sweep);
}

TEST_CASE("the choice follows the couplings' own scale") {
  // Couplings ten times as strong make J_D = 2 as good as 0.2.
  const auto couplings = oracles::gaussian_network(30, 0.0, 3);
  network::Couplings stronger(30);
  for (int i = 0; i < 30; ++i) {
    for (int j = 0; j < 30; ++j) {
      if (i != j) stronger.set(i, j, 10.0 * couplings.value(i, j));
    }
  }
  CHECK(enumeration::enumerate_fixed_points(couplings, 2.0).method == Method::sweep);
  const auto weak = enumeration::enumerate_fixed_points(couplings, 0.2);
  CHECK(enumeration::enumerate_fixed_points(stronger, 2.0).method == weak.method);
}

TEST_CASE("forecasts grow with the size and shrink with the threads") {
  for (const auto method : {Method::tree, Method::sweep}) {
    for (const double self_coupling : {-0.5, 0.0, 0.5, 2.0}) {
      Options two = by(method);
      two.threads = 2;
      for (int size = 24; size <= 56; size += 8) {
        const double here = forecast(size, self_coupling, 0.0, by(method)).seconds;
        CHECK(forecast(size + 8, self_coupling, 0.0, by(method)).seconds > here);
        CHECK(forecast(size, self_coupling, 0.0, two).seconds < here);
      }
    }
  }
}

TEST_CASE("limits and bad arguments of the forecast") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(forecast(20, infinity, 0.0).fixed_points == Approx(std::ldexp(1.0, 20)));
  CHECK(forecast(20, -infinity, 0.0).fixed_points == 0.0);
  CHECK_THROWS_AS(forecast(20, std::nan(""), 0.0), std::domain_error);
  CHECK_THROWS_AS(forecast(65, 0.0, 0.0), std::domain_error);
  CHECK_THROWS_AS(forecast(1, 0.0, 0.0), std::domain_error);
  CHECK_THROWS_AS(forecast(20, 0.0, 1.5), std::domain_error);
  Options idle;
  idle.threads = 0;
  CHECK_THROWS_AS(forecast(20, 0.0, 0.0, idle), DomainError);
}
