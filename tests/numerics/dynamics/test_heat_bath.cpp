// The heat bath, (7.14): equal in law to (7.2), different in what one noise does to two states.
#include <tests/catch.hpp>

#include <cmath>
#include <numeric>
#include <vector>

#include <steady/numerics/dynamics/relaxation.hpp>
#include <steady/numerics/sampling/significance.hpp>
#include <tests/oracles/test_networks.hpp>

using namespace steady;
using dynamics::Order;
using dynamics::Rule;
using network::Network;
using network::Spins;

namespace {

using Matrix = std::vector<std::vector<double>>;  ///< [from][to], states as words

dynamics::Options warm(Rule rule, Order order, double self_coupling, double temperature,
                       std::int64_t sweeps) {
  dynamics::Options options;
  options.rule = rule;
  options.order = order;
  options.self_coupling = self_coupling;
  options.temperature = temperature;
  options.max_sweeps = sweeps;
  options.stop_at_fixed_point = false;
  return options;
}

/// Probability that (7.2) flips this neuron, as on paper.
double flip_probability(const Network& network, network::PackedState state, int neuron,
                        double self_coupling, double temperature) {
  const auto spins = network::unpacked(state, network.size());
  const auto i = static_cast<std::size_t>(neuron);
  const double x = spins[i] * network::local_fields(network, spins)[i] * 0x1p-20 + self_coupling;
  return 1.0 / (1.0 + std::exp(2.0 * x / temperature));
}

/// One visit of this neuron.
Matrix visit_matrix(const Network& network, int neuron, double self_coupling, double temperature) {
  const std::size_t states = std::size_t{1} << network.size();
  Matrix matrix(states, std::vector<double>(states, 0.0));
  for (network::PackedState s = 0; s < states; ++s) {
    const double p = flip_probability(network, s, neuron, self_coupling, temperature);
    matrix[s][s ^ (1U << neuron)] = p;
    matrix[s][s] = 1.0 - p;
  }
  return matrix;
}

Matrix product(const Matrix& a, const Matrix& b) {
  Matrix c(a.size(), std::vector<double>(a.size(), 0.0));
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t k = 0; k < a.size(); ++k)
      for (std::size_t j = 0; j < a.size(); ++j) c[i][j] += a[i][k] * b[k][j];
  return c;
}

/// A sweep in the order of the neurons, or (random) the N-th power of a visit of any neuron.
Matrix sweep_matrix(const Network& network, Order order, double self_coupling, double temperature) {
  const std::size_t states = std::size_t{1} << network.size();
  Matrix one(states, std::vector<double>(states, 0.0)), sweep = one;
  for (std::size_t s = 0; s < states; ++s) sweep[s][s] = 1.0;
  for (int i = 0; i < network.size(); ++i) {
    const auto visit = visit_matrix(network, i, self_coupling, temperature);
    if (order == Order::fixed) sweep = product(sweep, visit);
    for (std::size_t s = 0; s < states; ++s)
      for (std::size_t t = 0; t < states; ++t) one[s][t] += visit[s][t] / network.size();
  }
  if (order == Order::random)
    for (int i = 0; i < network.size(); ++i) sweep = product(sweep, one);
  return sweep;
}

/// How often a run from `start` ends in each state.
std::vector<double> ends(const Network& network, network::PackedState start,
                         const dynamics::Options& options, std::uint64_t runs,
                         std::uint64_t first) {
  std::vector<double> counts(std::size_t{1} << network.size(), 0.0);
  const auto spins = network::unpacked(start, network.size());
  for (std::uint64_t k = first; k < first + runs; ++k)
    ++counts[network::packed(dynamics::relax(network, spins, options, {12, "run", k}).spins)];
  return counts;
}

/// Σ (count − expected)²/expected, as a standard normal variable by Wilson and Hilferty. States of
/// which less than ten are expected count as one.
double chi_squared_score(const std::vector<double>& counts, const std::vector<double>& law) {
  const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
  double chi_squared = 0.0, freedom = -1.0, rare = 0.0, rare_mean = 0.0;
  const auto add = [&](double count, double mean) {
    chi_squared += (count - mean) * (count - mean) / mean;
    ++freedom;
  };
  for (std::size_t s = 0; s < counts.size(); ++s) {
    const double mean = total * law[s];
    if (mean > 10.0) {
      add(counts[s], mean);
    } else {
      rare += counts[s];
      rare_mean += mean;
    }
  }
  if (rare_mean > 5.0) add(rare, rare_mean);
  const double width = 2.0 / (9.0 * freedom);
  return (std::cbrt(chi_squared / freedom) - (1.0 - width)) / std::sqrt(width);
}

std::vector<double> stationary(const Matrix& sweep) {
  Matrix power = sweep;
  for (int doubling = 0; doubling < 30; ++doubling) {
    power = product(power, power);
    for (auto& row : power) {  // rounding would grow with the power
      const double sum = std::accumulate(row.begin(), row.end(), 0.0);
      for (double& p : row) p /= sum;
    }
  }
  return power[0];
}

std::vector<double> boltzmann(const Network& network, double temperature) {
  std::vector<double> law;
  double sum = 0.0;
  for (network::PackedState state = 0; state < 1U << network.size(); ++state) {
    const auto spins = network::unpacked(state, network.size());
    const auto fields = network::local_fields(network, spins);
    double energy = 0.0;
    for (std::size_t i = 0; i < spins.size(); ++i) energy -= 0.5 * spins[i] * fields[i] * 0x1p-20;
    law.push_back(std::exp(-energy / temperature));
    sum += law.back();
  }
  for (double& p : law) p /= sum;
  return law;
}

double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0.0;
  for (std::size_t s = 0; s < a.size(); ++s) sum += 0.5 * std::abs(a[s] - b[s]);
  return sum;
}

/// Couplings that are not negative, of any density.
Network ferromagnet(int size, double strength, std::uint64_t seed) {
  network::RandomStream stream(seed, "ferromagnet", 0);
  network::Couplings couplings(size);
  for (int i = 0; i < size; ++i)
    for (int j = 0; j < size; ++j)
      if (const double u = stream.next_uniform(); i != j && u < 0.5)
        couplings.set(i, j, strength * u / size);
  return Network(couplings);
}

bool ordered(const Spins& low, const Spins& high) {
  for (std::size_t i = 0; i < low.size(); ++i)
    if (low[i] > high[i]) return false;
  return true;
}

/// Runs from all down, a random state, one above it and all up, with one noise: in how many of the
/// networks, sweeps and orders are the ends of neighbours not ordered?
int disorders(Rule rule, double self_coupling) {
  int count = 0;
  for (std::uint64_t number = 0; number < 10; ++number) {
    const auto network = ferromagnet(30, 6.0, number);
    network::RandomStream stream(number, "start", 0);
    const auto middle = network::random_spins(30, stream);
    auto above = middle;
    for (auto& spin : above) spin = stream.next_uniform() < 0.2 ? std::int8_t{1} : spin;
    const std::vector<Spins> starts{Spins(30, -1), middle, above, Spins(30, 1)};
    for (const auto order : {Order::random, Order::permutation, Order::fixed})
      for (const std::int64_t sweeps : {1, 2, 5}) {
        const auto options = warm(rule, order, self_coupling, 1.0, sweeps);
        std::vector<Spins> last;
        for (const auto& start : starts)
          last.push_back(dynamics::relax(network, start, options, {3, "run", number}).spins);
        for (std::size_t k = 1; k < last.size(); ++k)
          count += ordered(last[k - 1], last[k]) ? 0 : 1;
      }
  }
  return count;
}

}  // namespace

TEST_CASE("at zero temperature the heat bath is the asynchronous dynamics, bit for bit") {
  network::NetworkSpec sparse{.size = 60};
  sparse.ensemble.mean_degree = 4.0;
  const Network networks[] = {
      network::draw_network({.size = 90}, 1, 0), network::draw_network(sparse, 1, 1),
      network::draw_network({.size = 30, .modules = 2, .coupling = 0.3}, 1, 2),
      Network(oracles::coarse_network(40, 0.0, 3))};  // zero fields occur
  for (const auto& network : networks)
    for (const auto order : {Order::random, Order::permutation, Order::fixed, Order::greedy})
      for (const double self_coupling : {-0.2, 0.0, 0.7}) {
        auto options = warm(Rule::heat_bath, order, self_coupling, 0.0, 20);
        network::RandomStream stream(4, "start", 0);
        std::vector<Spins> starts;
        for (int k = 0; k < 66; ++k)
          starts.push_back(network::random_spins(network.size(), stream));
        const network::RandomStream random(4, "run", 0);
        const auto bath = dynamics::relax(network, starts[0], options, random);
        const auto baths = dynamics::relax_all(network, starts, options, {4, "runs"});
        options.rule = Rule::asynchronous;
        const auto plain = dynamics::relax(network, starts[0], options, random);
        const auto plains = dynamics::relax_all(network, starts, options, {4, "runs"});
        REQUIRE(bath.spins == plain.spins);
        REQUIRE(bath.flips == plain.flips);
        for (std::size_t k = 0; k < starts.size(); ++k) {
          REQUIRE(baths[k].spins == plains[k].spins);
          REQUIRE(baths[k].sweeps == plains[k].sweeps);
        }
      }
}

TEST_CASE("at a low temperature a visited neuron takes the sign of its field, and at zero either") {
  // With J_D = 0 and no couplings every field is zero; with an external field none is.
  Network network(network::Couplings(50));
  network::RandomStream stream(4, "start", 1);
  const auto start = network::random_spins(50, stream);
  const auto options = warm(Rule::heat_bath, Order::fixed, 0.0, 1e-3, 1);
  const auto free = dynamics::relax(network, start, options, {4, "run", 1});
  CHECK(free.flips > 10);
  CHECK(free.flips < 40);
  std::vector<double> field;
  for (int i = 0; i < 50; ++i) field.push_back(i % 3 == 0 ? -0.1 : 0.2);
  network.set_external_field(field);
  const auto held = dynamics::relax(network, start, options, {4, "run", 1});
  for (std::size_t i = 0; i < 50; ++i) CHECK(held.spins[i] == (i % 3 == 0 ? -1 : 1));
}

TEST_CASE("a sweep of the heat bath has the transition probabilities of Glauber's",
          "[statistical]") {
  // Asymmetric, self-coupled, in a field: nothing that balances. From every state, χ² of the ends.
  const double temperature = 1.6;
  const std::uint64_t runs = 10000;
  const std::size_t claims = 2 * 2 * 2 * (8 + 16);
  for (const int size : {3, 4}) {
    Network network(oracles::gaussian_network(size, 0.0, 7));
    network.set_external_field(std::vector<double>(static_cast<std::size_t>(size), 0.2));
    for (const double self_coupling : {-0.4, 0.6})
      for (const auto order : {Order::random, Order::fixed}) {
        const auto expected = sweep_matrix(network, order, self_coupling, temperature);
        for (const auto rule : {Rule::asynchronous, Rule::heat_bath})
          for (std::size_t s = 0; s < expected.size(); ++s) {
            const auto options = warm(rule, order, self_coupling, temperature, 1);
            const auto counts = ends(network, s, options, runs, 100000 * s);
            const double z = chi_squared_score(counts, expected[s]);
            CAPTURE(size, self_coupling, to_string(order), to_string(rule), s, z);
            CHECK(sampling::two_sided_p_value(z) > sampling::family_wise_threshold(1e-3, claims));
          }
      }
  }
}

TEST_CASE("what is stationary: Boltzmann's law without self-coupling, another one with it",
          "[statistical]") {
  const int size = 4;
  const double temperature = 0.9;
  const Network network(oracles::gaussian_network(size, 1.0, 33));
  const auto energy_law = boltzmann(network, temperature);
  for (const double self_coupling : {0.0, 0.5, -0.5}) {
    const auto law = stationary(sweep_matrix(network, Order::random, self_coupling, temperature));
    CAPTURE(self_coupling, distance(law, energy_law));
    if (self_coupling == 0.0)
      CHECK(distance(law, energy_law) < 1e-12);
    else
      CHECK(distance(law, energy_law) > 0.02);
    const auto options = warm(Rule::heat_bath, Order::random, self_coupling, temperature, 40);
    const double z = chi_squared_score(ends(network, 5, options, 30000, 0), law);
    CHECK(sampling::two_sided_p_value(z) > sampling::family_wise_threshold(1e-3, 3));
  }
  // Rare flips of strongly self-coupled neurons have the law of half the temperature.
  const auto cold_law = boltzmann(network, temperature / 2.0);
  CHECK(distance(stationary(sweep_matrix(network, Order::random, 6.0, temperature)), cold_law) <
        1e-3);
}

TEST_CASE("under one noise the heat bath keeps the order of states in a ferromagnet") {
  for (const double self_coupling : {0.0, 0.3})
    CHECK(disorders(Rule::heat_bath, self_coupling) == 0);
  // Not where a neuron counteracts itself, and not with noise that follows the neuron.
  CHECK(disorders(Rule::heat_bath, -0.8) > 0);
  for (const double self_coupling : {0.0, 0.3})
    CHECK(disorders(Rule::asynchronous, self_coupling) > 0);
}

TEST_CASE("damage heals in the bath, and stays under noise that follows the neuron") {
  // Two opposite states, one noise, hot: with J_D = 0 the bath makes them one.
  const auto network = network::draw_network({.size = 60}, 5, 0);
  network::RandomStream stream(5, "start", 0);
  const auto start = network::random_spins(60, stream);
  auto opposite = start;
  for (auto& spin : opposite) spin = static_cast<std::int8_t>(-spin);
  const auto overlap = [&](Rule rule, double self_coupling, double temperature) {
    const auto options = warm(rule, Order::random, self_coupling, temperature, 200);
    const network::RandomStream random(5, "run", 0);
    return network::overlap(dynamics::relax(network, start, options, random).spins,
                            dynamics::relax(network, opposite, options, random).spins);
  };
  CHECK(overlap(Rule::heat_bath, 0.0, 5.0) == 1.0);
  CHECK(overlap(Rule::asynchronous, 0.0, 5.0) == -1.0);
  // A neuron so strongly coupled to itself remembers: no uniform number turns one state alone.
  CHECK(overlap(Rule::heat_bath, 100.0, 5.0) == -1.0);
}
