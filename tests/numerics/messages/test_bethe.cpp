// Plain message passing: the Bethe entropy, its stationarity, and marginals.
#include <cmath>
#include <functional>
#include <vector>

#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/messages/solver.hpp>
#include <steady/theory/entropy.hpp>
#include <steady/theory/modules.hpp>

#include <tests/catch.hpp>
#include <tests/oracles/plain_messages.hpp>
#include <tests/oracles/test_networks.hpp>

using namespace steady;
using messages::Algorithm;
using messages::Status;
using oracles::PlainMessages;

namespace {

messages::Options plain(double self_coupling) {
  messages::Options options;
  options.algorithm = Algorithm::plain;
  options.self_coupling = self_coupling;
  return options;
}

messages::Summary solve(const network::Network& network, const messages::Options& options) {
  return messages::solve(network, options, {7, "messages", 0});
}

network::Network dense(int size, double symmetry = 0.0, std::uint64_t seed = 1) {
  return network::Network(oracles::gaussian_network(size, symmetry, seed));
}

network::Network modular(theory::Topology topology, int modules, int size, double coupling) {
  network::NetworkSpec spec;
  spec.size = size;
  spec.modules = modules;
  spec.topology = topology;
  spec.coupling = coupling;
  return network::draw_network(spec, 3, 0);
}

network::Network sparse(int size, double mean_degree) {
  network::NetworkSpec spec;
  spec.ensemble.mean_degree = mean_degree;
  spec.size = size;
  return network::draw_network(spec, 3, 0);
}

void set_fields(network::Network& network, double strength) {
  std::vector<double> fields;
  for (int i = 0; i < network.size(); ++i) fields.push_back(strength * std::sin(1.0 + 2.0 * i));
  network.set_external_field(fields);
}

/// The oracle at its fixed point.
PlainMessages converged(const network::Network& network, double self_coupling, double symmetry) {
  PlainMessages messages(network, self_coupling, symmetry);
  messages.damping = 0.3;
  messages.variance_floor = 1e-3;
  for (int t = 0; t < 300; ++t) messages.iterate();
  return messages;
}

/// Largest |∂F/∂a| over all arguments a of the free entropy (7.6), by central differences.
double largest_gradient(PlainMessages& at) {
  double largest = 0.0;
  for (auto* arguments : {&at.m, &at.g, &at.X, &at.Y, &at.H, &at.omega, &at.V, &at.R})
    for (double& a : *arguments) {
      const double kept = a, step = 1e-4;
      a = kept + step;
      const double above = at.free_entropy();
      a = kept - step;
      const double below = at.free_entropy();
      a = kept;
      largest = std::max(largest, std::abs(above - below) / (2.0 * step));
    }
  return largest;
}

}  // namespace

TEST_CASE("the Bethe entropy of the symmetric point is the annealed entropy") {
  const auto network = dense(40);
  for (const double self_coupling : {-6.0, -1.0, -0.2, 0.0, 0.06, 0.14, 0.7, 2.0, 6.0})
    for (const double symmetry : {0.0, 0.3, 1.0}) {
      auto options = plain(self_coupling);
      options.symmetry = symmetry;
      options.tolerance = 1e-13;
      const auto summary = solve(network, options);
      INFO("J_D = " << self_coupling << ", eta = " << symmetry);
      CHECK(summary.status == Status::converged);
      CHECK(std::abs(summary.bethe_entropy - theory::fixed_point_entropy(self_coupling, symmetry)) <
            1e-10);
      CHECK(*std::max_element(summary.magnetisations.begin(), summary.magnetisations.end()) == 0.0);
    }
}

TEST_CASE("the Bethe entropy of coupled modules is their annealed entropy") {
  using theory::Topology;
  for (const auto topology : {Topology::chain, Topology::ring, Topology::all})
    for (const int modules : {2, 3, 4, 7})
      for (const double coupling : {-0.7, 0.0, 0.4, 2.0})
        for (const double self_coupling : {-0.3, 0.1, 1.0}) {
          const auto network = modular(topology, modules, 8, coupling);
          const auto summary = solve(network, plain(self_coupling));
          INFO("L = " << modules << ", lambda = " << coupling << ", J_D = " << self_coupling);
          CHECK(summary.status == Status::converged);
          // λ lies on the grid of 2^-20.
          const double rounded = std::ldexp(network.excitatory(), -20);
          CHECK(std::abs(summary.bethe_entropy - theory::modules_entropy(topology, modules, rounded,
                                                                         self_coupling)) < 1e-10);
        }
}

TEST_CASE("fixed points of the messages make the Bethe free entropy stationary") {
  struct Case {
    network::Network network;
    double symmetry;
  };
  Case cases[]{{dense(7), 0.0},
               {dense(7, 0.7), 0.7},
               {sparse(60, 7.0), 0.0},
               {modular(theory::Topology::ring, 3, 3, 0.5), 0.0},
               {modular(theory::Topology::chain, 4, 2, -0.4), 0.0}};
  CHECK_FALSE(cases[2].network.is_dense());
  for (auto& [network, symmetry] : cases) {
    set_fields(network, 0.4);
    auto at = converged(network, 0.6, symmetry);
    INFO("neurons " << network.size() << ", eta = " << symmetry);
    CHECK(std::abs(at.m[1]) > 1e-2);  // not the symmetric point
    CHECK(largest_gradient(at) < 1e-5);
    at.g[0] += 0.1;
    CHECK(largest_gradient(at) > 1e-3);
  }
}

TEST_CASE("the solver finds the oracle's magnetisations and free entropy") {
  struct Case {
    network::Network network;
    double symmetry;
  };
  Case cases[]{{dense(20), 0.0},
               {dense(20, 0.7), 0.7},
               {sparse(60, 7.0), 0.0},
               {modular(theory::Topology::ring, 4, 6, 0.5), 0.0},
               {modular(theory::Topology::all, 3, 6, -0.3), 0.0}};
  for (auto& [network, symmetry] : cases) {
    set_fields(network, 0.5);
    auto options = plain(0.5);
    options.symmetry = symmetry;
    options.damping = 0.3;
    options.tolerance = 1e-12;
    const auto summary = solve(network, options);
    auto oracle = converged(network, 0.5, symmetry);
    REQUIRE(summary.status == Status::converged);
    double largest = 0.0;
    for (std::size_t i = 0; i < oracle.m.size(); ++i)
      largest = std::max(largest, std::abs(oracle.m[i] - summary.magnetisations[i]));
    INFO("neurons " << network.size() << ", eta = " << symmetry);
    CHECK(largest < 1e-9);
    CHECK(std::abs(oracle.free_entropy() / network.size() - summary.bethe_entropy) < 1e-9);
  }
}

TEST_CASE("magnetisations and entropy approach those of all fixed points") {
  // External fields break the symmetry; at J_D = 1.2 there are many fixed points.
  constexpr int size = 18;
  constexpr double self_coupling = 1.2;
  auto network = dense(size, 0.0, 5);
  set_fields(network, 0.8);
  const auto summary = solve(network, plain(self_coupling));
  REQUIRE(summary.status == Status::converged);
  std::vector<double> exact(size, 0.0);
  double count = 0.0;
  for (network::PackedState state = 0; state < 1u << size; ++state) {
    const auto spins = network::unpacked(state, size);
    if (!network::is_fixed_point(network, self_coupling, spins)) continue;
    count += 1.0;
    for (std::size_t i = 0; i < size; ++i) exact[i] += spins[i];
  }
  REQUIRE(count > 500.0);
  CHECK(std::abs(summary.bethe_entropy - std::log(count) / size) < 0.02);
  double deviation = 0.0, spread = 0.0;
  for (std::size_t i = 0; i < size; ++i) {
    deviation += std::pow(exact[i] / count - summary.magnetisations[i], 2);
    spread += std::pow(exact[i] / count, 2);
  }
  INFO("deviation " << std::sqrt(deviation / size) << " of " << std::sqrt(spread / size));
  CHECK(std::sqrt(deviation / size) < 0.1);
  CHECK(deviation < 0.1 * spread);
}

TEST_CASE("reversed fields reverse the magnetisations, and renamed neurons rename them") {
  auto network = dense(30);
  set_fields(network, 0.3);
  const auto straight = solve(network, plain(0.4));
  set_fields(network, -0.3);
  const auto reversed = solve(network, plain(0.4));
  REQUIRE(straight.status == Status::converged);
  CHECK(straight.bethe_entropy == Approx(reversed.bethe_entropy).epsilon(1e-13));
  for (std::size_t i = 0; i < 30; ++i)
    CHECK(std::abs(straight.magnetisations[i] + reversed.magnetisations[i]) < 1e-12);

  const auto couplings = oracles::gaussian_network(30, 0.0, 1);
  network::Couplings permuted(30);
  const auto other = [](int i) { return 7 * i % 30; };
  std::vector<double> fields(30);
  for (int i = 0; i < 30; ++i) {
    fields[static_cast<std::size_t>(other(i))] = 0.3 * std::sin(1.0 + 2.0 * i);
    for (int j = 0; j < 30; ++j)
      if (i != j) permuted.set(other(i), other(j), couplings.value(i, j));
  }
  network::Network renamed(permuted);
  renamed.set_external_field(fields);
  const auto summary = solve(renamed, plain(0.4));
  for (int i = 0; i < 30; ++i)
    CHECK(std::abs(straight.magnetisations[static_cast<std::size_t>(i)] -
                   summary.magnetisations[static_cast<std::size_t>(other(i))]) < 1e-8);
}
