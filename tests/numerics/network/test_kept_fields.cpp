// Products with the couplings, and fields that follow flips, against sums from scratch.
#include <tests/catch.hpp>

#include <cmath>
#include <limits>
#include <vector>

#include <steady/numerics/dynamics/relaxation.hpp>
#include <steady/numerics/network/kept_fields.hpp>
#include <steady/numerics/network/products.hpp>
#include <tests/numerics/search/networks.hpp>

using namespace steady;
using network::KeptFields;
using network::Network;
using network::Spins;

namespace {

/// K_ij of every pair, in units of 2^-20, and λ where modules are joined.
std::vector<std::vector<std::int64_t>> matrix_of(const Network& network) {
  const auto size = static_cast<std::size_t>(network.size());
  std::vector<std::vector<std::int64_t>> matrix(size, std::vector<std::int64_t>(size, 0));
  for (std::size_t j = 0; j < size; ++j) {
    const auto column = network.column(static_cast<int>(j));
    for (std::size_t k = 0; k < column.dense.size(); ++k)
      matrix[static_cast<std::size_t>(column.first) + k][j] += column.dense[k];
    for (const auto& entry : column.sparse)
      matrix[static_cast<std::size_t>(entry.neuron)][j] += entry.value;
  }
  return matrix;
}

template <class Value>
std::vector<Value> random_values(int size, double scale) {
  network::RandomStream stream(3, "values", 0);
  std::vector<Value> values;
  for (int i = 0; i < size; ++i)
    values.push_back(static_cast<Value>(scale * (stream.next_uniform() - 0.5)));
  return values;
}

}  // namespace

TEST_CASE("products are the sums over all couplings, whole numbers exactly") {
  for (const auto& [kind, network] : tests::networks_of_every_kind(37)) {
    INFO(kind);
    const auto matrix = matrix_of(network);
    const auto whole = random_values<std::int32_t>(network.size(), 4e9);  // up to 31 bits
    const auto real = random_values<double>(network.size(), 2.0);
    const auto Kw = multiply(network, std::span<const std::int32_t>(whole));
    const auto Ktw = multiply_transposed(network, std::span<const std::int32_t>(whole));
    const auto Kr = multiply(network, std::span<const double>(real));
    const auto Ktr = multiply_transposed(network, std::span<const double>(real));
    for (std::size_t i = 0; i < matrix.size(); ++i) {
      std::int64_t into = 0, out = 0;
      double real_into = 0.0, real_out = 0.0;
      for (std::size_t j = 0; j < matrix.size(); ++j) {
        into += matrix[i][j] * whole[j];
        out += matrix[j][i] * whole[j];
        real_into += static_cast<double>(matrix[i][j]) * 0x1p-20 * real[j];
        real_out += static_cast<double>(matrix[j][i]) * 0x1p-20 * real[j];
      }
      CHECK(Kw[i] == into);
      CHECK(Ktw[i] == out);
      CHECK(Kr[i] == Approx(real_into).epsilon(1e-12).margin(1e-13));
      CHECK(Ktr[i] == Approx(real_out).epsilon(1e-12).margin(1e-13));
    }
  }
}

TEST_CASE("the product with a state is its local fields without the external ones") {
  for (const auto& [kind, network] : tests::networks_of_every_kind(70)) {
    INFO(kind);
    network::RandomStream stream(4, "state", 0);
    const auto spins = network::random_spins(network.size(), stream);
    const std::vector<std::int32_t> whole(spins.begin(), spins.end());
    const std::vector<double> real(spins.begin(), spins.end());
    const auto fields = network::local_fields(network, spins);
    const auto products = multiply(network, std::span<const std::int32_t>(whole));
    const auto real_products = multiply(network, std::span<const double>(real));
    for (std::size_t i = 0; i < spins.size(); ++i) {
      const auto external = network.external_field().empty() ? 0 : network.external_field()[i];
      CHECK(products[i] == fields[i] - external);
      // Sums of grid points are exact in doubles too.
      CHECK(real_products[i] == static_cast<double>(products[i]) * 0x1p-20);
    }
  }
}

TEST_CASE("products refuse vectors of another length") {
  const auto network = tests::dense_network(20, 0);
  const std::vector<double> real(19, 1.0);
  const std::vector<std::int32_t> whole(21, 1);
  CHECK_THROWS_AS(multiply(network, std::span<const double>(real)), std::invalid_argument);
  CHECK_THROWS_AS(multiply_transposed(network, std::span<const double>(real)),
                  std::invalid_argument);
  CHECK_THROWS_AS(multiply(network, std::span<const std::int32_t>(whole)), std::invalid_argument);
  CHECK_THROWS_AS(multiply_transposed(network, std::span<const std::int32_t>(whole)),
                  std::invalid_argument);
}

TEST_CASE("kept fields are those from scratch after any number of flips") {
  for (const auto& [kind, network] : tests::networks_of_every_kind(70)) {
    INFO(kind);
    network::RandomStream stream(5, "state", 0);
    KeptFields state(network, network::random_spins(network.size(), stream));
    const std::int32_t threshold = network::stability_threshold(0.2);
    for (int step = 0; step < 300; ++step) {
      const int neuron = static_cast<int>(stream.next() % static_cast<unsigned>(network.size()));
      const int before = state.spin(neuron);
      if (step % 2 == 0) {
        state.flip(neuron);
        REQUIRE(state.spin(neuron) == -before);
      } else {
        const int wanted = step % 4 == 1 ? 1 : -1;
        REQUIRE(state.set(neuron, wanted) == (wanted != before));
        REQUIRE(state.spin(neuron) == wanted);
      }
    }
    const auto fields = network::local_fields(network, state.spins());
    for (int i = 0; i < network.size(); ++i) {
      CHECK(state.field(i) == fields[static_cast<std::size_t>(i)]);
      const auto own = network.self_couplings();
      CHECK(state.stability(i) ==
            state.spin(i) * state.field(i) + (own.empty() ? 0 : own[static_cast<std::size_t>(i)]));
    }
    CHECK(state.count_below(threshold) == network::count_unstable(network, 0.2, state.spins()));
  }
  CHECK_THROWS_AS(KeptFields(tests::dense_network(20, 0), Spins(19, 1)), std::invalid_argument);
  CHECK_THROWS_AS(KeptFields(tests::dense_network(20, 0), Spins(20, 0)), std::invalid_argument);
}

TEST_CASE("terms of three neurons follow flips through the same door") {
  // h_i also holds Σ_{j<k} K_ijk s_j s_k, K different for each of the three who feel it.
  const int size = 24;
  const auto network = tests::dense_network(size, 1);
  struct Triple {
    int neuron[3];
    std::int32_t strength[3];
  };
  network::RandomStream stream(6, "triples", 0);
  std::vector<Triple> triples;
  while (triples.size() < 60) {
    Triple t{};
    for (int& i : t.neuron) i = static_cast<int>(stream.next() % size);
    for (auto& k : t.strength) k = static_cast<std::int32_t>(stream.next() % 200001) - 100000;
    if (t.neuron[0] != t.neuron[1] && t.neuron[1] != t.neuron[2] && t.neuron[0] != t.neuron[2])
      triples.push_back(t);
  }
  const auto of_triple = [](const KeptFields& state, const Triple& t, int a) {
    return t.strength[a] * state.spin(t.neuron[(a + 1) % 3]) * state.spin(t.neuron[(a + 2) % 3]);
  };
  KeptFields state(network, network::random_spins(size, stream));
  for (const auto& t : triples)
    for (int a = 0; a < 3; ++a) state.add(t.neuron[a], of_triple(state, t, a));
  const auto flip = [&](int neuron) {
    state.flip(neuron);
    for (const auto& t : triples)
      for (int a = 0; a < 3; ++a)
        if (t.neuron[a] != neuron &&
            (t.neuron[(a + 1) % 3] == neuron || t.neuron[(a + 2) % 3] == neuron))
          state.add(t.neuron[a], 2 * of_triple(state, t, a));
  };
  for (int step = 0; step < 500; ++step) flip(static_cast<int>(stream.next() % size));
  auto expected = network::local_fields(network, state.spins());
  for (const auto& t : triples)
    for (int a = 0; a < 3; ++a)
      expected[static_cast<std::size_t>(t.neuron[a])] += of_triple(state, t, a);
  CHECK(std::vector(state.fields().begin(), state.fields().end()) == expected);
}

TEST_CASE("a rule written on kept fields is the dynamics of the library") {
  for (const auto& [kind, network] : tests::networks_of_every_kind(40)) {
    INFO(kind);
    network::RandomStream stream(7, "state", 0);
    const auto start = network::random_spins(network.size(), stream);
    dynamics::Options options;
    options.order = dynamics::Order::fixed;
    options.self_coupling = 0.4;
    options.max_sweeps = 5;
    options.stop_at_fixed_point = false;
    KeptFields state(network, start);
    for (int sweep = 0; sweep < 5; ++sweep)
      for (int i = 0; i < network.size(); ++i) {
        const auto own = network.self_couplings();
        const double d = own.empty() ? 0.0 : own[static_cast<std::size_t>(i)] * 0x1p-20;
        const double field = state.field(i) * 0x1p-20 + (0.4 + d) * state.spin(i);
        if (field != 0.0) state.set(i, field > 0.0 ? 1 : -1);
      }
    CHECK(state.spins() == dynamics::relax(network, start, options, {1, "none", 0}).spins);
  }
}
