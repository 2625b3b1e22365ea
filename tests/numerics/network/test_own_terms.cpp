// Fields and self-couplings of single neurons: what the definition says, for both kinds of network.
#include <tests/catch.hpp>

#include <cmath>
#include <vector>

#include <steady/numerics/network/network.hpp>

using namespace steady;
using network::Couplings;
using network::Network;

namespace {

std::vector<double> some_numbers(int size, std::uint64_t index) {
  network::RandomStream stream(1, "own terms", index);
  std::vector<double> numbers;
  for (int i = 0; i < size; ++i) numbers.push_back(network::open_uniform(stream.next()) - 0.5);
  return numbers;
}

Couplings with_own_terms(int size) {
  auto couplings = network::draw_couplings({}, size, 3, 0);
  couplings.set_external_field(some_numbers(size, 0));
  couplings.set_self_couplings(some_numbers(size, 1));
  return couplings;
}

}  // namespace

TEST_CASE("a neuron is stable when s_i (sum J s + b_i) + J_D + d_i >= 0") {
  constexpr int size = 9;
  const auto couplings = with_own_terms(size);
  const Network network(couplings);
  const auto b = some_numbers(size, 0), d = some_numbers(size, 1);
  int fixed = 0;
  for (const double self_coupling : {0.0, 0.3, 0.7}) {
    for (network::PackedState state = 0; state < 1U << size; ++state) {
      int unstable = 0;
      for (int i = 0; i < size; ++i) {
        const auto n = static_cast<std::size_t>(i);
        double field = std::rint(b[n] * 0x1p20);
        for (int j = 0; j < size; ++j) field += couplings.grid(i, j) * network::spin(state, j);
        // Whole numbers of steps on the left, never within one step of a tie on the right.
        unstable +=
            network::spin(state, i) * field < -(self_coupling * 0x1p20 + std::floor(d[n] * 0x1p20));
      }
      const auto spins = network::unpacked(state, size);
      REQUIRE(network::count_unstable(network, self_coupling, spins) == unstable);
      REQUIRE(network::is_fixed_point(couplings, self_coupling, state) == (unstable == 0));
      fixed += unstable == 0;
    }
  }
  CHECK(fixed > 0);
}

TEST_CASE("equal self-couplings of all neurons are J_D, to the last bit") {
  constexpr int size = 12;
  auto couplings = network::draw_couplings({}, size, 3, 1);
  for (const double value : {0.1, 0.123456789, 0.5, -0.1, 1.0 / 3.0}) {
    couplings.set_self_couplings(std::vector<double>(size, value));
    CHECK(network::stability_thresholds(0.0, size, couplings.self_couplings()) ==
          network::stability_thresholds(value, size, {}));
  }
}

TEST_CASE("at J_D = 0 a self-coupling decides ties as the number itself does") {
  Couplings couplings(2);
  couplings.set(0, 1, -0.25);
  const auto stable = [&](double d) {
    couplings.set_self_couplings(std::vector<double>{d, 1.0});
    return network::is_fixed_point(couplings, 0.0, 3);
  };
  CHECK(stable(0.25));
  CHECK(stable(std::nextafter(0.25, 1.0)));
  CHECK_FALSE(stable(std::nextafter(0.25, 0.0)));
}

TEST_CASE("own terms out of range or of another length are refused and change nothing") {
  auto couplings = with_own_terms(4);
  const auto before = std::vector<std::int32_t>(couplings.external_field().begin(),
                                                couplings.external_field().end());
  Network network(couplings);
  const auto refuses = [](auto& target) {
    CHECK_THROWS_AS(target.set_external_field(std::vector<double>(3, 0.0)), std::invalid_argument);
    CHECK_THROWS_AS(target.set_self_couplings(std::vector<double>(5, 0.0)), std::invalid_argument);
    for (const double bad : {1024.0, -1024.0, 1008.0, 1e300, std::nan(""), double{INFINITY}}) {
      CHECK_THROWS_AS(target.set_external_field(std::vector<double>(4, bad)), std::domain_error);
      CHECK_THROWS_AS(target.set_self_couplings(std::vector<double>(4, bad)), std::domain_error);
    }
  };
  refuses(couplings);
  refuses(network);
  CHECK(std::equal(before.begin(), before.end(), couplings.external_field().begin()));
  CHECK(std::equal(before.begin(), before.end(), network.external_field().begin()));
  couplings.set_external_field(std::vector<double>(4, 1000.0));
  CHECK_THROWS_AS(couplings.set(0, 1, 250.0), std::domain_error);
  CHECK(std::abs(couplings.value(0, 1)) < 10.0);
  couplings.set_external_field(std::vector<double>(4, 0.0));
  CHECK(couplings.external_field().empty());
}

TEST_CASE("a network of modules takes their own terms over, in order") {
  std::vector<Couplings> modules(3, Couplings(5));
  modules[1].set_external_field(std::vector<double>{1, 2, 3, 4, 5});
  modules[2].set_self_couplings(std::vector<double>{5, 4, 3, 2, 1});
  const Network network(modules, theory::Topology::ring, 0.25);
  REQUIRE(network.external_field().size() == 15);
  REQUIRE(network.self_couplings().size() == 15);
  for (int i = 0; i < 5; ++i) {
    const auto n = static_cast<std::size_t>(i);
    CHECK(network.external_field()[n] == 0);
    CHECK(network.external_field()[5 + n] == (i + 1) << 20);
    CHECK(network.self_couplings()[10 + n] == (5 - i) << 20);
  }
}
