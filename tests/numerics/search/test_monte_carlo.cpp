// The Monte Carlo searchers: energies from scratch, stationary laws by enumeration.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <steady/numerics/search/annealing.hpp>
#include <steady/numerics/search/detail/instability.hpp>
#include <steady/numerics/search/detail/metropolis.hpp>
#include <steady/numerics/search/replicated.hpp>
#include <tests/catch.hpp>

#include "networks.hpp"

using namespace steady;
using namespace steady::search;
using search::detail::Instability;
using search::detail::InstabilityState;
using tests::dense_network;

namespace {

constexpr double unit = 0x1p-20;

/// (7.11) straight from its definition.
Instability from_scratch(const network::Network& network, double self_coupling, double margin,
                         const network::Spins& spins) {
  const auto fields = network::local_fields(network, spins);
  Instability sum;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto own = network.self_couplings();
    const double x =
        spins[i] * (fields[i] * unit) + self_coupling + (own.empty() ? 0.0 : own[i] * unit);
    sum.unstable += x < 0.0;
    const double missing = std::clamp(margin - x, 0.0, 16.0);
    sum.deficit += std::llround(missing / unit);
  }
  return sum;
}

double energy(const network::Network& network, const AnnealingOptions& options,
              const network::Spins& spins) {
  return search::detail::energy_of(
      from_scratch(network, options.self_coupling, options.margin, spins), options.energy);
}

/// Upper quantile of χ² that true laws pass but once in ten thousand (Wilson and Hilferty).
double chi_squared_limit(double degrees) {
  return degrees *
         std::pow(1.0 - 2.0 / (9.0 * degrees) + 3.72 * std::sqrt(2.0 / (9.0 * degrees)), 3);
}

double chi_squared(const std::vector<double>& counts, const std::vector<double>& law) {
  const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
  double sum = 0.0;
  for (std::size_t s = 0; s < counts.size(); ++s)
    sum += std::pow(counts[s] - total * law[s], 2) / (total * law[s]);
  return sum;
}

void normalise(std::vector<double>& weights) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& weight : weights) weight /= sum;
}

std::vector<SimdLevel> levels() {
  std::vector<SimdLevel> list{SimdLevel::portable};
  if (best_simd_level() >= SimdLevel::avx2) list.push_back(SimdLevel::avx2);
  if (best_simd_level() >= SimdLevel::avx512) list.push_back(SimdLevel::avx512);
  return list;
}

}  // namespace

TEST_CASE("the energy kept along flips is the one from scratch, at every vector level") {
  constexpr double margin = 0.25, self_coupling = 0.125;  // on the grid: no rounding
  for (const int size : {6, 15, 16, 65, 100}) {
    for (const auto& [name, network] : tests::networks_of_every_kind(size)) {
      for (const auto level : levels()) {
        INFO(name << " of " << size << ", " << to_string(level));
        network::RandomStream random(1, "flips", 0);
        auto spins = network::random_spins(network.size(), random);
        InstabilityState state(network, self_coupling, margin, spins, level);
        CHECK(state.total() == from_scratch(network, self_coupling, margin, spins));
        for (int step = 0; step < 40; ++step) {
          const int neuron = static_cast<int>(random.next() % spins.size());
          const auto expected = state.change(neuron);
          auto& spin = spins[static_cast<std::size_t>(neuron)];
          spin = static_cast<std::int8_t>(-spin);
          const auto now = from_scratch(network, self_coupling, margin, spins);
          REQUIRE(now - state.total() == expected);
          state.flip(neuron);
          REQUIRE(state.total() == now);
        }
        CHECK(state.spins() == spins);
      }
    }
  }
}

TEST_CASE("a deficit is capped at sixteen a neuron, and far thresholds do not overflow") {
  const auto network = dense_network(40, 0);
  network::RandomStream random(2, "spins", 0);
  const auto spins = network::random_spins(40, random);
  for (const double self_coupling : {-1e9, -700.0, -20.0, 20.0, 700.0, 1e9}) {
    const InstabilityState state(network, self_coupling, 0.0, spins);
    const bool low = self_coupling < 0.0;
    CHECK(state.total().unstable == (low ? 40 : 0));
    CHECK(state.total().deficit == (low ? 40 * std::int64_t{search::detail::largest_deficit} : 0));
    CHECK(state.change(3) == Instability{});
  }
}

TEST_CASE("a fixed point is a state without unstable neurons") {
  const auto network = dense_network(50, 1);
  AnnealingOptions options;
  options.self_coupling = 0.6;
  network::RandomStream random(3, "annealing", 0);
  const auto start = network::random_spins(50, random);
  const auto found = anneal(network, start, options, random);
  REQUIRE(found.found);
  CHECK(network::is_fixed_point(network, 0.6, found.spins));
  const auto again = anneal(network, found.spins, options, random);
  CHECK(again.found);
  CHECK(again.sweeps == 0.0);
  CHECK(again.spins == found.spins);
}

TEST_CASE("annealing at a constant temperature has the law of Boltzmann", "[statistical]") {
  constexpr int size = 4, chains = 20000, sweeps = 25;
  const auto network = dense_network(size, 0);
  for (const auto kind : {Energy::unstable, Energy::deficit}) {
    AnnealingOptions options;
    options.self_coupling = 0.2;
    options.energy = kind;
    options.margin = 0.5;
    options.hot = options.cold = 0.8;
    options.max_sweeps = sweeps;
    options.stop_at_fixed_point = false;
    std::vector<double> law;
    for (network::PackedState s = 0; s < 16; ++s)
      law.push_back(std::exp(-energy(network, options, network::unpacked(s, size)) / 0.8));
    normalise(law);
    std::vector<double> counts(16, 0.0);
    const network::Spins start(size, 1);
    for (std::uint64_t c = 0; c < chains; ++c)
      ++counts[network::packed(anneal(network, start, options, {7, "chain", c}).spins)];
    INFO(to_string(kind));
    CHECK(chi_squared(counts, law) < chi_squared_limit(15));
    // The test can tell a wrong law: that of half the temperature.
    for (double& weight : law) weight *= weight;
    normalise(law);
    CHECK(chi_squared(counts, law) > 10.0 * chi_squared_limit(15));
  }
}

TEST_CASE("attracting replicas have their joint law", "[statistical]") {
  constexpr int size = 3, chains = 20000;
  const auto network = dense_network(size, 1);
  ReplicatedOptions options;
  options.replicas = 2;
  options.first_attraction = options.last_attraction = 0.4;
  options.annealing.self_coupling = 0.1;
  options.annealing.margin = 0.5;
  options.annealing.hot = options.annealing.cold = 1.0;
  options.annealing.max_sweeps = 60;
  options.annealing.stop_at_fixed_point = false;
  std::vector<double> law(4, 0.0), counts(4, 0.0);  // of the number of neurons that differ
  for (network::PackedState a = 0; a < 8; ++a)
    for (network::PackedState b = 0; b < 8; ++b) {
      const auto s = network::unpacked(a, size), t = network::unpacked(b, size);
      const double overlap = network::overlap(s, t);
      law[static_cast<std::size_t>(std::lround(size * (1.0 - overlap) / 2.0))] +=
          std::exp(-energy(network, options.annealing, s) - energy(network, options.annealing, t) +
                   0.4 * size * overlap);
    }
  normalise(law);
  for (std::uint64_t c = 0; c < chains; ++c) {
    const auto summary = anneal_replicas(network, options, {8, "replicas", c});
    ++counts[static_cast<std::size_t>(std::lround(size * (1.0 - summary.overlap) / 2.0))];
  }
  CHECK(chi_squared(counts, law) < chi_squared_limit(3));
  std::vector<double> free{1.0 / 8, 3.0 / 8, 3.0 / 8, 1.0 / 8};
  CHECK(chi_squared(counts, free) > 10.0 * chi_squared_limit(3));
}

TEST_CASE("one replica without attraction is plain annealing in its law of large numbers",
          "[statistical]") {
  // Mean energies of two implementations at one temperature.
  const auto network = dense_network(12, 2);
  ReplicatedOptions options;
  options.replicas = 1;
  options.annealing.self_coupling = 0.1;
  options.annealing.hot = options.annealing.cold = 0.5;
  options.annealing.max_sweeps = 40;
  options.annealing.stop_at_fixed_point = false;
  constexpr int chains = 2000;
  double means[2]{}, squares[2]{};
  for (std::uint64_t c = 0; c < chains; ++c) {
    network::RandomStream random(9, "start", c);
    const auto start = network::random_spins(12, random);
    const double energies[2] = {
        energy(network, options.annealing,
               anneal(network, start, options.annealing, {9, "plain", c}).spins),
        energy(network, options.annealing,
               anneal_replicas(network, options, {9, "replicas", c}).annealing.spins)};
    for (int k = 0; k < 2; ++k) {
      means[k] += energies[k] / chains;
      squares[k] += energies[k] * energies[k] / chains;
    }
  }
  const double error =
      std::sqrt((squares[0] - means[0] * means[0] + squares[1] - means[1] * means[1]) / chains);
  CHECK(std::abs(means[0] - means[1]) < 3.9 * error);
}

TEST_CASE("strong attraction makes replicas agree, none lets them go their way") {
  const auto network = dense_network(100, 3);
  ReplicatedOptions options;
  options.annealing.stop_at_fixed_point = false;
  options.annealing.max_sweeps = 300;
  options.last_attraction = 0.0;
  CHECK(std::abs(anneal_replicas(network, options, {1, "r", 0}).overlap) < 0.5);
  options.last_attraction = 3.0;
  CHECK(anneal_replicas(network, options, {1, "r", 0}).overlap > 0.9);
}

TEST_CASE("zero temperature only goes down") {
  const auto network = dense_network(60, 4);
  AnnealingOptions options;
  options.hot = options.cold = 0.0;
  options.stop_at_fixed_point = false;
  network::RandomStream random(4, "spins", 0);
  auto spins = network::random_spins(60, random);
  double before = energy(network, options, spins);
  options.max_sweeps = 1;
  for (std::uint64_t k = 0; k < 20; ++k) {
    spins = anneal(network, spins, options, {4, "sweep", k}).spins;
    const double now = energy(network, options, spins);
    CHECK(now <= before);
    before = now;
  }
}

TEST_CASE("Monte Carlo searches refuse impossible options") {
  const auto network = dense_network(10, 5);
  const network::Spins start(10, 1);
  const network::RandomStream random(1, "x", 0);
  const auto with = [](auto change) {
    AnnealingOptions options;
    change(options);
    return options;
  };
  const auto refuses = [&](auto change) {
    CHECK_THROWS_AS(anneal(network, start, with(change), random), DomainError);
    ReplicatedOptions replicated;
    change(replicated.annealing);
    CHECK_THROWS_AS(anneal_replicas(network, replicated, random), DomainError);
  };
  refuses([](auto& o) { o.hot = -0.1; });
  refuses([](auto& o) { o.cold = NAN; });
  refuses([](auto& o) { o.margin = INFINITY; });
  refuses([](auto& o) { o.self_coupling = NAN; });
  refuses([](auto& o) { o.max_sweeps = -1; });
  CHECK_THROWS_AS(anneal(network, network::Spins(9, 1), {}, random), std::invalid_argument);
  CHECK_THROWS_AS(anneal(network, network::Spins(10, 0), {}, random), std::invalid_argument);
  ReplicatedOptions replicated;
  replicated.replicas = 0;
  CHECK_THROWS_AS(anneal_replicas(network, replicated, random), DomainError);
  replicated.replicas = 2;
  replicated.last_attraction = -1.0;
  CHECK_THROWS_AS(anneal_replicas(network, replicated, random), std::domain_error);
  CHECK_THROWS_AS(energy_names.parse("potential"), std::invalid_argument);
  for (const auto kind : {Energy::unstable, Energy::deficit})
    CHECK(energy_names.parse(to_string(kind)) == kind);
}
