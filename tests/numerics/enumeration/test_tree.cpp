// The tree engine against the definition, the plain Gray-code loop and the simple tree.
#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>
#include <steady/numerics/enumeration/detail/tree.hpp>
#include <stop_token>
#include <tests/catch.hpp>
#include <tests/oracles/plain_enumeration.hpp>
#include <tests/oracles/simple_tree.hpp>
#include <tests/oracles/test_networks.hpp>
#include <vector>

using namespace steady;
using enumeration::Options;
using enumeration::Status;
using enumeration::Summary;
using network::Couplings;
using network::PackedState;

namespace {

std::vector<SimdLevel> levels() {
  std::vector<SimdLevel> all;
  for (const auto level : {SimdLevel::portable, SimdLevel::avx2, SimdLevel::avx512})
    if (level <= best_simd_level()) all.push_back(level);
  return all;
}

Summary run(const Couplings& couplings, double self_coupling, const Options& options = {},
            const enumeration::Visitor& visitor = {}) {
  const enumeration::detail::Sink sink(visitor, couplings.size(), true);
  return enumeration::detail::enumerate_tree(
      couplings, network::stability_thresholds(self_coupling, couplings.size(), {}), options, sink);
}

std::vector<PackedState> fixed_points(const Couplings& couplings, double self_coupling,
                                      const Options& options = {}) {
  std::vector<PackedState> states;
  run(couplings, self_coupling, options,
      [&](auto batch) { states.insert(states.end(), batch.begin(), batch.end()); });
  std::sort(states.begin(), states.end());
  return states;
}

Options with(SimdLevel level, int threads = 1) {
  Options options;
  options.simd = level;
  options.threads = threads;
  return options;
}

/// Each coupling present with probability 1/4; some rows are empty.
Couplings sparse_network(int size, std::uint64_t seed) {
  const Couplings dense = oracles::gaussian_network(size, 0.0, seed);
  std::mt19937_64 engine(seed);
  Couplings couplings(size);
  for (int i = 0; i < size; ++i) {
    const bool empty = engine() % 8 == 0;
    for (int j = 0; j < size; ++j) {
      if (i != j && !empty && engine() % 4 == 0) couplings.set(i, j, 2.0 * dense.value(i, j));
    }
  }
  return couplings;
}

/// Rows of very different magnitude, from one grid step to the largest the grid admits.
Couplings uneven_network(int size, std::uint64_t seed) {
  const Couplings even = oracles::gaussian_network(size, 0.0, seed);
  Couplings couplings(size);
  for (int i = 0; i < size; ++i) {
    const double magnitude = i % 3 == 0 ? 200.0 / std::sqrt(size) : i % 3 == 1 ? 1.0 : 1e-5;
    for (int j = 0; j < size; ++j) {
      const double limit = 1023.0 / size;
      if (i != j) couplings.set(i, j, std::clamp(magnitude * even.value(i, j), -limit, limit));
    }
  }
  return couplings;
}

std::vector<Couplings> networks(int size, std::uint64_t seed) {
  return {oracles::gaussian_network(size, 0.0, seed),
          oracles::gaussian_network(size, 0.5, seed),
          oracles::gaussian_network(size, 1.0, seed),
          oracles::coarse_network(size, 0.0, seed),
          sparse_network(size, seed),
          uneven_network(size, seed)};
}

constexpr double self_couplings[] = {-0.5, -0.1, 0.0, 0.1, 0.5, 1.0, 3.0};

}  // namespace

TEST_CASE("tree: the delivered set is the definition's") {
  for (int size = 2; size <= 12; ++size) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      for (const Couplings& couplings : networks(size, seed)) {
        for (const double self_coupling : self_couplings) {
          const auto expected = oracles::fixed_points_by_definition(couplings, self_coupling);
          for (const SimdLevel level : levels()) {
            INFO("size " << size << ", seed " << seed << ", J_D " << self_coupling << ", "
                         << to_string(level));
            const bool same = fixed_points(couplings, self_coupling, with(level)) == expected;
            CHECK(same);
          }
        }
      }
    }
  }
}

TEST_CASE("tree: counts are those of the plain Gray-code loop, up to 18 neurons") {
  for (int size = 13; size <= 18; ++size) {
    for (const Couplings& couplings : networks(size, static_cast<std::uint64_t>(size))) {
      for (const double self_coupling : self_couplings) {
        INFO("size " << size << ", J_D " << self_coupling);
        CHECK(run(couplings, self_coupling).count ==
              oracles::count_by_plain_gray_code(couplings, self_coupling));
      }
    }
  }
}

TEST_CASE("tree: every number of vectors finds the set of the simple tree") {
  struct Case {
    int size;
    double self_coupling;
  };
  for (const Case c : {Case{14, 0.5}, Case{24, 0.5}, Case{34, -0.5}, Case{50, -2.0}}) {
    const Couplings couplings = oracles::gaussian_network(c.size, 0.0, 3);
    const std::uint64_t expected = oracles::SimpleTree(couplings, c.self_coupling).count();
    for (const SimdLevel level : levels()) {
      INFO("size " << c.size << ", J_D " << c.self_coupling << ", " << to_string(level));
      const auto states = fixed_points(couplings, c.self_coupling, with(level));
      CHECK(states.size() == expected);
      for (const PackedState state : states) {
        REQUIRE(network::is_fixed_point(couplings, c.self_coupling, state));
      }
    }
  }
}

TEST_CASE("tree: the whole tree, not only the count, is the same everywhere") {
  const Couplings couplings = oracles::gaussian_network(40, 0.0, 11);
  const Summary expected = run(couplings, 0.0, with(SimdLevel::portable));
  CHECK(expected.nodes > 10000);
  for (const SimdLevel level : levels()) {
    for (const int threads : {1, 2, 3}) {
      if (level == SimdLevel::portable && threads != 2) continue;  // slow under sanitizers
      INFO(to_string(level) << ", threads " << threads);
      const Summary summary = run(couplings, 0.0, with(level, threads));
      CHECK(summary.count == expected.count);
      CHECK(summary.nodes == expected.nodes);
      CHECK(summary.status == Status::complete);
    }
  }
}

TEST_CASE("tree: threads deliver every fixed point exactly once") {
  const Couplings couplings = oracles::gaussian_network(28, 0.0, 4);
  const auto expected = fixed_points(couplings, 0.5);
  REQUIRE(expected.size() > 4096);
  CHECK(std::adjacent_find(expected.begin(), expected.end()) == expected.end());
  for (const int threads : {2, 4}) {
    const bool same = fixed_points(couplings, 0.5, with(best_simd_level(), threads)) == expected;
    CHECK(same);
  }
}

TEST_CASE("tree: a planted fixed point with zero slack everywhere is found") {
  // Row i is changed in one coupling so that s_i h_i is exactly the threshold: any rounding of a
  // bound in the wrong direction loses the state.
  const double self_coupling = 0.25;
  const std::int32_t threshold = network::stability_threshold(self_coupling);
  for (const int size : {20, 34, 44}) {
    Couplings couplings = oracles::gaussian_network(size, 0.0, 77);
    const PackedState planted = 0x5a5c3e19f0a7d2b4ULL & network::all_up(size);
    for (int i = 0; i < size; ++i) {
      const int j = (i + 1) % size;
      const int excess =
          network::spin(planted, i) * network::local_field(couplings, planted, i) - threshold;
      const int change = network::spin(planted, i) * network::spin(planted, j) * excess;
      couplings.set(i, j, couplings.value(i, j) - std::ldexp(change, -Couplings::fraction_bits));
    }
    REQUIRE(network::is_fixed_point(couplings, self_coupling, planted));
    const auto states = fixed_points(couplings, self_coupling);
    CHECK(std::binary_search(states.begin(), states.end(), planted));
    const double step = std::ldexp(1.0, -Couplings::fraction_bits);
    const auto stricter = fixed_points(couplings, self_coupling - step);
    CHECK_FALSE(std::binary_search(stricter.begin(), stricter.end(), planted));
  }
}

TEST_CASE("tree: a stop ends the run, a visitor's exception propagates") {
  const Couplings large = oracles::gaussian_network(64, 0.0, 1);
  for (const int threads : {1, 2}) {
    Options options = with(best_simd_level(), threads);
    std::stop_source source;
    source.request_stop();
    options.stop = source.get_token();
    CHECK(run(large, 0.5, options).status == Status::stopped);

    const Couplings many = oracles::gaussian_network(26, 0.0, 2);
    const auto refuse = [](auto) { throw std::runtime_error("full"); };
    CHECK_THROWS_AS(run(many, 1.0, with(best_simd_level(), threads), refuse), std::runtime_error);
  }
}

TEST_CASE("tree: branching beats the simple tree by far") {
  const Couplings couplings = oracles::gaussian_network(30, 0.0, 5);
  oracles::SimpleTree simple(couplings, 0.0);
  const Summary summary = run(couplings, 0.0);
  CHECK(summary.count == simple.count());
  CHECK(10 * summary.nodes < simple.nodes());
}
