// States that studies write beside their outcomes: judged here by the equations.
#include <bit>
#include <cmath>
#include <vector>

#include <tests/catch.hpp>
#include <tests/oracles/scratch_folder.hpp>

#include <steady/numerics/files/runs_file.hpp>
#include <steady/numerics/network/network.hpp>
#include <steady/numerics/sampling/outcome.hpp>
#include <steady/numerics/studies/relaxation.hpp>
#include <steady/numerics/studies/searching.hpp>
#include <steady/numerics/studies/solving.hpp>

using namespace steady;
using network::Network;
using network::Spins;
using studies::Relaxation;

namespace {

Spins row(const std::vector<std::int8_t>& states, std::int64_t index, std::int64_t size) {
  const auto begin = states.begin() + index * size;
  return {begin, begin + size};
}

/// (7.1) of all neurons at once, as on paper.
Spins updated(const Network& network, double self_coupling, const Spins& spins) {
  const auto fields = network::local_fields(network, spins);
  auto next = spins;
  for (std::size_t i = 0; i < spins.size(); ++i)
    if (spins[i] * std::ldexp(fields[i], -20) + self_coupling < 0.0)
      next[i] = static_cast<std::int8_t>(-spins[i]);
  return next;
}

/// Outcomes and what the file then holds.
template <class S>
std::vector<files::Runs> runs_kept(const S& point, std::uint64_t samples, int threads,
                                   const std::vector<std::int64_t>& sweeps,
                                   const std::vector<typename S::Outcome>& expected) {
  const ScratchFolder folder;
  const auto path = folder.path() / "runs.h5";
  sampling::RunOptions how;
  how.threads = threads;
  files::RunsWriter writer(path, "", "");
  const std::vector<studies::Keeping<S>> keeping{{point, {&writer, "", 2, sweeps}}};
  const auto outcomes = studies::run_all<studies::Keeping<S>>(keeping, 5, samples, how);
  CHECK_FALSE(std::filesystem::exists(path));
  writer.close();
  for (std::size_t k = 0; k < expected.size(); ++k) {
    auto outcome = outcomes[0][k], same = expected[k];
    if constexpr (requires { outcome.seconds; }) outcome.seconds = same.seconds = 0.0;
    const auto bits = [](const auto& of) {  // nan is equal to nan
      std::vector<std::uint64_t> all;
      for (const double number : sampling::encode(of))
        all.push_back(std::bit_cast<std::uint64_t>(number));
      return all;
    };
    CHECK(bits(outcome) == bits(same));
  }
  const files::RunsReader reader(path);
  std::vector<files::Runs> all;
  for (const auto& name : reader.names()) all.push_back(reader.read(name));
  REQUIRE(all.size() == samples);
  return all;
}

template <class S>
std::vector<typename S::Outcome> outcomes_of(const S& point, std::uint64_t samples) {
  return studies::run_all<S>(std::span(&point, 1), 5, samples, {}).front();
}

}  // namespace

TEST_CASE("kept cycles close under the dynamics, and courses follow it beyond their end") {
  Relaxation point;
  point.networks.size = 11;
  point.options.rule = dynamics::Rule::parallel;
  point.options.max_sweeps = 500;
  point.starts = 6;
  const std::vector<std::int64_t> sweeps{0, 1, 3, 40, 41, 100};
  const auto outcomes = outcomes_of(point, 12);
  const auto all = runs_kept(point, 12, 1, sweeps, outcomes);
  int cycles = 0, fixed = 0;
  for (std::uint64_t k = 0; k < all.size(); ++k) {
    const auto& runs = all[k];
    const auto network = network::draw_network(point.networks, 5, k);
    CHECK(runs.sample == k);
    CHECK(runs.network == network::key(point.networks));
    REQUIRE(runs.count() == 6);
    for (std::int64_t r = 0; r < 6; ++r) {
      const auto at = static_cast<std::size_t>(r);
      const auto end = row(runs.end, r, 11);
      CHECK((runs.verified[at] == 1) == network::is_fixed_point(network, 0.0, end));
      const auto first = runs.cycle_first[at], last = runs.cycle_first[at + 1];
      if (runs.verified[at] == 1) {
        ++fixed;
        CHECK(runs.period[at] == 1);
        CHECK(first == last);
      } else {
        ++cycles;
        REQUIRE(last - first == runs.period[at]);
        CHECK(runs.period[at] == outcomes[k].ends[at].cycle_length);
        CHECK(row(runs.cycle_states, first, 11) == end);
        for (auto c = first; c < last; ++c)
          CHECK(updated(network, 0.0, row(runs.cycle_states, c, 11)) ==
                row(runs.cycle_states, c + 1 < last ? c + 1 : first, 11));
      }
      auto state = row(runs.start, r, 11);
      std::int64_t now = 0;
      for (std::size_t t = 0; t < sweeps.size(); ++t) {
        for (; now < sweeps[t]; ++now) state = updated(network, 0.0, state);
        const auto number = r * static_cast<std::int64_t>(sweeps.size()) + std::int64_t(t);
        CHECK(row(runs.trajectory, number, 11) == state);
      }
    }
  }
  CHECK(cycles > 10);
  CHECK(fixed > 0);
}

TEST_CASE("what is kept does not depend on threads, and given starts are those of every network") {
  Relaxation point;
  point.networks.size = 60;
  point.options.self_coupling = 0.6;
  network::RandomStream random(1, "starts", 0);
  const std::vector<Spins> from{network::random_spins(60, random),
                                network::random_spins(60, random)};
  point.from = std::make_shared<const std::vector<Spins>>(from);
  CHECK_THROWS_AS(point.run({5, 0}), std::invalid_argument);  // one start in `starts`
  point.starts = 2;
  auto other = point;
  other.from = std::make_shared<const std::vector<Spins>>(2, from[0]);
  CHECK(other.key() != point.key());
  const auto outcomes = outcomes_of(point, 5);
  const auto one = runs_kept(point, 5, 1, {0, 2}, outcomes);
  const auto three = runs_kept(point, 5, 3, {0, 2}, outcomes);
  for (std::size_t k = 0; k < one.size(); ++k) {
    CHECK(one[k].end == three[k].end);
    CHECK(one[k].trajectory == three[k].trajectory);
    CHECK(one[k].columns.at("sweeps") == three[k].columns.at("sweeps"));
    CHECK(row(one[k].start, 0, 60) == from[0]);
    CHECK(row(one[k].start, 1, 60) == from[1]);
  }
}

TEST_CASE("states of searches are kept as verified where they are fixed points") {
  studies::Solving solving;
  solving.networks.size = 50;
  solving.options.self_coupling = 0.4;
  auto searching = studies::searching(solving.networks, "greedy");
  searching.self_coupling = 0.15;
  const auto check = [](const auto& all, const auto& point, double self_coupling, auto found) {
    const auto outcomes = outcomes_of(point, all.size());
    for (std::uint64_t k = 0; k < all.size(); ++k) {
      const auto network = network::draw_network(point.networks, 5, k);
      const bool fixed = network::is_fixed_point(network, self_coupling, all[k].end);
      CHECK(found(outcomes[k]) == fixed);
      CHECK(all[k].verified == std::vector<std::int8_t>{fixed});
      CHECK(all[k].columns.at("unstable")[0] ==
            network::count_unstable(network, self_coupling, all[k].end));
    }
  };
  check(runs_kept(solving, 3, 2, {}, outcomes_of(solving, 3)), solving, 0.4,
        [](const auto& o) { return o.settled(); });
  check(runs_kept(searching, 12, 2, {}, outcomes_of(searching, 12)), searching, 0.15,
        [](const auto& o) { return o.found; });
}
