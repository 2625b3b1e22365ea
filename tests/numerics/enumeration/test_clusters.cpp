// Clusters against all pairs, and what no labelling may depend on.
#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <steady/numerics/enumeration/clusters.hpp>
#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/enumeration/pair_counts.hpp>
#include <tests/catch.hpp>
#include <tests/oracles/all_pairs_clusters.hpp>
#include <tests/oracles/test_networks.hpp>

using namespace steady;
using namespace steady::enumeration;
using network::PackedState;

namespace {

using States = std::vector<PackedState>;

States unique(States states, std::uint64_t seed) {
  std::sort(states.begin(), states.end());
  states.erase(std::unique(states.begin(), states.end()), states.end());
  std::mt19937_64 engine(seed);
  std::shuffle(states.begin(), states.end(), engine);
  return states;
}

States random_states(int size, std::size_t count, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  States states(count);
  for (auto& state : states) state = engine() & network::all_up(size);
  return unique(states, seed);
}

/// Random walks of single and double flips around a few centres, some crossing.
States clustered_states(int size, std::size_t count, std::size_t centres, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  States states;
  for (std::size_t c = 0; c < centres; ++c) {
    PackedState state = engine() & network::all_up(size);
    for (std::size_t step = 0; step < count / centres; ++step) {
      const auto flips = 1 + engine() % 3;
      for (std::uint64_t i = 0; i < flips; ++i)
        state ^= PackedState{1} << (engine() % static_cast<unsigned>(size));
      states.push_back(state);
    }
  }
  return unique(states, seed);
}

/// All states within `radius` of one.
States ball(int size, int radius) {
  States states{0x123456789abcdefULL & network::all_up(size)}, shell = states;
  for (int r = 0; r < radius; ++r) {
    States next;
    for (const auto state : shell)
      for (int i = 0; i < size; ++i) next.push_back(state ^ (PackedState{1} << i));
    shell = unique(next, 1);
    states.insert(states.end(), shell.begin(), shell.end());
    states = unique(states, 1);
  }
  return states;
}

States fixed_points(int size, double self_coupling, std::uint64_t seed) {
  States states;
  enumerate_fixed_points(
      oracles::gaussian_network(size, 0.0, seed), self_coupling, {},
      [&](auto batch) { states.insert(states.end(), batch.begin(), batch.end()); });
  return states;
}

void check_against_all_pairs(const States& states, int size, int distance) {
  INFO("N = " << size << ", " << states.size() << " states, distance " << distance);
  CHECK(link_states(states, size, distance).label == oracles::all_pairs_labels(states, distance));
}

}  // namespace

TEST_CASE("clusters are those of all pairs") {
  for (const int distance : {0, 1, 2, 3, 5, 12, 40}) {
    check_against_all_pairs(random_states(64, 2000, 1), 64, distance);
    check_against_all_pairs(random_states(13, 3000, 2), 13, distance);
    check_against_all_pairs(clustered_states(40, 3000, 30, 3), 40, distance);
    check_against_all_pairs(ball(20, 3), 20, distance);
  }
}

TEST_CASE("clusters of ten thousand states are those of all pairs") {
  check_against_all_pairs(clustered_states(64, 10000, 100, 4), 64, 2);
  check_against_all_pairs(random_states(24, 10000, 5), 24, 2);
  check_against_all_pairs(ball(64, 2), 64, 1);
}

TEST_CASE(
    "clusters of fixed points do not see the order or the names of the neurons, or the sign") {
  const int size = 16;
  const States states = fixed_points(size, 0.8, 7);
  REQUIRE(states.size() > 100);
  const auto clusters = link_states(states, size, 2);
  States other, reversed(states.rbegin(), states.rend());
  for (const auto state : states)
    other.push_back(network::flipped((state << 5) | (state >> (size - 5)), size) &
                    network::all_up(size));
  const auto same = link_states(other, size, 2);
  auto sizes = summarize_clusters(states, size, clusters).sizes;
  auto sizes_too = summarize_clusters(other, size, same).sizes;
  std::sort(sizes.begin(), sizes.end());
  std::sort(sizes_too.begin(), sizes_too.end());
  CHECK(sizes == sizes_too);
  auto labels = link_states(reversed, size, 2).label;
  std::reverse(labels.begin(), labels.end());
  CHECK(labels == clusters.label);
}

TEST_CASE("with a negative self-coupling no two fixed points are neighbours") {
  for (std::uint64_t seed = 1; seed < 20; ++seed) {
    const States states = fixed_points(18, -0.01, seed);
    CHECK(link_states(states, 18, 1).count == states.size());
  }
}

TEST_CASE("the summary of three known clusters") {
  const States states{0b111000, 0b000000, 0b000001, 0b000011, 0b111111, 0b000111};
  const auto clusters = link_states(states, 6, 1);
  CHECK(clusters.label == std::vector<std::uint32_t>{1, 0, 0, 0, 2, 0});
  const auto summary = summarize_clusters(states, 6, clusters);
  CHECK(summary.sizes == std::vector<std::size_t>{4, 1, 1});
  CHECK(summary.diameters == std::vector<int>{3, 0, 0});
  CHECK(summary.largest == 4);
  CHECK(summary.isolated_fraction == Approx(2.0 / 6));
  CHECK(summary.entropies[0] == Approx(std::log(4.0) / 6));
}

TEST_CASE("exact diameters are those of all pairs, bounds do not exceed them") {
  const States states = clustered_states(48, 4000, 40, 9);
  const auto clusters = link_states(states, 48, 2);
  const auto summary = summarize_clusters(states, 48, clusters);
  const auto bounds = summarize_clusters(states, 48, clusters, 1);
  std::vector<int> expected(clusters.count, 0);
  for (std::size_t a = 0; a < states.size(); ++a)
    for (std::size_t b = 0; b < a; ++b)
      if (clusters.label[a] == clusters.label[b])
        expected[clusters.label[a]] =
            std::max(expected[clusters.label[a]], network::hamming_distance(states[a], states[b]));
  CHECK(summary.diameters == expected);
  for (std::size_t c = 0; c < clusters.count; ++c) {
    CHECK(summary.exact[c]);
    CHECK(bounds.diameters[c] <= expected[c]);
    if (bounds.exact[c]) CHECK(bounds.diameters[c] == expected[c]);
  }
}

TEST_CASE("ordered triples are counted as by three loops") {
  const States states = random_states(10, 120, 11);
  for (int k = 1; k <= 10; ++k) {
    double expected = 0;
    for (const auto a : states)
      for (const auto b : states)
        for (const auto c : states)
          expected += network::hamming_distance(a, b) == k &&
                      network::hamming_distance(a, c) == k && network::hamming_distance(b, c) == k;
    CHECK(ordered_triples_at_distance(states, k) == expected);
  }
}

TEST_CASE("clusters of nothing, of one state, and outside the domain") {
  CHECK(link_states({}, 10, 2).count == 0);
  CHECK(summarize_clusters({}, 10, {}).largest == 0);
  CHECK(std::isnan(summarize_clusters({}, 10, {}).isolated_fraction));
  CHECK(link_states(States{5}, 10, 0).count == 1);
  CHECK(link_states(States{5, 5, 4}, 10, 0).count == 2);
  CHECK_THROWS_AS(link_states(States{5}, 65, 0), std::domain_error);
  CHECK_THROWS_AS(link_states(States{5}, 10, -1), std::domain_error);
  CHECK_THROWS_AS(summarize_clusters(States{5}, 10, {}), std::invalid_argument);
}
