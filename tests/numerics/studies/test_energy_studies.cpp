// Studies of energies and of sampled basins: what holds for every study, and what they claim.
#include <cmath>
#include <cstdint>
#include <map>
#include <vector>

#include <boost/math/distributions/chi_squared.hpp>

#include <steady/numerics/studies/basins.hpp>
#include <steady/numerics/studies/ground_states.hpp>
#include <steady/numerics/studies/sampled_basins.hpp>
#include <steady/numerics/studies/spectrum.hpp>
#include <steady/theory/domain.hpp>
#include <tests/numerics/studies/study_checks.hpp>

using namespace steady;
using dynamics::Order;
using dynamics::Rule;
using studies::Basins;
using studies::GroundStates;
using studies::SampledBasins;
using studies::Spectrum;

namespace {

network::NetworkSpec drawn(int size, double symmetry, double external_field = 0.0) {
  return {.ensemble = {symmetry}, .size = size, .external_field = external_field};
}

}  // namespace

TEST_CASE("spectra and ground states are studies") {
  tests::check_study<Spectrum>(
      {{drawn(12, 1.0), 0.0}, {drawn(12, 1.0), 0.1}, {drawn(12, 1.0, 0.3), 0.0}}, 3,
      [](const Spectrum::Outcome& outcome) { return outcome; });
  tests::check_study<GroundStates>({{drawn(12, 1.0)}, {drawn(14, 1.0, 0.3)}, {drawn(12, 1.0), 9.0}},
                                   3, [](GroundStates::Outcome outcome) {
                                     outcome.seconds = 0.0;
                                     return outcome;
                                   });
  CHECK_THROWS_AS((Spectrum{drawn(8, 0.5)}.run({1, 0})), DomainError);
  CHECK_THROWS_AS((GroundStates{drawn(8, 0.5)}.run({1, 0})), DomainError);
}

TEST_CASE("the spectrum begins with the ground state and loses no fixed point in its bins") {
  const auto spec = drawn(16, 1.0);
  std::vector<Spectrum::Outcome> outcomes;
  std::vector<GroundStates::Outcome> lowest;
  double states = 0.0;
  for (std::uint64_t k = 0; k < 20; ++k) {
    outcomes.push_back(*Spectrum{spec, 0.0}.run({3, k}));
    lowest.push_back(*GroundStates{spec}.run({3, k}));
    REQUIRE(outcomes[k].levels.size() >= 2);
    CHECK(outcomes[k].levels.front().energy == lowest[k].energy);
    CHECK(outcomes[k].levels.front().state.joined() == lowest[k].state.joined());
    CHECK(lowest[k].degeneracy == 2.0);
    states += static_cast<double>(outcomes[k].levels.size());
  }
  const double width = 0.03;
  const auto bins = Spectrum{spec, 0.0, width}.estimate(outcomes);
  double sum = 0.0;
  for (const auto& bin : bins) {
    sum += bin.count.value;
    CHECK(bin.high - bin.low == Approx(width));
    CHECK(bin.count.error > 0.0);
  }
  CHECK(sum == Approx(states / 20));
  CHECK(bins.front().count.value > 0.0);
  CHECK(bins.back().count.value > 0.0);
  const auto found = GroundStates{spec}.estimate(lowest);
  CHECK(found.proved == 1.0);
  CHECK(found.energy.value == found.lower_bound);
  CHECK(bins.front().low <= found.energy.value);
  CHECK_THROWS_AS((Spectrum{spec, 0.0, 0.0}.estimate(outcomes)), DomainError);
}

TEST_CASE("sampled basins are a study") {
  tests::check_study<SampledBasins>(
      {{drawn(40, 0.0), Rule::parallel, Order::random, 0.3, 60, 100},
       {drawn(40, 0.0), Rule::asynchronous, Order::fixed, 0.3, 60, 100},
       {drawn(40, 0.0), Rule::asynchronous, Order::random, 0.3, 60, 100},
       {drawn(40, 1.0), Rule::asynchronous, Order::random, 0.0, 30, 100}},
      2, [](const SampledBasins::Outcome& outcome) { return outcome; });
  // All threads on one network find the same.
  const SampledBasins at{drawn(70, 0.5), Rule::asynchronous, Order::random, 0.2, 50, 100};
  CHECK(sampling::encode(*at.run({1, 0, 3})) == sampling::encode(*at.run({1, 0, 1})));
  // The first starts are the same.
  auto fewer = at;
  fewer.starts = 1;
  const auto one = *fewer.run({1, 0});
  CHECK(one.ends.size() + one.unsettled == 1);
  CHECK_THROWS_AS((SampledBasins{drawn(8, 0.0), Rule::heat_bath}.run({1, 0})), DomainError);
  fewer.starts = 0;
  CHECK_THROWS_AS(fewer.run({1, 0}), DomainError);
}

TEST_CASE("starts that wander are told from those that settle") {
  // At J_D = 0 large asymmetric networks are chaotic; strong self-couplings freeze the start.
  const auto chaotic =
      *SampledBasins{drawn(300, 0.0), Rule::parallel, Order::random, 0.0, 20, 50}.run({1, 0});
  CHECK(chaotic.unsettled == 20);
  CHECK(chaotic.ends.empty());
  const auto frozen =
      *SampledBasins{drawn(300, 0.0), Rule::parallel, Order::random, 9.0, 20, 50}.run({1, 0});
  CHECK(frozen.unsettled == 0);
  CHECK(frozen.ends.size() == 20);
  CHECK(studies::unseen_share(frozen).estimate == 1.0);
  CHECK(studies::unseen_share(chaotic).estimate == 0.0);
  // Antisymmetric networks at J_D = 0 and without fields: every attractor of the parallel rule has
  // period 4 (docs/theory.md, section 7.2).
  const auto four =
      *SampledBasins{drawn(50, -1.0), Rule::parallel, Order::random, 0.0, 40, 2000}.run({1, 0});
  CHECK(four.unsettled == 0);
  for (const auto& end : four.ends) CHECK(end.period == 4);
}

TEST_CASE("sampled shares are those of all starts", "[statistical]") {
  // 12 tests, each a χ² over the attractors with 5 or more expected starts and the rest; together
  // at the significance 0.001.
  constexpr int starts = 2000;
  constexpr double significance = 0.001 / 12;
  for (const auto& [rule, order] :
       {std::pair{Rule::parallel, Order::random}, std::pair{Rule::asynchronous, Order::fixed},
        std::pair{Rule::asynchronous, Order::random}})
    for (const double symmetry : {0.0, 1.0})
      for (const double self_coupling : {0.0, 0.3}) {
        CAPTURE(dynamics::to_string(rule), dynamics::to_string(order), symmetry, self_coupling);
        const auto spec = drawn(14, symmetry);
        const auto exact = *Basins{spec, rule, order, self_coupling}.run({11, 0});
        const auto sampled =
            *SampledBasins{spec, rule, order, self_coupling, starts, 100000}.run({11, 0});
        std::map<std::pair<std::uint32_t, std::int64_t>, double> met;
        for (const auto& end : sampled.ends)
          met[{end.state.front(), end.period}] = static_cast<double>(end.starts);
        double chi_squared = 0.0, rest = starts, rest_met = starts;
        int bins = 0;
        for (const auto& end : exact.ends) {
          const double expected = end.share * starts;
          if (expected < 5.0) continue;
          const double found = met[{end.state, end.period}];
          chi_squared += std::pow(found - expected, 2) / expected;
          rest -= expected;
          rest_met -= found;
          ++bins;
        }
        if (rest > 5.0) {
          chi_squared += std::pow(rest_met - rest, 2) / rest;
          ++bins;
        }
        if (exact.restless == 0.0) CHECK(sampled.unsettled == 0);
        CHECK(static_cast<double>(sampled.unsettled) <=
              starts * exact.restless + 5.0 * std::sqrt(starts * exact.restless));
        // Nothing that does not exist.
        for (const auto& end : sampled.ends) {
          const bool exists = std::any_of(exact.ends.begin(), exact.ends.end(), [&](auto& known) {
            return known.state == end.state.front() && known.period == end.period;
          });
          CHECK(exists);
        }
        if (bins < 2) continue;
        const boost::math::chi_squared law(bins - 1);
        CHECK(boost::math::cdf(complement(law, chi_squared)) > significance);
      }
}
