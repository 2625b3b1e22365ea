// Attractors and basins of small networks against runs of the dynamics itself.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <vector>

#include <steady/numerics/dynamics/basins.hpp>
#include <steady/numerics/dynamics/ends.hpp>
#include <steady/numerics/dynamics/parallel_cycles.hpp>
#include <steady/numerics/dynamics/relaxation.hpp>
#include <steady/numerics/network/ensembles.hpp>
#include <steady/theory/domain.hpp>
#include <tests/catch.hpp>

using namespace steady;

namespace {

network::Network network_of(const network::Couplings& couplings) {
  return network::Network(couplings);
}

std::uint32_t word(const network::Spins& spins) {
  std::uint32_t state = 0;
  for (std::size_t i = 0; i < spins.size(); ++i)
    state |= static_cast<std::uint32_t>(spins[i] > 0) << i;
  return state;
}

network::Spins spins_of(std::uint32_t state, int size) {
  network::Spins spins;
  for (int i = 0; i < size; ++i) spins.push_back(static_cast<std::int8_t>(network::spin(state, i)));
  return spins;
}

std::uint64_t total(const std::vector<dynamics::Attractor>& found) {
  std::uint64_t states = 0;
  for (const auto& attractor : found) states += attractor.basin;
  return states;
}

// x_i < 0 gives the flips; the probabilities by brute force: (1 − Q) p = R by many steps of the
// whole vector.
std::map<std::uint32_t, double> absorbed(const std::vector<std::uint32_t>& parallel) {
  std::vector<double> mass(parallel.size(), 1.0 / static_cast<double>(parallel.size()));
  for (int step = 0; step < 3000; ++step) {
    std::vector<double> next(parallel.size(), 0.0);
    for (std::uint32_t state = 0; state < parallel.size(); ++state) {
      const std::uint32_t unstable = state ^ parallel[state];
      if (unstable == 0) next[state] += mass[state];
      for (std::uint32_t bit = 1; bit < parallel.size(); bit <<= 1)
        if (unstable & bit) next[state ^ bit] += mass[state] / std::popcount(unstable);
    }
    mass = next;
  }
  std::map<std::uint32_t, double> ends;
  for (std::uint32_t state = 0; state < parallel.size(); ++state)
    if (parallel[state] == state) ends[state] = mass[state];
  return ends;
}

}  // namespace

TEST_CASE("basins of the parallel dynamics are where its runs end") {
  const double self_coupling = GENERATE(-0.2, 0.0, 0.3);
  const double symmetry = GENERATE(0.0, 1.0);
  constexpr int size = 9;
  const auto couplings = network::draw_couplings({symmetry}, size, 3, 0);
  const auto found = dynamics::attractors(dynamics::parallel_map(couplings, self_coupling));
  CHECK(total(found) == 1U << size);
  std::map<std::uint32_t, std::size_t> attractor_of;
  for (std::size_t k = 0; k < found.size(); ++k)
    for (const auto state : found[k].states) CHECK(attractor_of.emplace(state, k).second);

  std::vector<std::uint64_t> ended(found.size());
  dynamics::Options options;
  options.rule = dynamics::Rule::parallel;
  options.self_coupling = self_coupling;
  for (std::uint32_t start = 0; start < 1U << size; ++start) {
    const auto run = dynamics::relax(network_of(couplings), spins_of(start, size), options,
                                     {1, "unused", start});
    const auto& end = found[attractor_of.at(word(run.spins))];
    ++ended[attractor_of.at(word(run.spins))];
    const auto period = run.status == dynamics::Status::cycle ? run.cycle_length : 1;
    REQUIRE(static_cast<std::int64_t>(end.states.size()) == period);
  }
  for (std::size_t k = 0; k < found.size(); ++k) CHECK(found[k].basin == ended[k]);
}

TEST_CASE("basins of visits in fixed order are where its runs end") {
  constexpr int size = 9;
  const auto couplings = network::draw_couplings({0.0}, size, 4, 0);
  const auto parallel = dynamics::parallel_map(couplings, 0.2);
  const auto sweep = dynamics::sweep_map(parallel);
  dynamics::Options options;
  options.order = dynamics::Order::fixed;
  options.self_coupling = 0.2;
  options.max_sweeps = 1;
  options.stop_at_fixed_point = false;
  for (std::uint32_t start = 0; start < 1U << size; ++start) {
    const auto run = dynamics::relax(network_of(couplings), spins_of(start, size), options,
                                     {1, "unused", start});
    REQUIRE(sweep[start] == word(run.spins));
    REQUIRE((sweep[start] == start) == (parallel[start] == start));
  }
}

TEST_CASE("the states of an attractor follow one another, the lowest first") {
  const auto parallel = dynamics::parallel_map(network::draw_couplings({0.0}, 12, 5, 0), 0.0);
  const auto found = dynamics::attractors(parallel);
  CHECK(total(found) == 1U << 12);
  for (const auto& [states, basin] : found) {
    for (std::size_t k = 0; k < states.size(); ++k)
      CHECK(parallel[states[k]] == states[(k + 1) % states.size()]);
    CHECK(*std::min_element(states.begin(), states.end()) == states.front());
    CHECK(basin >= states.size());
  }
  // A state and its mirror image end alike: basins come in pairs or are their own image.
  std::map<std::uint64_t, int> of_size;
  for (const auto& [states, basin] : found) {
    const auto image = ~states.front() & 0xfffU;
    if (std::find(states.begin(), states.end(), image) == states.end()) ++of_size[basin];
  }
  for (const auto& [basin, times] : of_size) CHECK(times % 2 == 0);
}

TEST_CASE("the probabilities of random visits are those of the flips") {
  const double self_coupling = GENERATE(0.0, 0.3);
  const double symmetry = GENERATE(0.0, 0.5, 1.0);
  const auto parallel =
      dynamics::parallel_map(network::draw_couplings({symmetry}, 8, 6, 1), self_coupling);
  const auto found = dynamics::absorption(parallel);
  const auto expected = absorbed(parallel);
  REQUIRE(found.converged);
  REQUIRE(found.ends.size() == expected.size());
  double all = found.restless, off = 0.0;
  for (const auto& [state, probability] : found.ends) {
    CHECK(probability == Approx(expected.at(state)).epsilon(1e-9));
    all += probability;
    off += std::abs(probability - expected.at(state));
  }
  CHECK(off <= found.error + 1e-13);
  CHECK(all == Approx(1.0).epsilon(1e-12));
  if (symmetry == 1.0) CHECK(found.restless == 0.0);  // the energy falls with every flip
}

TEST_CASE("what is long on its way is not forgotten") {
  // A Gray code leads through all states but the last eight, which stay: random visits have no
  // choice, and a pass brings the probability only a few states further. Each of them ends at the
  // first one that stays; a shortcut leads half of one state to another end.
  constexpr std::uint32_t states = 1U << 10;
  const auto gray = [](std::uint32_t k) { return k ^ (k >> 1); };
  std::vector<std::uint32_t> parallel(states);
  for (std::uint32_t k = 0; k < states; ++k)
    parallel[gray(k)] = k + 8 < states ? gray(k + 1) : gray(k);
  const std::uint32_t fork = gray(states - 20), aside = gray(states - 1);
  const std::uint32_t turn = (fork ^ aside) & ~(fork ^ parallel[fork]);
  REQUIRE(turn != 0);  // also flips a neuron towards the last state
  parallel[fork] ^= turn & (~turn + 1);
  const auto expected = absorbed(parallel);
  for (const int passes : {2, 4, 10, 100, 10000}) {
    const auto found = dynamics::absorption(parallel, 1e-9, passes);
    double off = 0.0, all = found.restless;
    for (const auto& [state, probability] : found.ends) {
      off += std::abs(probability - expected.at(state));
      all += probability;
    }
    CAPTURE(passes, found.error, off);
    CHECK(off <= found.error + 1e-12);
    CHECK(found.converged == (found.error <= 1e-9));
    if (found.converged) CHECK(all == Approx(1.0).epsilon(1e-9));
    if (passes == 10000) CHECK(found.converged);
    if (passes == 4) CHECK_FALSE(found.converged);
  }
}

TEST_CASE("two neurons that chase each other never rest") {
  network::Couplings couplings(2);
  couplings.set(0, 1, 1.0);
  couplings.set(1, 0, -1.0);
  const auto found = dynamics::absorption(dynamics::parallel_map(couplings, 0.0));
  CHECK(found.ends.empty());
  CHECK(found.restless == 1.0);
  CHECK(found.converged);
}

TEST_CASE("basins refuse what they cannot do, and can be stopped") {
  const auto parallel = dynamics::parallel_map(network::draw_couplings({0.0}, 8, 7, 0), 0.1);
  CHECK_THROWS_AS(dynamics::absorption(parallel, -1.0), std::domain_error);
  CHECK_THROWS_AS(dynamics::absorption(parallel, 1e-12, 0), std::domain_error);
  const auto detours = dynamics::parallel_map(network::draw_couplings({0.0}, 10, 6, 1), 0.1);
  CHECK_FALSE(dynamics::absorption(detours, 0.0, 1).converged);
  std::stop_source source;
  source.request_stop();
  CHECK(dynamics::attractors(parallel, source.get_token()).empty());
  CHECK(dynamics::sweep_map(parallel, source.get_token()).empty());
  CHECK(dynamics::absorption(parallel, 1e-12, 10, source.get_token()).ends.empty());
}

TEST_CASE("every start ends at the attractor that the map of all states has") {
  constexpr int size = 10;
  const auto couplings = network::draw_couplings({0.0}, size, 4, 1);
  const auto network = network_of(couplings);
  const auto parallel = dynamics::parallel_map(couplings, 0.1);
  for (const auto rule : {dynamics::Rule::parallel, dynamics::Rule::asynchronous}) {
    const auto found = dynamics::attractors(
        rule == dynamics::Rule::parallel ? parallel : dynamics::sweep_map(parallel));
    std::map<std::pair<std::uint32_t, std::int64_t>, std::uint64_t> basins;
    for (std::uint32_t start = 0; start < 1U << size; ++start) {
      const auto end = dynamics::end_of(network, spins_of(start, size),
                                        {rule, dynamics::Order::fixed, 0.1, 5000}, {1, "", 0});
      ++basins[{word(end.state), end.period}];
    }
    REQUIRE(basins.size() == found.size());
    for (const auto& [states, basin] : found)
      CHECK(basins[{states.front(), static_cast<std::int64_t>(states.size())}] == basin);
  }
}

TEST_CASE("ends of larger networks are those of the dynamics, sweep by sweep") {
  // Long cycles of asymmetric networks, and cycles of two states of symmetric ones.
  const auto [size, symmetry, self_coupling] =
      GENERATE(std::tuple{30, 0.0, 0.1}, std::tuple{130, 1.0, -0.6});
  const network::Network network(network::draw_couplings({symmetry}, size, 2, 0));
  network::RandomStream states(3, "starts", 0);
  dynamics::Options options;
  options.rule = dynamics::Rule::parallel;
  options.self_coupling = self_coupling;
  dynamics::EndOptions same{options.rule, dynamics::Order::fixed, self_coupling, 5000};
  options.max_sweeps = 5000;
  int cycles = 0;
  for (std::uint64_t start = 0; start < 12; ++start) {
    const auto from = network::random_spins(size, states);
    const auto run = dynamics::relax(network, from, options, {1, "unused", start});
    const auto end = dynamics::end_of(network, from, same, {1, "unused", start});
    const bool cycle = run.status == dynamics::Status::cycle;
    CHECK(end.period == (run.status == dynamics::Status::fixed_point ? 1 : run.cycle_length));
    if (!cycle) CHECK(end.state == run.spins);
    if (!cycle) continue;
    ++cycles;
    // The same cycle from any of its states; its lowest one is kept.
    const auto again = dynamics::end_of(network, run.spins, same, {1, "unused", start});
    CHECK(again.period == end.period);
    CHECK(again.state == end.state);
  }
  CAPTURE(size);
  CHECK(cycles > 0);
  same.max_sweeps = 0;
  CHECK(dynamics::end_of(network, network::random_spins(size, states), same, {1, "", 0}).period ==
        0);
  same.rule = dynamics::Rule::heat_bath;
  CHECK_THROWS_AS(dynamics::end_of(network, network::random_spins(size, states), same, {1, "", 0}),
                  DomainError);
}

TEST_CASE("26 neurons are looked at, one by one and in all", "[slow]") {
  // A chain that copies its left neighbour, whose first neuron keeps its state: two attractors of
  // the parallel rule with half of all states each.
  network::Couplings couplings(26);
  for (int i = 1; i < 26; ++i) couplings.set(i, i - 1, 1.0);
  const auto parallel = dynamics::parallel_map(couplings, 0.0);
  REQUIRE(parallel.size() == 1U << 26);
  for (std::uint32_t state = 1; state < parallel.size(); state = state * 5 + 3)
    REQUIRE(parallel[state] == (((state << 1) | (state & 1)) & 0x3ffffffU));
  CHECK_THROWS_AS(dynamics::parallel_map(network::Couplings(27), 0.0), std::domain_error);
}
