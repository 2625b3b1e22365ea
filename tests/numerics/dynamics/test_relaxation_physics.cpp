// Where the dynamics goes: fixed points, cycles and stationary laws that are known otherwise.
#include <tests/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include <steady/numerics/dynamics/detail/cycle_search.hpp>
#include <steady/numerics/dynamics/parallel_cycles.hpp>
#include <steady/numerics/dynamics/relaxation.hpp>
#include <steady/numerics/dynamics/robustness.hpp>
#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/sampling/significance.hpp>
#include <steady/theory/cycles.hpp>
#include <steady/theory/gaussian.hpp>
#include <tests/oracles/test_networks.hpp>

using namespace steady;
using dynamics::Order;
using dynamics::Rule;
using dynamics::Status;
using network::Network;

namespace {

std::vector<network::Spins> random_starts(int size, std::size_t count, std::uint64_t seed) {
  network::RandomStream stream(seed, "starts", 0);
  std::vector<network::Spins> starts;
  for (std::size_t k = 0; k < count; ++k) starts.push_back(network::random_spins(size, stream));
  return starts;
}

// At the significance of one claim out of `claims`, all true with probability 0.999.
void check_z(double z, std::size_t claims) {
  CHECK(sampling::two_sided_p_value(z) > sampling::family_wise_threshold(1e-3, claims));
}

}  // namespace

TEST_CASE("the states reached are among the enumerated fixed points") {
  for (const int size : {12, 20})
    for (const double self_coupling : {0.1, 0.5}) {
      const auto couplings = network::draw_couplings({}, size, 31, 0);
      const auto known = enumeration::all_fixed_points(couplings, self_coupling);
      const auto starts = random_starts(size, 200, 3);
      for (const auto order : {Order::random, Order::permutation, Order::fixed, Order::greedy})
        for (const auto rule : {Rule::asynchronous, Rule::parallel, Rule::heat_bath}) {
          dynamics::Options options;
          options.rule = rule;
          options.order = order;
          options.self_coupling = self_coupling;
          std::size_t settled = 0;
          for (const auto& end : relax_all(Network(couplings), starts, options, {1, "run"})) {
            const auto state = network::packed(end.spins);
            const bool listed = std::find(known->begin(), known->end(), state) != known->end();
            REQUIRE(listed == (end.status == Status::fixed_point));
            settled += listed ? 1 : 0;
          }
          if (!known->empty() && rule == Rule::asynchronous) CHECK(settled > 0);
        }
    }
}

TEST_CASE("every start of a small network has the transient and the period of the parallel map") {
  for (const int size : {2, 5, 10})
    for (const double self_coupling : {-0.4, 0.0, 0.3}) {
      const auto couplings = oracles::gaussian_network(size, 0.0, 21);
      const auto successor = dynamics::parallel_map(couplings, self_coupling);
      const Network network(couplings);
      dynamics::Options options;
      options.rule = Rule::parallel;
      options.self_coupling = self_coupling;
      options.max_sweeps = 1 << size;
      for (std::uint32_t start = 0; start < successor.size(); ++start) {
        std::vector<std::int64_t> seen(successor.size(), -1);
        std::uint32_t state = start;
        std::int64_t time = 0;
        for (; seen[state] < 0; state = successor[state]) seen[state] = time++;
        const auto end =
            dynamics::relax(network, network::unpacked(start, size), options, {1, "none", 0});
        if (time - seen[state] == 1) {
          REQUIRE(end.status == Status::fixed_point);
          REQUIRE(end.sweeps == static_cast<double>(seen[state]));
        } else {
          REQUIRE(end.status == Status::cycle);
          REQUIRE(end.transient == seen[state]);
          REQUIRE(end.cycle_length == time - seen[state]);
          REQUIRE(end.sweeps == static_cast<double>(time));
        }
        REQUIRE(network::packed(end.spins) == state);
      }
    }
}

TEST_CASE("cycles are found with little memory, with the same period and transient") {
  for (std::uint64_t number = 0; number < 20; ++number) {
    const auto network = network::draw_network({.size = 18}, 22, number);
    const auto start = random_starts(18, 1, number).front();
    dynamics::Options options;
    options.rule = Rule::parallel;
    options.max_sweeps = 1 << 20;
    const auto end = dynamics::relax(network, start, options, {1, "none", 0});
    if (end.status != Status::cycle) continue;
    for (const std::size_t remembered : {2UL, 3UL, 10UL}) {
      using namespace dynamics::detail;
      LiveState state(network, start, network::stability_threshold(0.0), best_simd_level());
      CycleSearch search(state, {}, remembered);
      CycleSearch::Cycle found;
      std::int64_t now = 0;
      for (; (found = search.closed_by(state, now)).length == 0; ++now)
        state.flip(state.unstable_places());
      REQUIRE(found.length == end.cycle_length);
      REQUIRE(found.transient == end.transient);
      REQUIRE(static_cast<double>(now) <= 4.0 * end.sweeps + 4.0);
    }
  }
}

TEST_CASE("checking a cycle ends when it is told to stop") {
  // Sweep by sweep a long run from its start; the check of the cycle would repeat all of them.
  using namespace dynamics::detail;
  const auto network = network::draw_network({.size = 18}, 22, 0);
  const auto start = random_starts(18, 1, 0).front();
  for (const std::size_t remembered : {2UL, 1UL << 20}) {
    std::stop_source source;
    LiveState state(network, start, network::stability_threshold(0.0), best_simd_level());
    CycleSearch search(state, source.get_token(), remembered), patient(state, {}, remembered);
    for (std::int64_t now = 0;; ++now) {
      const auto found = patient.closed_by(state, now);
      if (found.length > 0) {
        source.request_stop();
        REQUIRE(found.transient > 0);
        CHECK(search.closed_by(state, now).length == 0);
        break;
      }
      REQUIRE(search.closed_by(state, now).length == 0);
      state.flip(state.unstable_places());
    }
  }
}

TEST_CASE("symmetric networks settle one by one, and all at once end in periods of one or two") {
  const auto network = network::draw_network({.ensemble = {1.0, {}}, .size = 120}, 3, 0);
  const auto starts = random_starts(120, 70, 4);
  for (const auto order : {Order::random, Order::permutation, Order::fixed, Order::greedy}) {
    dynamics::Options options;
    options.order = order;
    for (const auto& end : relax_all(network, starts, options, {2, "run"}))
      CHECK(end.status == Status::fixed_point);
  }
  dynamics::Options options;
  options.rule = Rule::parallel;
  for (const auto& end : relax_all(network, starts, options, {2, "run"}))
    CHECK((end.status == Status::fixed_point || end.cycle_length == 2));
}

TEST_CASE("one parallel update keeps the mean overlap 2 Phi(a) - 1", "[statistical]") {
  for (const double self_coupling : {-0.3, 0.0, 0.5, 1.0}) {
    const int size = 30;
    dynamics::Options options;
    options.rule = Rule::parallel;
    options.self_coupling = self_coupling;
    options.max_sweeps = 1;
    std::vector<double> overlaps;
    for (std::uint64_t sample = 0; sample < 20000; ++sample) {
      const auto network = network::draw_network({.size = size}, 41, sample);
      const auto start = random_starts(size, 1, sample).front();
      overlaps.push_back(
          dynamics::relax(network, start, options, {1, "none", 0}).overlap_with_start);
    }
    const double a = self_coupling * std::sqrt(size / (size - 1.0));
    check_z(sampling::z_score(sampling::mean(overlaps), 2.0 * theory::normal_cdf(a) - 1.0), 4);
  }
}

TEST_CASE("a random start lies on a 2-cycle as often as the mean number says", "[statistical]") {
  for (const int size : {4, 7})
    for (const double self_coupling : {-0.3, 0.1}) {
      dynamics::Options options;
      options.rule = Rule::parallel;
      options.self_coupling = self_coupling;
      options.max_sweeps = 2;
      std::vector<double> on_cycle;
      for (std::uint64_t sample = 0; sample < 40000; ++sample) {
        const auto network = network::draw_network({.size = size}, 42, sample);
        const auto start = random_starts(size, 1, sample).front();
        const auto end = dynamics::relax(network, start, options, {1, "none", 0});
        on_cycle.push_back(end.status == Status::cycle && end.transient == 0 ? 1.0 : 0.0);
      }
      const double expected =
          std::exp(theory::log_mean_two_cycles(size, self_coupling)) * std::exp2(1 - size);
      CAPTURE(size, self_coupling, expected);
      check_z(sampling::z_score(sampling::mean(on_cycle), expected), 4);
    }
}

TEST_CASE("at a temperature symmetric networks reach their known stationary laws",
          "[statistical]") {
  const int size = 5;
  const double temperature = 0.7;
  const Network network(oracles::gaussian_network(size, 1.0, 33));
  const auto energy_law = [&](bool parallel) {
    std::vector<double> weights;
    for (network::PackedState state = 0; state < 1U << size; ++state) {
      const auto spins = network::unpacked(state, size);
      const auto fields = network::local_fields(network, spins);
      double exponent = 0.0;
      for (std::size_t i = 0; i < spins.size(); ++i) {
        const double h = fields[i] * 0x1p-20 / temperature;
        exponent += parallel ? std::log(2.0 * std::cosh(h)) : 0.5 * spins[i] * h;
      }
      weights.push_back(std::exp(exponent));
    }
    double sum = 0.0;
    for (const double w : weights) sum += w;
    for (double& w : weights) w /= sum;
    return weights;
  };
  struct Law {
    Rule rule;
    Order order;
  };
  for (const auto& law :
       {Law{Rule::asynchronous, Order::random}, Law{Rule::asynchronous, Order::permutation},
        Law{Rule::asynchronous, Order::fixed}, Law{Rule::parallel, Order::random},
        Law{Rule::heat_bath, Order::random}, Law{Rule::heat_bath, Order::permutation},
        Law{Rule::heat_bath, Order::fixed}}) {
    dynamics::Options options;
    options.rule = law.rule;
    options.order = law.order;
    options.temperature = temperature;
    options.stop_at_fixed_point = false;
    options.max_sweeps = 40;
    const std::size_t runs = 30000;
    const auto starts = random_starts(size, runs, 5);
    std::vector<double> counts(1U << size, 0.0);
    for (std::size_t k = 0; k < runs; ++k)
      ++counts[network::packed(dynamics::relax(network, starts[k], options, {8, "run", k}).spins)];
    const auto expected = energy_law(law.rule == Rule::parallel);
    double chi_squared = 0.0;
    for (std::size_t s = 0; s < counts.size(); ++s) {
      const double mean = expected[s] * static_cast<double>(runs);
      chi_squared += (counts[s] - mean) * (counts[s] - mean) / mean;
    }
    CAPTURE(to_string(law.rule), to_string(law.order), chi_squared);
    CHECK(chi_squared < 68.0);  // 31 degrees of freedom: exceeded with probability 1.4e-4
    CHECK(chi_squared > 8.9);   // and below this with 4e-5
  }
}

TEST_CASE("waiting times have the law of visits one by one", "[statistical]") {
  const auto network = network::draw_network({.size = 80}, 6, 0);
  const auto starts = random_starts(80, 4000, 6);
  dynamics::Options options;
  options.self_coupling = 0.9;
  // relax_all visits neuron after neuron. One start per block: independent orders.
  std::vector<double> difference_sweeps, difference_flips;
  for (std::size_t k = 0; k < starts.size(); ++k) {
    const auto alone = dynamics::relax(network, starts[k], options, {9, "run", k});
    const auto visits =
        dynamics::relax_all(network, std::span(starts).subspan(k, 1), options, {9, "block", k});
    difference_sweeps.push_back(alone.sweeps - visits[0].sweeps);
    difference_flips.push_back(static_cast<double>(alone.flips - visits[0].flips));
  }
  check_z(sampling::z_score(sampling::mean(difference_sweeps), 0.0), 2);
  check_z(sampling::z_score(sampling::mean(difference_flips), 0.0), 2);
}

TEST_CASE("perturbed fixed points: what comes back, and what cannot") {
  const auto network = network::draw_network({.size = 90}, 7, 0);
  dynamics::Options options;
  options.self_coupling = 1.2;
  const auto origin =
      dynamics::relax(network, random_starts(90, 1, 7).front(), options, {1, "run", 0});
  REQUIRE(origin.status == Status::fixed_point);
  const std::vector<int> flips{0, 1, 9, 90};
  const auto all = dynamics::perturb(network, origin.spins, flips, 70, options, {1, "perturb"});
  REQUIRE(all.size() == 280);
  for (std::size_t k = 0; k < all.size(); ++k) {
    const auto& one = all[k];
    CHECK(one.flipped == flips[k / 70]);
    CHECK(one.returned == (one.settled && one.overlap == 1.0));
    if (one.flipped == 0) CHECK((one.returned && one.sweeps == 0.0));
    if (one.flipped == 90) CHECK((one.settled && one.overlap == -1.0));
  }
  // After one flip some come back and some do not.
  std::size_t returned = 0;
  for (std::size_t k = 70; k < 140; ++k) returned += all[k].returned ? 1 : 0;
  CHECK(returned > 0);
  CHECK(returned < 70);

  // Where every state is a fixed point nothing comes back.
  options.self_coupling = 50.0;
  for (const auto& one :
       dynamics::perturb(network, origin.spins, std::vector<int>{9}, 5, options, {1, "perturb"})) {
    CHECK_FALSE(one.returned);
    CHECK(one.overlap == Approx(0.8).epsilon(1e-15));
  }
  options.self_coupling = 1.2;
  CHECK(dynamics::perturb(network, origin.spins, flips, 0, options, {1, "perturb"}).empty());
  const auto refused = [&](const network::Spins& state, int count, int trials) {
    CHECK_THROWS_AS(
        dynamics::perturb(network, state, std::vector<int>{count}, trials, options, {1, "perturb"}),
        std::invalid_argument);
  };
  refused(random_starts(90, 1, 8).front(), 1, 1);
  refused(origin.spins, 91, 1);
  refused(origin.spins, -1, 1);
  refused(origin.spins, 1, -1);
}
