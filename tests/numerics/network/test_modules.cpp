// Networks of modules: where the couplings are, and that modules are independent networks.
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include <tests/catch.hpp>

#include <steady/numerics/network/network_spec.hpp>

using steady::network::Couplings;
using steady::theory::Topology;

namespace {

Couplings draw_modules(Topology topology, int modules, int size, double coupling,
                       std::uint64_t seed, std::uint64_t sample) {
  return steady::network::draw_couplings(
      {.size = size, .modules = modules, .topology = topology, .coupling = coupling}, seed, sample);
}

// Number of neurons in other modules that neuron 0 of `module` receives λ = 0.25 from; checks that
// they are the same-index neurons and that nothing else crosses modules.
int links(const Couplings& couplings, int module, int modules, int size) {
  int found = 0;
  for (int i = 0; i < size; ++i) {
    for (int to = 0; to < modules * size; ++to) {
      if (to / size == module) continue;
      const double value = couplings.value(module * size + i, to);
      if (to % size != i) CHECK(value == 0.0);
      if (to % size == i && value != 0.0) {
        CHECK(value == 0.25);
        found += i == 0 ? 1 : 0;
      }
    }
  }
  return found;
}

}  // namespace

TEST_CASE("modules: links join same-index neurons of neighbours and nothing else") {
  const auto ends_and_middle = [](Topology topology, int modules) {
    const auto couplings = draw_modules(topology, modules, 3, 0.25, 1, 0);
    REQUIRE(couplings.size() == 3 * modules);
    return std::pair(links(couplings, 0, modules, 3), links(couplings, 1, modules, 3));
  };
  CHECK(ends_and_middle(Topology::chain, 5) == std::pair(1, 2));
  CHECK(ends_and_middle(Topology::ring, 5) == std::pair(2, 2));
  CHECK(ends_and_middle(Topology::all, 5) == std::pair(4, 4));
  for (const auto topology : {Topology::chain, Topology::ring, Topology::all}) {
    CHECK(ends_and_middle(topology, 2) == std::pair(1, 1));
  }
}

TEST_CASE("modules: a module does not depend on the others, nor on the coupling") {
  const auto many = draw_modules(Topology::ring, 4, 5, 0.3, 7, 2);
  const auto two = draw_modules(Topology::chain, 2, 5, -0.1, 7, 2);
  const auto other_sample = draw_modules(Topology::chain, 2, 5, -0.1, 7, 3);
  int same_as_neighbour = 0;
  int same_as_other_sample = 0;
  for (int i = 0; i < 10; ++i) {
    for (int j = 0; j < 10; ++j) {
      if (i / 5 != j / 5 || i == j) continue;
      CHECK(many.grid(i, j) == two.grid(i, j));
      same_as_other_sample += two.grid(i, j) == other_sample.grid(i, j) ? 1 : 0;
      if (i < 5) same_as_neighbour += many.grid(i, j) == many.grid(i + 5, j + 5) ? 1 : 0;
    }
  }
  CHECK(same_as_neighbour == 0);
  CHECK(same_as_other_sample == 0);
}

TEST_CASE("modules: variance 1/N inside a module, and none in common", "[statistical]") {
  const int size = 8;
  double squares = 0.0;
  double products = 0.0;  // of the same entry of two modules
  double transposed = 0.0;
  int entries = 0;
  for (std::uint64_t sample = 0; sample < 1000; ++sample) {
    const auto couplings = draw_modules(Topology::all, 2, size, 0.0, 3, sample);
    for (int i = 0; i < size; ++i) {
      for (int j = 0; j < i; ++j) {
        const double a = couplings.value(i, j);
        const double b = couplings.value(size + i, size + j);
        squares += size * (a * a + b * b) / 2;
        products += size * a * b;
        transposed += size * a * couplings.value(j, i);
        ++entries;
      }
    }
  }
  // Standard errors of the three means: 1/√entries (Gaussian: var z² = 2, halved by two), and 1/√.
  const double limit = 4.9 / std::sqrt(entries);
  CHECK(std::abs(squares / entries - 1.0) < limit);
  CHECK(std::abs(products / entries) < limit);
  CHECK(std::abs(transposed / entries) < limit);
}

TEST_CASE("modules: what the grid cannot hold is refused") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK_THROWS_AS(draw_modules(Topology::all, 0, 4, 0.1, 1, 0), std::domain_error);
  CHECK_THROWS_AS(draw_modules(Topology::all, 2, 1, 0.1, 1, 0), std::domain_error);
  CHECK_THROWS_AS(draw_modules(Topology::all, 2, 4, infinity, 1, 0), std::domain_error);
  CHECK_THROWS_AS(draw_modules(Topology::all, 2, 4, std::nan(""), 1, 0), std::domain_error);
  CHECK_THROWS_AS(draw_modules(Topology::all, 2, 4, 128.0, 1, 0), std::domain_error);
  CHECK_NOTHROW(draw_modules(Topology::all, 2, 4, 127.0, 1, 0));
  CHECK_THROWS_AS(draw_modules(Topology::all, 1 << 20, 1 << 20, 0.0, 1, 0), std::domain_error);
  CHECK_NOTHROW(draw_modules(Topology::ring, 32, 2, 15.0, 1, 0));
}
