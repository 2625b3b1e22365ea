// The study of searches: physics that is known, and what a study promises.
#include <cmath>
#include <set>
#include <vector>

#include <steady/numerics/network/streams.hpp>
#include <steady/numerics/studies/searches.hpp>
#include <steady/theory/gaussian.hpp>
#include <tests/catch.hpp>

#include "study_checks.hpp"

using namespace steady;
using namespace steady::studies;

static_assert(Study<Searching>);
static_assert(Study<Searches>);

namespace {

std::vector<Searching::Outcome> all(const Searching& point, std::uint64_t samples,
                                    int threads = 1) {
  sampling::RunOptions run;
  run.threads = threads;
  return run_all<Searching>({&point, 1}, 3, samples, run).front();
}

}  // namespace

TEST_CASE("a search without budget judges a random state, by every algorithm", "[statistical]") {
  // A random state is a fixed point with probability Φ(J_D √(N/(N−1)))^N.
  constexpr int size = 20;
  constexpr double self_coupling = 1.6;
  const double expected =
      std::pow(theory::normal_cdf(self_coupling * std::sqrt(size / (size - 1.0))), size);
  for (const auto& name : search::searcher_names()) {
    const auto point =
        searching({.size = size}, name, {0.0, 0.0}).with(Control::self_coupling, self_coupling);
    const auto outcomes = all(point, 2000);
    const auto estimates = point.estimate(outcomes);
    // Three states are judged by `replicated`.
    const double found = name == "replicated" ? 1.0 - std::pow(1.0 - expected, 3) : expected;
    INFO(name << " " << estimates.found.estimate);
    CHECK(std::abs(estimates.found.estimate - found) <
          4.0 * std::sqrt(found * (1.0 - found) / 2000.0));
    CHECK(estimates.median_effort == 0.0);
    for (const auto& outcome : outcomes) CHECK(outcome.found == (outcome.unstable == 0));
  }
}

TEST_CASE("a run is the search in the network of the sample") {
  for (const char* name : {"greedy", "asynchronous", "reinforced", "annealing"}) {
    const network::NetworkSpec networks{.size = 60};
    const auto point = searching(networks, name, {50.0, 100.0}).with(Control::self_coupling, 0.3);
    const auto run = point.run({5, 2});
    REQUIRE(run);
    const auto plain = search::make_searcher(name, {.max_effort = point.budget.max_effort})
                           .search(network::draw_network(networks, 5, 2), 0.3,
                                   network::RandomStream(5, "search", 2), {});
    CHECK(run->found == plain.found);
    CHECK(run->effort == plain.effort);
    CHECK(run->unstable == plain.unstable);
    CHECK(point.budget.max_effort == (std::string(name) == "reinforced" ? 100.0 : 50.0));
  }
}

TEST_CASE("searches keep the promises of a study") {
  const Efforts few{30.0, 30.0};
  tests::check_study(
      std::vector{searching({.size = 50}, "asynchronous", few).with(Control::self_coupling, 0.3),
                  searching({.size = 40}, "reinforced", few).with(Control::self_coupling, 0.1)},
      6, [](const Searching::Outcome& outcome) { return outcome; });
}

TEST_CASE("searches together find what each finds alone") {
  const Efforts few{30.0, 30.0};
  Searches together;
  for (const char* algorithm : {"greedy", "reinforced", "asynchronous"})
    for (const double self_coupling : {0.1, 0.4})
      together.searches.push_back(
          searching({.size = 40}, algorithm, few).with(Control::self_coupling, self_coupling));
  auto two = together;
  two.searches.resize(2);
  tests::check_study(std::vector{together, two}, 3,
                     [](const Searches::Outcome& outcome) { return outcome; });
  const auto outcome = together.run({5, 2});
  REQUIRE(outcome);
  for (std::size_t k = 0; k < together.searches.size(); ++k)
    CHECK(sampling::encode(outcome->found[k]) ==
          sampling::encode(*together.searches[k].run({5, 2})));
  CHECK_THROWS_AS(Searches{}.run({5, 2}), std::invalid_argument);
  two.searches.push_back(searching({.size = 41}, "greedy", few));
  CHECK_THROWS_AS(two.run({5, 2}), std::invalid_argument);
}

TEST_CASE("the key of a search tells every parameter that matters") {
  const auto base = searching({.size = 50}, "annealing");
  std::set<std::string> keys{base.key()};
  keys.insert(base.with(Control::self_coupling, 0.1).key());
  keys.insert(searching({.size = 51}, "annealing").key());
  keys.insert(searching({.size = 50}, "replicated").key());
  keys.insert(searching({.size = 50}, "annealing", {999.0, 2000.0}).key());
  keys.insert(searching({.size = 50, .modules = 2}, "annealing").key());
  keys.insert(
      searching({.size = 50, .modules = 2}, "annealing").with(Control::coupling, 0.1).key());
  auto hot = base;
  hot.budget.hot = 0.5;
  keys.insert(hot.key());
  auto binary = base;
  binary.networks.ensemble.name = "binary";
  keys.insert(binary.key());
  CHECK(keys.size() == 9);
  CHECK(base.key() == searching({.size = 50}, "annealing", {1000.0, 1.0}).key());
}

TEST_CASE("a threshold of a study is that of its trials") {
  const auto point = searching({.size = 30, .modules = 2}, "asynchronous", {30.0, 30.0})
                         .with(Control::self_coupling, 0.05);
  const auto search = threshold_of(point, Control::coupling, 7, {.high = 2.0, .max_samples = 40});
  const auto found = thresholds::find_threshold(search.trial, search.options);
  for (const auto& trial : found.trials) {
    const auto again = point.with(Control::coupling, trial.control).run({7, trial.sample});
    CHECK(again->found == trial.outcome.success);
    CHECK(again->effort == trial.outcome.effort);
  }
}
