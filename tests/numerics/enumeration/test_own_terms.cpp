// Fields and self-couplings of single neurons: every engine finds what the definition says.
#include <cmath>
#include <random>
#include <tests/catch.hpp>
#include <tests/numerics/enumeration/engines.hpp>
#include <tests/oracles/plain_enumeration.hpp>
#include <tests/oracles/test_networks.hpp>

using namespace steady;
using enumeration::enumerate_fixed_points;
using network::Couplings;
using network::PackedState;
using tests::all_ways;
using tests::delivered;

namespace {

using Numbers = std::vector<double>;

/// Multiples of `step`, so that ties of stabilities occur in networks of such couplings.
Numbers numbers(int size, double width, double step, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> normal(0.0, width);
  Numbers values;
  for (int i = 0; i < size; ++i) values.push_back(step * std::rint(normal(engine) / step));
  return values;
}

Couplings with_terms(Couplings couplings, const Numbers& b, const Numbers& d) {
  couplings.set_external_field(b);
  couplings.set_self_couplings(d);
  return couplings;
}

std::vector<Couplings> networks(int size) {
  const auto seed = static_cast<std::uint64_t>(size);
  std::vector<Couplings> all;
  for (const double symmetry : {0.0, 1.0}) {
    const auto fine = oracles::gaussian_network(size, symmetry, seed);
    const auto coarse = oracles::coarse_network(size, symmetry, seed);
    const auto b = numbers(size, 0.5, 0.125, seed), d = numbers(size, 0.5, 0.125, 99 + seed);
    all.push_back(with_terms(fine, b, d));
    all.push_back(with_terms(coarse, b, d));
    all.push_back(with_terms(coarse, b, {}));
    all.push_back(with_terms(fine, {}, d));
    // Fields and self-couplings larger than all couplings of a neuron.
    all.push_back(with_terms(fine, numbers(size, 6.0, 0.001, 7), numbers(size, 6.0, 0.001, 8)));
    all.push_back(with_terms(Couplings(size), b, d));
  }
  return all;
}

}  // namespace

TEST_CASE("own terms: the delivered set is the definition's, by every way to run") {
  for (const int size : {2, 3, 5, 8, 11}) {
    for (const Couplings& couplings : networks(size)) {
      for (const double self_coupling : {-0.5, 0.0, 0.25, 1e9}) {
        const auto expected = oracles::fixed_points_by_definition(couplings, self_coupling);
        for (const auto& options : all_ways()) {
          INFO("size " << size << ", J_D " << self_coupling << ", " << tests::name(options));
          const bool same_set = delivered(couplings, self_coupling, options) == expected;
          CHECK(same_set);
          CHECK(enumerate_fixed_points(couplings, self_coupling, options).count == expected.size());
        }
      }
    }
  }
}

TEST_CASE("own terms: larger networks, the same set by every way, every member a fixed point") {
  for (const int size : {17, 22, 24}) {
    const auto couplings = with_terms(oracles::gaussian_network(size, 0.5, 5),
                                      numbers(size, 0.3, 1e-6, 1), numbers(size, 0.3, 1e-6, 2));
    const double self_coupling = 0.5;
    const auto expected = delivered(couplings, self_coupling, all_ways().front());
    REQUIRE(expected.size() > 10);
    CHECK(std::adjacent_find(expected.begin(), expected.end()) == expected.end());
    for (const PackedState state : expected)
      REQUIRE(network::is_fixed_point(couplings, self_coupling, state));
    for (const auto& options : all_ways()) {
      INFO("size " << size << ", " << tests::name(options));
      const bool same_set = delivered(couplings, self_coupling, options) == expected;
      CHECK(same_set);
    }
  }
}

TEST_CASE("own terms: a state in the field of its own gauge is one of the uniform field") {
  // s_i -> e_i s_i with J_ij -> e_i J_ij e_j and b_i -> e_i b_i leaves all stabilities as they are.
  constexpr int size = 26;
  const PackedState gauge = 0x2d3a5f1;
  const auto couplings = with_terms(oracles::gaussian_network(size, 0.0, 5), Numbers(size, 0.4),
                                    numbers(size, 0.3, 1e-6, 2));
  Couplings turned(size);
  Numbers b, d;
  for (int i = 0; i < size; ++i) {
    for (int j = 0; j < size; ++j)
      if (i != j)
        turned.set(i, j, couplings.value(i, j) * network::spin(gauge, i) * network::spin(gauge, j));
    b.push_back(0.4 * network::spin(gauge, i));
    d.push_back(couplings.self_couplings()[static_cast<std::size_t>(i)] * 0x1p-20);
  }
  turned = with_terms(turned, b, d);
  for (const double self_coupling : {0.0, 0.5}) {
    auto expected = delivered(couplings, self_coupling, {.method = enumeration::Method::tree});
    for (auto& state : expected) state = ~(state ^ gauge) & network::all_up(size);
    std::sort(expected.begin(), expected.end());
    CHECK(delivered(turned, self_coupling, {.method = enumeration::Method::tree}) == expected);
    CHECK(delivered(turned, self_coupling, {.method = enumeration::Method::sweep}) == expected);
  }
}

TEST_CASE("own terms: 64 neurons with strong fields; powers of two change nothing") {
  constexpr int size = 64;
  const auto couplings = oracles::gaussian_network(size, 0.0, 11);
  const auto b = numbers(size, 4.0, 0.125, 3), d = numbers(size, 0.5, 0.125, 4);
  const auto network = with_terms(couplings, b, d);
  const auto expected = delivered(network, 0.75, {.method = enumeration::Method::tree});
  REQUIRE_FALSE(expected.empty());
  for (const PackedState state : expected) REQUIRE(network::is_fixed_point(network, 0.75, state));
  Couplings twice(size);
  for (int i = 0; i < size; ++i)
    for (int j = 0; j < size; ++j)
      if (i != j) twice.set(i, j, 2.0 * couplings.value(i, j));
  const auto doubled = [](Numbers values) {
    for (double& value : values) value *= 2.0;
    return values;
  };
  const auto larger = with_terms(twice, doubled(b), doubled(d));
  CHECK(delivered(larger, 1.5, {.method = enumeration::Method::tree, .threads = 3}) == expected);
}

TEST_CASE("own terms: equal self-couplings are J_D") {
  constexpr int size = 30;
  auto couplings = oracles::gaussian_network(size, 0.0, 12);
  const auto expected = delivered(couplings, 0.1, {});
  couplings.set_self_couplings(Numbers(size, 0.1));
  CHECK(delivered(couplings, 0.0, {}) == expected);
}
