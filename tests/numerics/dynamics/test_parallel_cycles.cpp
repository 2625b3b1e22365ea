#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <set>
#include <steady/numerics/dynamics/parallel_cycles.hpp>
#include <tests/catch.hpp>
#include <vector>

using namespace steady;

namespace {

network::Couplings random_couplings(int size, unsigned seed, double scale = 1.0) {
  std::mt19937_64 generator(seed);
  network::Couplings couplings(size);
  for (int i = 0; i < size; ++i) {
    for (int j = 0; j < size; ++j) {
      const double uniform = static_cast<double>(generator() >> 11) * 0x1p-53;
      if (i != j) couplings.set(i, j, scale * (uniform - 0.5));
    }
  }
  return couplings;
}

// Coarse couplings −1, 0, 1: fields vanish often, and at zero a neuron keeps its state.
network::Couplings coarse_couplings(int size, unsigned seed) {
  std::mt19937_64 generator(seed);
  network::Couplings couplings(size);
  for (int i = 0; i < size; ++i) {
    for (int j = 0; j < size; ++j) {
      if (i != j) couplings.set(i, j, static_cast<double>(generator() % 3) - 1.0);
    }
  }
  return couplings;
}

// One parallel update straight from its definition, in real numbers.
std::uint32_t update(const network::Couplings& couplings, double self_coupling,
                     std::uint32_t state) {
  std::uint32_t next = 0;
  for (int i = 0; i < couplings.size(); ++i) {
    const auto n = static_cast<std::size_t>(i);
    const auto b = couplings.external_field(), d = couplings.self_couplings();
    double total = (b.empty() ? 0.0 : b[n] * 0x1p-20) +
                   (self_coupling + (d.empty() ? 0.0 : d[n] * 0x1p-20)) * network::spin(state, i);
    for (int j = 0; j < couplings.size(); ++j) {
      total += couplings.value(i, j) * network::spin(state, j);
    }
    const bool up = total == 0.0 ? network::spin(state, i) > 0 : total > 0.0;
    next |= static_cast<std::uint32_t>(up) << i;
  }
  return next;
}

}  // namespace

TEST_CASE("the parallel map is the update rule at every state") {
  const double self_coupling = GENERATE(-1.0, -0.25, 0.0, 0.25, 1.0);
  for (int size : {2, 3, 7, 10}) {
    auto with_own_terms = coarse_couplings(size, 7);
    std::vector<double> b, d;
    for (int i = 0; i < size; ++i) {
      b.push_back(0.5 * (i % 3));
      d.push_back(0.75 - 0.25 * (i % 5));
    }
    with_own_terms.set_external_field(b);
    with_own_terms.set_self_couplings(d);
    for (const auto& couplings :
         {random_couplings(size, 5), coarse_couplings(size, 6), with_own_terms}) {
      const auto successor = dynamics::parallel_map(couplings, self_coupling);
      REQUIRE(successor.size() == std::size_t{1} << size);
      std::size_t wrong = 0;
      for (std::uint32_t state = 0; state < successor.size(); ++state) {
        wrong += successor[state] != update(couplings, self_coupling, state) ? 1 : 0;
      }
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("the parallel map commutes with the spin flip") {
  const int size = 9;
  for (const auto& couplings : {random_couplings(size, 7), coarse_couplings(size, 8)}) {
    const auto successor = dynamics::parallel_map(couplings, 0.1);
    const auto all = static_cast<std::uint32_t>(network::all_up(size));
    std::size_t wrong = 0;
    for (std::uint32_t state = 0; state < successor.size(); ++state) {
      wrong += successor[state ^ all] != (successor[state] ^ all) ? 1 : 0;
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("the cycle census agrees with following every state") {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const auto couplings = random_couplings(8, seed);
    const double self_coupling = 0.1 * (static_cast<double>(seed % 5) - 2.0);
    const auto successor = dynamics::parallel_map(couplings, self_coupling);
    // After 2^N steps every state sits on its cycle; a cycle is named by its smallest state.
    dynamics::CycleCensus expected;
    std::set<std::uint32_t> seen;
    for (std::uint32_t start = 0; start < successor.size(); ++start) {
      std::uint32_t state = start;
      for (std::size_t step = 0; step < successor.size(); ++step) state = successor[state];
      std::uint32_t smallest = state;
      std::uint64_t period = 1;
      for (std::uint32_t s = successor[state]; s != state; s = successor[s], ++period) {
        smallest = std::min(smallest, s);
      }
      if (seen.insert(smallest).second) ++expected[period];
    }
    CHECK(dynamics::cycle_census(successor) == expected);
    CHECK(dynamics::count_two_cycles(successor) == expected[2]);
  }
}

TEST_CASE("period one of the parallel dynamics are the fixed points") {
  const auto couplings = coarse_couplings(10, 3);
  for (double self_coupling : {-1.0, 0.0, 2.0}) {
    std::uint64_t fixed = 0;
    for (network::PackedState state = 0; state < 1U << 10; ++state) {
      fixed += network::is_fixed_point(couplings, self_coupling, state) ? 1 : 0;
    }
    auto census = dynamics::cycle_census(dynamics::parallel_map(couplings, self_coupling));
    CHECK(census[1] == fixed);
  }
}

TEST_CASE("symmetric couplings have no parallel cycle longer than two") {
  // Goles-Olivos: the parallel dynamics of a symmetric network ends in a period of one or two.
  network::Couplings couplings(10);
  const auto random = random_couplings(10, 11);
  for (int i = 0; i < 10; ++i) {
    for (int j = 0; j < i; ++j) {
      couplings.set(i, j, random.value(i, j));
      couplings.set(j, i, random.value(i, j));
    }
  }
  for (double self_coupling : {-0.5, 0.0, 0.5}) {
    const auto census = dynamics::cycle_census(dynamics::parallel_map(couplings, self_coupling));
    CHECK(census.rbegin()->first <= 2);
  }
}

TEST_CASE("the exhaustive parallel map refuses what it cannot hold") {
  CHECK_THROWS_AS(dynamics::parallel_map(network::Couplings(27), 0.0), std::domain_error);
  CHECK_THROWS_AS(dynamics::parallel_map(network::Couplings(4), std::nan("")), std::domain_error);
}
