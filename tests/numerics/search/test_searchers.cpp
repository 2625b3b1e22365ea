// Every searcher keeps the promises of the one face that they share.
#include <algorithm>
#include <cmath>

#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/search/searcher.hpp>
#include <tests/catch.hpp>

#include "networks.hpp"

using namespace steady;
using namespace steady::search;

namespace {

Budget with_effort(double effort) {
  Budget budget;
  budget.max_effort = effort;
  return budget;
}

bool same(const Outcome& a, const Outcome& b) {
  return a.found == b.found && a.effort == b.effort && a.unstable == b.unstable &&
         a.spins == b.spins;
}

}  // namespace

TEST_CASE("every searcher has a name, a description and a unit") {
  const auto names = searcher_names();
  CHECK(names.size() >= 8);
  for (const auto& name : names) {
    const auto searcher = make_searcher(name, {});
    CHECK(searcher.name == name);
    CHECK_FALSE(searcher.description.empty());
    CHECK((searcher.effort_unit == "sweeps" || searcher.effort_unit == "iterations"));
    CHECK(searcher.bytes({.size = 100, .modules = 2}) > 0.0);
    CHECK(std::count(names.begin(), names.end(), name) == 1);
  }
  CHECK_THROWS_AS(make_searcher("oracle", {}), std::invalid_argument);
  CHECK_THROWS_AS(make_searcher("asynchronous", with_effort(-1.0)), DomainError);
  CHECK_THROWS_AS(make_searcher("asynchronous", with_effort(NAN)), DomainError);
}

TEST_CASE("outcomes are verified, deterministic and within the budget on networks of every kind") {
  for (const auto& name : searcher_names()) {
    const auto searcher = make_searcher(name, with_effort(60.0));
    for (const auto& [kind, network] : tests::networks_of_every_kind(48)) {
      INFO(name << ", " << kind);
      for (const double self_coupling : {0.2, 1.5}) {
        const network::RandomStream random(3, "search", 0);
        const auto outcome = searcher.search(network, self_coupling, random, {});
        CHECK_FALSE(outcome.stopped);
        CHECK(outcome.effort >= 0.0);
        CHECK(outcome.effort <= 60.0);
        REQUIRE(outcome.spins.size() == static_cast<std::size_t>(network.size()));
        CHECK(outcome.unstable == network::count_unstable(network, self_coupling, outcome.spins));
        CHECK(outcome.found == network::is_fixed_point(network, self_coupling, outcome.spins));
        CHECK(same(outcome, searcher.search(network, self_coupling, random, {})));
        // A field can leave message passing no choice; elsewhere its noise decides between ±s.
        if (kind.starts_with("external field")) continue;
        const auto other =
            searcher.search(network, self_coupling, network::RandomStream(3, "search", 1), {});
        CHECK_FALSE(other.spins == outcome.spins);
      }
    }
  }
}

TEST_CASE("what searchers find in small networks is in the enumerated set") {
  constexpr int size = 16;
  for (std::uint64_t sample = 0; sample < 3; ++sample) {
    const auto couplings = network::draw_couplings({}, size, 5, sample);
    const network::Network network(couplings);
    for (const double self_coupling : {0.2, 0.5}) {
      auto states = enumeration::all_fixed_points(couplings, self_coupling, {}).value();
      std::sort(states.begin(), states.end());
      for (const auto& name : searcher_names()) {
        INFO(name);
        const auto searcher = make_searcher(name, with_effort(200.0));
        int found = 0;
        for (std::uint64_t k = 0; k < 10; ++k) {
          const auto outcome =
              searcher.search(network, self_coupling, network::RandomStream(4, "search", k), {});
          found += outcome.found;
          CHECK(outcome.found ==
                std::binary_search(states.begin(), states.end(), network::packed(outcome.spins)));
        }
        if (states.empty()) CHECK(found == 0);
      }
    }
  }
}

TEST_CASE("all searchers succeed far above their thresholds and fail where nothing is") {
  const auto network = tests::dense_network(60, 0);
  for (const auto& name : searcher_names()) {
    INFO(name);
    const auto searcher = make_searcher(name, with_effort(300.0));
    CHECK(searcher.search(network, 2.0, {5, "search", 0}, {}).found);
    CHECK_FALSE(searcher.search(network, -1.0, {5, "search", 0}, {}).found);
  }
}

TEST_CASE("a budget of zero judges the start, and a stop is obeyed") {
  const auto network = tests::dense_network(40, 1);
  std::stop_source source;
  source.request_stop();
  for (const auto& name : searcher_names()) {
    INFO(name);
    const auto nothing =
        make_searcher(name, with_effort(0.0)).search(network, 0.3, {6, "search", 0}, {});
    CHECK(nothing.effort == 0.0);
    CHECK_FALSE(nothing.found);
    CHECK(nothing.unstable == network::count_unstable(network, 0.3, nothing.spins));
    const auto everything =
        make_searcher(name, with_effort(0.0)).search(network, 9.0, {6, "search", 0}, {});
    CHECK(everything.found);
    const auto searcher = make_searcher(name, with_effort(1e6));
    CHECK(searcher.search(network, 0.0, {6, "search", 0}, source.get_token()).stopped);
  }
}

TEST_CASE("searchers find the same at every vector level") {
  const auto network = tests::dense_network(70, 2);
  for (const auto& name : searcher_names()) {
    INFO(name);
    auto budget = with_effort(30.0);
    const auto best = make_searcher(name, budget).search(network, 0.3, {7, "search", 0}, {});
    budget.simd = SimdLevel::portable;
    CHECK(same(best, make_searcher(name, budget).search(network, 0.3, {7, "search", 0}, {})));
  }
}
