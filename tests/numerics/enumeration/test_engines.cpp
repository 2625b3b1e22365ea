// Claims about the set of fixed points that every engine must agree with.
#include <cmath>
#include <limits>
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

constexpr double self_couplings[] = {-0.5, 0.0, 0.1, 0.5, 2.0};

std::vector<Couplings> networks(int size) {
  std::vector<Couplings> all;
  const auto seed = static_cast<std::uint64_t>(size);
  for (const double symmetry : {0.0, 1.0}) {
    all.push_back(oracles::gaussian_network(size, symmetry, seed));
    all.push_back(oracles::coarse_network(size, symmetry, 1000 + seed));
  }
  return all;
}

/// Every pair coupled equally strongly: the magnetisation alone decides.
Couplings ferromagnet(int size, double coupling) {
  Couplings couplings(size);
  for (int i = 0; i < size; ++i) {
    for (int j = 0; j < size; ++j) {
      if (i != j) couplings.set(i, j, coupling);
    }
  }
  return couplings;
}

}  // namespace

TEST_CASE("the delivered set is the definition's, by every way to run") {
  for (int size = 2; size <= 11; ++size) {
    for (const Couplings& couplings : networks(size)) {
      for (const double self_coupling : self_couplings) {
        const auto expected = oracles::fixed_points_by_definition(couplings, self_coupling);
        for (const auto& options : all_ways()) {
          INFO("size " << size << ", J_D " << self_coupling << ", " << tests::name(options));
          const bool same_set = delivered(couplings, self_coupling, options) == expected;
          CHECK(same_set);
          const auto summary = enumerate_fixed_points(couplings, self_coupling, options);
          CHECK(summary.count == expected.size());
          CHECK(summary.status == enumeration::Status::complete);
        }
      }
    }
  }
}

TEST_CASE("counts are those of the plain Gray-code loop, by every way to run") {
  for (int size = 12; size <= 20; size += size < 16 ? 1 : 2) {
    for (const Couplings& couplings : networks(size)) {
      if (size > 16 && couplings.grid(0, 1) == couplings.grid(1, 0)) continue;
      for (const double self_coupling : self_couplings) {
        const auto expected = oracles::count_by_plain_gray_code(couplings, self_coupling);
        for (const auto& options : all_ways()) {
          // The tree's time goes with the number of fixed points.
          if (options.method == enumeration::Method::tree && expected > 20000) continue;
          INFO("size " << size << ", J_D " << self_coupling << ", " << tests::name(options));
          CHECK(enumerate_fixed_points(couplings, self_coupling, options).count == expected);
        }
      }
    }
  }
}

TEST_CASE("larger networks: same sets by every way, every member a fixed point") {
  const Couplings couplings = oracles::gaussian_network(25, 0.5, 27);
  const double self_coupling = 0.4;
  const auto expected = delivered(couplings, self_coupling, all_ways().front());
  REQUIRE(expected.size() > 1000);
  CHECK(std::adjacent_find(expected.begin(), expected.end()) == expected.end());
  for (const PackedState state : expected) {
    REQUIRE(network::is_fixed_point(couplings, self_coupling, state));
  }
  for (const auto& options : all_ways()) {
    INFO(tests::name(options));
    const bool same_set = delivered(couplings, self_coupling, options) == expected;
    CHECK(same_set);
    CHECK(enumerate_fixed_points(couplings, self_coupling, options).count == expected.size());
  }
}

TEST_CASE("a stability of exactly zero is stable, one grid step below is not") {
  const Couplings couplings = oracles::coarse_network(14, 0.0, 5);
  const double self_coupling = 0.5, step = std::ldexp(1.0, -Couplings::fraction_bits);
  std::vector<PackedState> strict;  // fixed points none of whose stabilities is exactly zero
  const auto all = oracles::fixed_points_by_definition(couplings, self_coupling);
  for (const PackedState state : all) {
    if (network::is_fixed_point(couplings, self_coupling - step, state)) strict.push_back(state);
  }
  REQUIRE(strict.size() < all.size());
  REQUIRE(!strict.empty());
  for (const auto& options : all_ways(1)) {
    const bool with_ties = delivered(couplings, self_coupling, options) == all;
    const bool without = delivered(couplings, self_coupling - step, options) == strict;
    const bool just_below = delivered(couplings, self_coupling - step / 2, options) == strict;
    const bool just_above = delivered(couplings, self_coupling + step / 2, options) == all;
    CHECK((with_ties && without && just_below && just_above));
  }
}

TEST_CASE("ferromagnet: fixed points are counted by their magnetisation") {
  const double coupling = 1.0 / 32;
  for (const auto& options : all_ways(1)) {
    // The tree's bounds see nothing in equal couplings.
    const int size = options.method == enumeration::Method::tree ? 14 : 24;
    const Couplings couplings = ferromagnet(size, coupling);
    for (const int most : {-1, 0, 4, 10}) {
      // A spin against the magnetisation M holds if J_D ≥ (|M| + 1) J: a tie at |M| = most.
      std::uint64_t expected = 2, binomial = 1;
      for (int up = 1; up < size; ++up) {
        binomial =
            binomial * static_cast<std::uint64_t>(size - up + 1) / static_cast<std::uint64_t>(up);
        if (std::abs(2 * up - size) <= most) expected += binomial;
      }
      INFO("|M| up to " << most << ", " << tests::name(options));
      CHECK(enumerate_fixed_points(couplings, (most + 1) * coupling, options).count == expected);
    }
  }
}

TEST_CASE("limits of the self-coupling: all states and none") {
  const Couplings couplings = oracles::gaussian_network(13, 0.0, 1);
  const double infinity = std::numeric_limits<double>::infinity();
  for (const auto& options : all_ways()) {
    for (const double huge : {50.0, 1e9, infinity}) {
      CHECK(enumerate_fixed_points(couplings, huge, options).count == 1u << 13);
      CHECK(enumerate_fixed_points(couplings, -huge, options).count == 0);
    }
  }
}

TEST_CASE("uncoupled neurons: every state is fixed as long as J_D is not negative") {
  const Couplings couplings(13);
  for (const auto& options : all_ways()) {
    CHECK(enumerate_fixed_points(couplings, 0.0, options).count == 1u << 13);
    CHECK(enumerate_fixed_points(couplings, -1e-9, options).count == 0);
  }
}

TEST_CASE("the largest couplings the grid admits do not overflow") {
  const int size = 16;
  Couplings couplings(size);
  std::mt19937_64 engine(3);
  const double largest = std::nextafter(1024.0 / size, 0.0);
  for (int i = 0; i < size; ++i) {
    for (int j = 0; j < size; ++j) {
      if (i != j) couplings.set(i, j, (engine() & 1) != 0 ? largest : -largest);
    }
  }
  for (const double self_coupling : {-900.0, -64.0, 0.0, 64.0, 500.0, 1e4}) {
    const auto expected = oracles::count_by_plain_gray_code(couplings, self_coupling);
    for (const auto& options : all_ways(1)) {
      INFO("J_D " << self_coupling << ", " << tests::name(options));
      CHECK(enumerate_fixed_points(couplings, self_coupling, options).count == expected);
    }
  }
}

TEST_CASE("fixed points come in pairs of opposite sign") {
  const int size = 23;
  const Couplings couplings = oracles::gaussian_network(size, 0.3, 8);
  for (const auto& options : all_ways(2)) {
    const auto states = delivered(couplings, 0.3, options);
    REQUIRE(!states.empty());
    std::vector<PackedState> mirrored;
    for (const PackedState state : states) mirrored.push_back(network::flipped(state, size));
    std::sort(mirrored.begin(), mirrored.end());
    const bool symmetric = mirrored == states;
    CHECK(symmetric);
  }
}

TEST_CASE("relabelling the neurons relabels the fixed points") {
  const int size = 21;
  const Couplings couplings = oracles::gaussian_network(size, 0.0, 21);
  std::vector<int> label(static_cast<std::size_t>(size));
  for (int i = 0; i < size; ++i) label[static_cast<std::size_t>(i)] = (8 * i + 5) % size;
  const auto relabel = [&](int i) { return label[static_cast<std::size_t>(i)]; };
  Couplings relabelled(size);
  for (int i = 0; i < size; ++i) {
    for (int j = 0; j < size; ++j) {
      if (i != j) relabelled.set(relabel(i), relabel(j), couplings.value(i, j));
    }
  }
  for (const auto& options : all_ways(2)) {
    std::vector<PackedState> expected;
    for (const PackedState state : delivered(couplings, 0.5, options)) {
      PackedState image = 0;
      for (int i = 0; i < size; ++i) image |= ((state >> i) & 1) << relabel(i);
      expected.push_back(image);
    }
    REQUIRE(!expected.empty());
    std::sort(expected.begin(), expected.end());
    const bool same_set = delivered(relabelled, 0.5, options) == expected;
    CHECK(same_set);
  }
}
