// Ground states and energies against the loop over all states, and against what physics knows.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <stop_token>
#include <vector>

#include <steady/numerics/enumeration/energy.hpp>
#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/enumeration/ground_state.hpp>
#include <steady/numerics/network/ensembles.hpp>
#include <steady/theory/domain.hpp>
#include <tests/catch.hpp>
#include <tests/oracles/plain_ground_states.hpp>
#include <tests/oracles/test_networks.hpp>

using namespace steady;
using enumeration::ground_states;

namespace {

void check_against_all_states(const network::Couplings& couplings) {
  const auto found = ground_states(couplings);
  const auto expected = oracles::ground_states_by_gray_code(couplings);
  CHECK(found.proved);
  CHECK(found.energy == expected.energy);
  CHECK(found.lower_bound == expected.energy);
  CHECK(found.degeneracy == static_cast<double>(expected.states.size()));
  CHECK(found.state == *std::min_element(expected.states.begin(), expected.states.end()));
}

network::Couplings with_fields(network::Couplings couplings, double strength, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::vector<double> field;
  for (int i = 0; i < couplings.size(); ++i)
    field.push_back(strength * oracles::standard_normal(engine));
  couplings.set_external_field(field);
  return couplings;
}

}  // namespace

TEST_CASE("ground states are those of the loop over all states") {
  for (const int size : {2, 3, 7, 12, 15})
    for (const unsigned seed : {1U, 2U, 3U}) {
      CAPTURE(size, seed);
      const auto couplings = oracles::gaussian_network(size, 1.0, seed);
      check_against_all_states(couplings);
      check_against_all_states(with_fields(couplings, 0.3, seed + 10));
    }
  check_against_all_states(oracles::gaussian_network(18, 1.0, 4));
}

TEST_CASE("all ground states are counted where there are many") {
  for (const unsigned seed : {1U, 2U, 3U, 4U}) {
    CAPTURE(seed);
    check_against_all_states(oracles::coarse_network(13, 1.0, seed));
    // Networks in pieces: two rings of frustrated pairs and neurons that feel nobody.
    check_against_all_states(network::draw_couplings({1.0, 1.5}, 14, seed, 0));
    check_against_all_states(network::draw_couplings({1.0, {}, "binary"}, 13, seed, 0));
  }
  check_against_all_states(network::Couplings(6));  // no couplings: all 2^6 states
  // 64 neurons without couplings, one with a field.
  network::Couplings free(64);
  std::vector<double> field(64, 0.0);
  field[5] = -0.25;
  free.set_external_field(field);
  const auto found = ground_states(free);
  CHECK(found.degeneracy == std::exp2(63));
  CHECK(found.energy == -(1 << 18));
  CHECK(found.state == 0);
}

TEST_CASE("energies are exact, and the dynamics lowers them") {
  const auto couplings = with_fields(oracles::gaussian_network(11, 1.0, 7), 0.4, 3);
  for (network::PackedState state = 0; state < 2048; state += 13) {
    const auto energy = enumeration::energy(couplings, state);
    REQUIRE(energy == oracles::energy_by_definition(couplings, state));
    for (int i = 0; i < 11; ++i) {
      const auto flipped = state ^ (network::PackedState{1} << i);
      const auto alignment = network::spin(state, i) * network::local_field(couplings, state, i);
      REQUIRE(enumeration::energy(couplings, flipped) - energy == 2 * std::int64_t{alignment});
    }
  }
}

TEST_CASE("a ground state is the lowest of the fixed points, at 36 neurons too") {
  const auto couplings = network::draw_couplings({1.0}, 36, 5, 0);
  const auto found = ground_states(couplings);
  std::int64_t lowest = 0;
  double states = 0.0;
  const auto fixed_points = enumeration::all_fixed_points(couplings, 0.0);
  for (const auto state : fixed_points.value()) {
    const auto energy = enumeration::energy(couplings, state);
    if (energy < lowest) states = 0.0;
    lowest = std::min(lowest, energy);
    if (energy == lowest) states += 1.0;
  }
  REQUIRE(found.proved);
  CHECK(found.energy == lowest);
  CHECK(found.degeneracy == states);
  CHECK(enumeration::energy(couplings, found.state) == lowest);
}

TEST_CASE("what is known without a search: ferromagnets, frustrated rings, gauges") {
  network::Couplings ferromagnet(64);
  for (int i = 0; i < 64; ++i)
    for (int j = 0; j < 64; ++j)
      if (i != j) ferromagnet.set(i, j, 1.0 / 64);
  const auto aligned = ground_states(ferromagnet);
  CHECK(aligned.proved);
  CHECK(aligned.degeneracy == 2.0);
  CHECK(aligned.state == 0);
  CHECK(enumeration::energy_per_neuron(aligned.energy, 64) == -63.0 / 128);

  // A ring with one negative coupling: any of its 2N walls may be unsatisfied.
  network::Couplings ring(24);
  for (int i = 0; i < 24; ++i) {
    const int j = (i + 1) % 24;
    ring.set(i, j, i == 7 ? -1.0 : 1.0);
    ring.set(j, i, i == 7 ? -1.0 : 1.0);
  }
  const auto frustrated = ground_states(ring);
  CHECK(frustrated.degeneracy == 48.0);
  CHECK(enumeration::energy_per_neuron(frustrated.energy, 24) == -22.0 / 24);

  // s_i → ε_i s_i, J_ij → ε_i ε_j J_ij changes no energy.
  const auto couplings = oracles::gaussian_network(30, 1.0, 9);
  network::Couplings gauged(30);
  const auto sign = [](int i) { return i * i % 5 < 2 ? 1.0 : -1.0; };
  for (int i = 0; i < 30; ++i)
    for (int j = 0; j < 30; ++j)
      if (i != j) gauged.set(i, j, sign(i) * sign(j) * couplings.value(i, j));
  CHECK(ground_states(gauged).energy == ground_states(couplings).energy);
}

TEST_CASE("a search that may not finish says so and bounds what it has not seen") {
  const auto couplings = network::draw_couplings({1.0}, 40, 3, 1);
  const auto exact = ground_states(couplings);
  REQUIRE(exact.proved);
  std::int64_t last = std::numeric_limits<std::int64_t>::min();
  for (const double nodes : {1.0, 30.0, 300.0}) {
    const auto found = ground_states(couplings, {.max_nodes = nodes});
    CHECK_FALSE(found.proved);
    CHECK_FALSE(found.stopped);
    CHECK(found.energy >= exact.energy);
    CHECK(found.energy == enumeration::energy(couplings, found.state));
    CHECK(found.lower_bound <= exact.energy);
    CHECK(found.lower_bound >= last);
    last = found.lower_bound;
  }
  std::stop_source source;
  source.request_stop();
  const auto stopped = ground_states(couplings, {.stop = source.get_token()});
  CHECK_FALSE(stopped.proved);
  CHECK(stopped.stopped);

  CHECK_THROWS_AS(ground_states(oracles::gaussian_network(8, 0.9, 1)), DomainError);
  CHECK_THROWS_AS(ground_states(network::Couplings(65)), std::domain_error);
  CHECK_THROWS_AS(ground_states(couplings, {.max_nodes = 0.0}), DomainError);
}

TEST_CASE("mean ground-state energies of the SK model are those of the literature",
          "[statistical]") {
  // e_N = −.7632 + .70 N^(−2/3) (Parisi 1980; Boettcher, Eur. Phys. J. B 46, 501 (2005)): three
  // sizes, 4 standard errors and .005 for the next term of the series.
  for (const int size : {24, 32, 44}) {
    constexpr int networks = 30;
    double sum = 0.0, squares = 0.0;
    for (std::uint64_t k = 0; k < networks; ++k) {
      const auto found = ground_states(network::draw_couplings({1.0}, size, 8, k));
      REQUIRE(found.proved);
      const double e = enumeration::energy_per_neuron(found.energy, size);
      sum += e;
      squares += e * e;
    }
    const double mean = sum / networks;
    const double error = std::sqrt((squares / networks - mean * mean) / (networks - 1));
    CAPTURE(size, mean, error);
    CHECK(std::abs(mean - (-0.7632 + 0.70 * std::pow(size, -2.0 / 3.0))) < 4.0 * error + 0.005);
  }
}
