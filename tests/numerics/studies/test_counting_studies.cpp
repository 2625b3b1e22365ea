// Studies that enumerate fixed points: counts, pairs, triples, clusters.
#include <algorithm>
#include <cmath>
#include <vector>

#include <tests/catch.hpp>
#include <tests/numerics/studies/study_checks.hpp>
#include <tests/oracles/plain_enumeration.hpp>

#include <steady/numerics/studies/clusters.hpp>
#include <steady/numerics/studies/counting.hpp>
#include <steady/numerics/studies/pair_counting.hpp>
#include <steady/numerics/studies/triple_counting.hpp>

using namespace steady;
using studies::Clusters;
using studies::Counting;
using studies::PairCounting;
using studies::TripleCounting;

namespace {

network::NetworkSpec spec(int size, double symmetry = 0.0) {
  return {.ensemble = {.symmetry = symmetry}, .size = size};
}

network::NetworkSpec two_modules(int size) {
  return {.size = size, .modules = 2, .coupling = 0.4};
}

}  // namespace

TEST_CASE("counting, pairs, triples and clusters are studies") {
  tests::check_study<Counting>(
      {{spec(10), 0.1}, {spec(10), 0.1 + 1e-15}, {spec(10, 0.5), 0.1}, {two_modules(5), 0.1}}, 5,
      [](Counting::Outcome outcome) {
        outcome.seconds = 0.0;
        return outcome;
      });
  const auto same = [](const auto& outcome) { return outcome; };
  tests::check_study<PairCounting>({{spec(10), 0.1}, {spec(9), 0.1}, {two_modules(5), 0.2}}, 5,
                                   same);
  tests::check_study<TripleCounting>({{spec(10), 0.3}, {spec(9), 0.3}, {two_modules(5), 0.3}}, 5,
                                     same);
  tests::check_study<Clusters>({{spec(10), 0.3}, {spec(10), 0.3, 1}, {two_modules(5), 0.3}}, 5,
                               same);
  // How counts are found is no part of what is counted.
  CHECK(Counting{spec(10), 0.1, enumeration::Method::sweep}.key() ==
        Counting{spec(10), 0.1, enumeration::Method::tree, SimdLevel::portable}.key());
}

TEST_CASE("the studies count what the definition says, and agree with each other") {
  for (const auto& networks : {spec(9), spec(8, 1.0), two_modules(4)})
    for (std::uint64_t k = 0; k < 6; ++k) {
      const studies::Sample sample{4, k};
      const auto expected = oracles::fixed_points_by_definition(
          network::draw_couplings(networks, sample.seed, sample.index), 0.25);
      CHECK(Counting{networks, 0.25}.run(sample)->count == expected.size());
      const auto pairs = PairCounting{networks, 0.25}.run(sample)->pairs;
      CHECK(pairs.front() == static_cast<double>(expected.size()));
      double sum = 0.0;
      for (const double at_distance : pairs) sum += at_distance;
      CHECK(sum == std::pow(expected.size(), 2));
      // With hops of any length there is one cluster, with none each state is one.
      const int all = static_cast<int>(network::neurons(networks));
      CHECK(Clusters{networks, 0.25, all}.run(sample)->clusters == (expected.empty() ? 0.0 : 1.0));
      CHECK(Clusters{networks, 0.25, 0}.run(sample)->clusters ==
            static_cast<double>(expected.size()));
    }
}

TEST_CASE("triples come in six orders and with their mirror images, and at all even distances") {
  const TripleCounting point{spec(9), 0.8};
  double all = 0.0;
  for (std::uint64_t k = 0; k < 6; ++k) {
    const auto triples = point.run({4, k})->triples;
    REQUIRE(triples.size() == 3);  // 2, 4 and 6 = 2N/3
    for (const double number : triples) {
      CHECK(std::fmod(number, 12.0) == 0.0);
      all += number;
    }
  }
  CHECK(all > 0.0);
  const auto none = point.estimate(std::vector<TripleCounting::Outcome>(3, {{0.0, 0.0, 0.0}}));
  CHECK(none.front().error == 12.0 * sampling::unseen_share(3));
}

TEST_CASE("networks that are a large share of the work get all threads") {
  const std::vector<Counting> points{{spec(8), 0.0}, {spec(40), 0.4}};
  const std::vector<std::uint64_t> few{1000, 1}, many{1000, 100000};
  CHECK(Counting::together(points, few, 4) == std::vector<bool>{false, true});
  CHECK(Counting::together(points, few, 1) == std::vector<bool>{false, false});
  CHECK(Counting::together(points, many, 4) == std::vector<bool>{false, false});
}

TEST_CASE("estimates of counts that are all equal allow for a pair that was not seen") {
  const Counting point{spec(16), -0.3};
  const auto none = point.estimate(std::vector<Counting::Outcome>(20));
  CHECK(none.mean_count.value == 0.0);
  CHECK(none.mean_count.error == Approx(2.0 / 21.0));
  CHECK(std::isinf(none.annealed_entropy.value));
  CHECK(std::isnan(none.typical_entropy.value));
  CHECK(none.empty_fraction.low == Approx(20.0 / 21.0));
  CHECK(none.empty_fraction.high == 1.0);
  // Some networks have two: the next ones may have four.
  std::vector<Counting::Outcome> some(20);
  for (std::size_t k = 0; k < 5; ++k) some[3 * k].count = 2;
  const auto found = point.estimate(some);
  CHECK(found.mean_count.value == 0.5);
  CHECK(found.mean_count.error == Approx(std::sqrt(0.75 / 19.0)));
  CHECK(found.typical_entropy.value == Approx(std::log(2.0) / 16));
  CHECK(found.typical_entropy.error == Approx(std::log(2.0) / 16 / 6));
  // A single one among them tells nothing of the spread.
  std::vector<Counting::Outcome> lone(20);
  lone[7].count = 2;
  CHECK(std::isnan(point.estimate(lone).typical_entropy.error));
  CHECK(std::isnan(point.estimate(lone).annealed_entropy.error));
  CHECK(point.estimate(lone).mean_count.error == Approx(0.1));
  CHECK_THROWS_AS(point.estimate({}), std::invalid_argument);
}

TEST_CASE("estimates of pairs and clusters without any have upper limits") {
  const PairCounting pairs{spec(4), 0.0};
  const auto none = pairs.estimate(std::vector<PairCounting::Outcome>(9, {{0, 0, 0, 0, 0}}));
  REQUIRE(none.size() == 5);
  for (const std::size_t k : {0U, 4U}) CHECK(none[k].error == Approx(0.2));
  for (const std::size_t k : {1U, 2U, 3U}) CHECK(none[k].error == Approx(0.4));
  const Clusters clusters{spec(4), 0.0};
  const auto empty = clusters.estimate(std::vector<Clusters::Outcome>(9));
  CHECK(empty.clusters.error == Approx(0.1));
  CHECK(std::isnan(empty.isolated_fraction.value));
  CHECK(empty.empty_fraction.low == Approx(0.9));
  const auto isolated =
      clusters.estimate(std::vector<Clusters::Outcome>(9, {2.0, 1.0, 0.5, 0.0, 1.0, 0.0}));
  CHECK(isolated.isolated_fraction.value == 1.0);
  CHECK(isolated.isolated_fraction.error == Approx(0.1));
  CHECK(isolated.largest_fraction.error == Approx(0.05));
}
