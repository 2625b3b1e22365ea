// Networks of any size: the same fields and fixed points as the plain couplings.
#include <tests/catch.hpp>

#include <vector>

#include <steady/numerics/network/network.hpp>

using namespace steady;
using network::Network;

namespace {

void require_same_fields(const Network& network, const network::Couplings& couplings,
                         std::uint64_t seed) {
  network::RandomStream stream(seed, "state", 0);
  for (int k = 0; k < 5; ++k) {
    const auto spins = network::random_spins(network.size(), stream);
    const auto fields = network::local_fields(network, spins);
    for (int i = 0; i < network.size(); ++i) {
      std::int32_t plain = 0;
      for (int j = 0; j < network.size(); ++j)
        plain += couplings.grid(i, j) * spins[static_cast<std::size_t>(j)];
      REQUIRE(fields[static_cast<std::size_t>(i)] == plain);
    }
    if (network.size() <= 64)
      for (const double self_coupling : {0.0, 0.7, 2.0})
        CHECK(network::is_fixed_point(network, self_coupling, spins) ==
              network::is_fixed_point(couplings, self_coupling, network::packed(spins)));
  }
}

}  // namespace

TEST_CASE("a network has the fields of its couplings: dense, sparse, symmetric") {
  for (const int size : {2, 3, 17, 50, 130}) {
    require_same_fields(network::draw_network({.size = size}, 3, 1),
                        network::draw_couplings({}, size, 3, 1), 5);
    network::Ensemble ensemble;
    ensemble.symmetry = 0.5;
    require_same_fields(network::draw_network({.ensemble = ensemble, .size = size}, 3, 1),
                        network::draw_couplings(ensemble, size, 3, 1), 5);
  }
  network::Ensemble sparse;
  sparse.mean_degree = 6.0;
  const auto network = network::draw_network({.ensemble = sparse, .size = 200}, 3, 1);
  CHECK_FALSE(network.is_dense());
  require_same_fields(network, network::draw_couplings(sparse, 200, 3, 1), 5);
}

TEST_CASE("a network of modules has the fields of the module couplings") {
  using theory::Topology;
  for (const auto topology : {Topology::chain, Topology::ring, Topology::all})
    for (const int modules : {2, 3, 4}) {
      network::NetworkSpec spec{
          .size = 13, .modules = modules, .topology = topology, .coupling = 0.3};
      require_same_fields(network::draw_network(spec, 8, 2), network::draw_couplings(spec, 8, 2),
                          1);
    }
}

TEST_CASE("external fields add to the local fields and break the spin-flip symmetry") {
  auto network = network::draw_network({.size = 20}, 1, 0);
  network::RandomStream stream(1, "state", 0);
  const auto spins = network::random_spins(20, stream);
  const auto before = network::local_fields(network, spins);
  std::vector<double> field(20, 0.25);
  network.set_external_field(field);
  const auto after = network::local_fields(network, spins);
  for (std::size_t i = 0; i < 20; ++i) CHECK(after[i] - before[i] == (1 << 18));
  CHECK_THROWS_AS(network.set_external_field(std::vector<double>(19, 0.0)), std::invalid_argument);
  CHECK_THROWS_AS(network.set_external_field(std::vector<double>(20, 1e4)), std::domain_error);
  network.set_external_field({});
  CHECK(network::local_fields(network, spins) == before);
}

TEST_CASE("states that are no states are refused") {
  const auto network = network::draw_network({.size = 5}, 1, 0);
  CHECK_THROWS_AS(network::local_fields(network, network::Spins(4, 1)), std::invalid_argument);
  CHECK_THROWS_AS(network::local_fields(network, network::Spins(5, 0)), std::invalid_argument);
  CHECK(network::unpacked(network::packed(network::Spins{1, -1, 1}), 3) ==
        network::Spins{1, -1, 1});
}
