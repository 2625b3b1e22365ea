// Plain message passing: the Bethe entropy, its stationarity, and marginals.
#include <cmath>
#include <cstdint>
#include <functional>
#include <vector>

#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/messages/detail/few_inputs.hpp>
#include <steady/numerics/messages/solver.hpp>
#include <steady/theory/entropy.hpp>
#include <steady/theory/modules.hpp>

#include <tests/catch.hpp>
#include <tests/oracles/plain_messages.hpp>
#include <tests/oracles/sign_average.hpp>
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

network::Network of_one_variance(const network::Couplings& couplings) {
  network::Network network(couplings);
  network.set_homogeneous_variance(true);
  return network;
}

network::Network dense(int size, double symmetry = 0.0, std::uint64_t seed = 1) {
  return of_one_variance(oracles::gaussian_network(size, symmetry, seed));
}

network::Network modular(theory::Topology topology, int modules, int size, double coupling) {
  network::NetworkSpec spec;
  spec.size = size;
  spec.modules = modules;
  spec.topology = topology;
  spec.coupling = coupling;
  return network::draw_network(spec, 3, 0);
}

network::Network sparse(int size, double mean_degree, double symmetry = 0.0, std::uint64_t seed = 3,
                        std::uint64_t sample = 0) {
  network::NetworkSpec spec;
  spec.ensemble.symmetry = symmetry;
  spec.ensemble.mean_degree = mean_degree;
  spec.size = size;
  return network::draw_network(spec, seed, sample);
}

void set_fields(network::Network& network, double strength) {
  std::vector<double> fields;
  for (int i = 0; i < network.size(); ++i) fields.push_back(strength * std::sin(1.0 + 2.0 * i));
  network.set_external_field(fields);
}

void set_self_couplings(network::Network& network, double strength) {
  std::vector<double> values;
  for (int i = 0; i < network.size(); ++i) values.push_back(strength * std::cos(1.0 + 3.0 * i));
  network.set_self_couplings(values);
}

/// The oracle at its fixed point.
PlainMessages converged(const network::Network& network, double self_coupling, double symmetry) {
  PlainMessages messages(network, self_coupling, symmetry);
  messages.damping = 0.3;
  messages.variance_floor = 1e-3;
  messages.moments();  // with it
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
          const double rounded = std::ldexp(network.coupling(), -20);
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
    set_self_couplings(network, 0.2);
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
               {sparse(24, 7.0), 0.0},
               {sparse(24, 7.0, 0.6), 0.6},
               {network::Network(oracles::gaussian_network(20, 0.0, 1)), 0.0},
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
    REQUIRE(summary.status ==
            (network.has_homogeneous_variance() ? Status::converged : Status::few_inputs));
    double largest = 0.0;
    for (std::size_t i = 0; i < oracle.m.size(); ++i)
      largest = std::max(largest, std::abs(oracle.m[i] - summary.magnetisations[i]));
    INFO("neurons " << network.size() << ", eta = " << symmetry);
    CHECK(largest < 1e-9);
    CHECK(std::abs(oracle.free_entropy() / network.size() - summary.bethe_entropy) < 1e-9);
  }
}

TEST_CASE("the solver finds the oracle's numbers where neurons have self-couplings of their own") {
  network::Network networks[]{dense(20), sparse(24, 7.0),
                              modular(theory::Topology::ring, 4, 6, 0.5)};
  for (auto& network : networks) {
    set_fields(network, 0.5);
    set_self_couplings(network, 0.4);
    auto options = plain(0.5);
    options.damping = 0.3;
    options.tolerance = 1e-12;
    const auto summary = solve(network, options);
    auto oracle = converged(network, 0.5, 0.0);
    double largest = 0.0;
    for (std::size_t i = 0; i < oracle.m.size(); ++i)
      largest = std::max(largest, std::abs(oracle.m[i] - summary.magnetisations[i]));
    INFO("neurons " << network.size());
    CHECK(largest < 1e-9);
    CHECK(std::abs(oracle.free_entropy() / network.size() - summary.bethe_entropy) < 1e-9);
  }
}

TEST_CASE("neurons without couplings have the entropy of their own stable states") {
  // s_i b_i + d_i + J_D >= 0: both states, or the one along the field; and by a margin in which the
  // floor of the variances does not show.
  constexpr int size = 12;
  network::Network network{network::Couplings(size)};
  std::vector<double> b, d;
  for (int i = 0; i < size; ++i) {
    b.push_back(i % 2 == 0 ? 0.75 : -0.75);
    d.push_back(i % 3 == 0 ? 1.5 : -0.75);
  }
  network.set_external_field(b);
  network.set_self_couplings(d);
  const auto summary = solve(network, plain(0.5));
  CHECK(std::abs(summary.bethe_entropy - std::log(2.0) / 3.0) < 1e-10);
  for (std::size_t i = 0; i < size; ++i)
    CHECK(std::abs(summary.magnetisations[i] - (i % 3 == 0 ? 0.0 : b[i] > 0 ? 1.0 : -1.0)) < 1e-10);
}

TEST_CASE("equal self-couplings of all neurons are J_D for the messages") {
  auto network = dense(30);
  set_fields(network, 0.5);
  const auto expected = solve(network, plain(0.5));
  network.set_self_couplings(std::vector<double>(30, 0.5));
  const auto got = solve(network, plain(0.0));
  CHECK(got.bethe_entropy == expected.bethe_entropy);
  CHECK(got.magnetisations == expected.magnetisations);
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
  auto renamed = of_one_variance(permuted);
  renamed.set_external_field(fields);
  const auto summary = solve(renamed, plain(0.4));
  for (int i = 0; i < 30; ++i)
    CHECK(std::abs(straight.magnetisations[static_cast<std::size_t>(i)] -
                   summary.magnetisations[static_cast<std::size_t>(other(i))]) < 1e-8);
}

TEST_CASE("the Bethe entropy follows from the couplings, not from how they are stored") {
  // The same 30 neurons alone (a matrix: some 5/29 of the couplings are present), and beside 120
  // others without couplings (lists), of which each has the entropy ln 2 Φ(J_D/√V) at the least V.
  for (const std::uint64_t seed : {3, 4, 5})
    for (const double symmetry : {0.0, 0.5}) {
      const auto alone = sparse(30, 5.0, symmetry, seed);
      const auto among = oracles::among_isolated(alone, 120);
      REQUIRE(alone.is_dense());
      REQUIRE_FALSE(among.is_dense());
      auto options = plain(0.2);
      options.symmetry = symmetry;
      options.tolerance = 1e-13;
      const double isolated = theory::fixed_point_entropy(0.2 / std::sqrt(options.variance_floor));
      const auto one = solve(alone, options), other = solve(among, options);
      INFO("seed " << seed << ", eta = " << symmetry);
      CHECK(one.status == Status::few_inputs);
      CHECK(other.status == Status::few_inputs);
      CHECK(std::abs((150.0 * other.bethe_entropy - 120.0 * isolated) / 30.0 - one.bethe_entropy) <
            1e-12);
      auto oracle = converged(alone, 0.2, symmetry);
      CHECK(std::abs(oracle.free_entropy() / 30.0 - one.bethe_entropy) < 1e-9);
    }
}

TEST_CASE("the Bethe entropy of sparse networks is that of the variances of their fields") {
  // (1/N) Σ_i ln 2 Φ(J_D/√V_i), V_i = Σ_j J_ij², at η = 0. Three networks of N = 30, c = 4, seed 5:
  // .1935, where the mean variance would give ln 2 Φ(.2) = .1471 for each.
  for (const double mean_degree : {4.0, 12.0, 29.0}) {
    double mean = 0.0;
    for (const std::uint64_t sample : {0, 1, 2}) {
      const auto network = sparse(30, mean_degree, 0.0, 5, sample);
      CHECK(network.is_dense());
      double expected = 0.0;
      const bool enough = messages::effective_inputs(network) >= messages::reliable_inputs;
      CHECK(enough == (mean_degree == 29.0));
      for (const auto& moduli : oracles::input_moduli(network)) {
        double variance = 0.0, fourths = 0.0, sixths = 0.0;
        for (const auto modulus : moduli) {
          const double J = std::ldexp(static_cast<double>(modulus), -20);
          variance += J * J;
          fourths += std::pow(J, 4);
          sixths += std::pow(J, 6);
        }
        const double u = 0.2 / std::sqrt(std::max(variance, 1e-3));
        expected += theory::fixed_point_entropy(u) / 30.0;
        if (!enough) continue;
        const auto terms = messages::detail::edgeworth(u, variance, fourths, sixths);
        expected += (terms.first + terms.second) / 30.0;
      }
      const double found = solve(network, plain(0.2)).bethe_entropy;
      INFO("c = " << mean_degree);
      CHECK(std::abs(found - expected) < 1e-12);
      mean += found / 3.0;
    }
    if (mean_degree == 4.0) CHECK(mean == Approx(0.1935).margin(5e-5));
  }
}

TEST_CASE("messages say below how many inputs their entropy is not one") {
  // Equal strengths: the number of inputs itself.
  constexpr int size = 40;
  for (const int inputs : {1, 2, 7, 8, 20}) {
    network::Couplings ring(size);
    for (int i = 0; i < size; ++i)
      for (int k = 1; k <= inputs; ++k) ring.set(i, (i + k) % size, k % 3 == 0 ? 0.25 : -0.25);
    const network::Network network(ring);
    INFO(inputs << " inputs");
    CHECK(messages::effective_inputs(network) == Approx(inputs));
    CHECK(solve(network, plain(0.3)).status ==
          (inputs < 8 ? Status::few_inputs : Status::converged));
  }
  CHECK(messages::effective_inputs(network::Network(network::Couplings(5))) == 0.0);
  CHECK(messages::effective_inputs(sparse(600, 32.0)) == Approx(32.0 / 3.0 + 1.0).epsilon(0.05));
  CHECK(solve(sparse(200, 24.0), plain(0.2)).status == Status::converged);
  CHECK(solve(sparse(200, 12.0), plain(0.2)).status == Status::few_inputs);
  // Known to be Gaussian: right on average with any number.
  CHECK(solve(dense(6), plain(0.2)).status == Status::converged);
}

// (7.16) against all sign choices of the inputs of a neuron, in the mean over neurons: single ones
// scatter by the gaps between the sums.
TEST_CASE("the share of stable neurons follows from the cumulants of few inputs") {
  network::RandomStream random(3, "moduli", 0);
  for (const double self_coupling : {0.2, 1.0})
    for (const int inputs : {14, 18}) {  // 0.56 of them effective
      const int neurons = inputs == 14 ? 2000 : 1000;
      double first = 0.0, second = 0.0, left = 0.0, squares = 0.0;
      for (int k = 0; k < neurons; ++k) {
        std::vector<std::int64_t> moduli;
        double variance = 0.0, fourths = 0.0, sixths = 0.0;
        for (int j = 0; j < inputs; ++j) {
          const double J = random.next_uniform() * std::sqrt(3.0 / inputs);
          moduli.push_back(std::llround(std::ldexp(J, 20)));
          variance += J * J;
          fourths += std::pow(J, 4);
          sixths += std::pow(J, 6);
        }
        const double u = self_coupling / std::sqrt(variance);
        const auto terms = messages::detail::edgeworth(u, variance, fourths, sixths);
        const auto threshold = network::stability_threshold(self_coupling);
        const double excess = theory::fixed_point_entropy(u) -
                              std::log(2.0 * oracles::stable_share_exact(moduli, threshold));
        first += terms.first / neurons;
        second += terms.second / neurons;
        left += (excess + terms.first + terms.second) / neurons;
        squares += std::pow(excess + terms.first, 2) / neurons;
      }
      const double error = std::sqrt(squares / neurons);
      INFO("J_D = " << self_coupling << ", " << inputs << " inputs: " << first << " " << second
                    << ", left " << left << " +- " << error);
      CHECK(error < 0.05 * std::abs(first));
      CHECK(std::abs(second) < 0.25 * std::abs(first));
      CHECK(std::abs(left) < std::abs(second) + 3.0 * error);
    }
}

TEST_CASE("messages say how far few inputs may put their entropy off") {
  const auto sparse_one = solve(sparse(200, 30.0), plain(0.2));
  CHECK(sparse_one.systematic_error > 5e-5);
  CHECK(sparse_one.systematic_error < 5e-4);
  CHECK(std::isnan(solve(sparse(200, 6.0), plain(0.2)).systematic_error));
  CHECK(solve(dense(6), plain(0.2)).systematic_error == 0.0);
  // Where the correction is not derived, its size is the error.
  auto symmetric = plain(0.5);
  symmetric.symmetry = 0.5;
  CHECK(solve(sparse(200, 30.0, 0.5), symmetric).systematic_error > 2e-3);
}

// The table of docs/theory.md, section 7.3: how far the entropy of messages lies from that of exact
// ones, which bounds the typical entropy from above.
TEST_CASE("messages tell sparse entropies within their errors where called reliable",
          "[statistical]") {
  struct Entropies {
    double of_messages = 0.0, exact = 0.0, systematic = 0.0;
  };
  const auto mean = [](double mean_degree, double self_coupling) {
    Entropies sum;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      const auto network = sparse(200, mean_degree, 0.0, seed);
      const auto summary = solve(network, plain(self_coupling));
      sum.of_messages += summary.bethe_entropy / 5.0;
      sum.systematic += summary.systematic_error / 5.0;
      sum.exact += oracles::sign_average_entropy(network, self_coupling, 24) / 5.0;
    }
    return sum;
  };
  for (const double self_coupling : {0.1, 0.5}) {
    INFO("J_D = " << self_coupling);
    const auto found = mean(24.0, self_coupling);
    CHECK(std::abs(found.of_messages - found.exact) < 2.0 * found.systematic);
    CHECK(found.systematic < 0.002 * found.exact + 1e-4);
  }
  for (const double mean_degree : {3.0, 8.0}) {
    const auto found = mean(mean_degree, 0.2);
    INFO("c = " << mean_degree);
    CHECK(std::isnan(found.systematic));
    CHECK(found.of_messages > (mean_degree == 3.0 ? 1.3 : 1.05) * found.exact);
  }
}
