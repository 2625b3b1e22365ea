#include <steady/numerics/studies/basins.hpp>

#include <bit>
#include <cmath>

#include <fmt/format.h>

#include <steady/numerics/dynamics/basins.hpp>
#include <steady/numerics/dynamics/ends.hpp>
#include <steady/numerics/dynamics/parallel_cycles.hpp>
#include <steady/numerics/studies/key.hpp>
#include <steady/numerics/studies/outcomes.hpp>
#include <steady/theory/domain.hpp>

namespace steady::studies {
namespace {

using dynamics::Order;
using dynamics::Rule;
using Outcome = Basins::Outcome;

bool is_parallel(const Basins& at) {
  return at.rule == Rule::parallel;
}
bool in_random_order(const Basins& at) {
  return at.rule == Rule::asynchronous && at.order == Order::random;
}

Outcome outcome_of(const std::vector<dynamics::Attractor>& attractors, double states) {
  Outcome outcome;
  for (const auto& attractor : attractors)
    outcome.ends.push_back({attractor.states.front(),
                            static_cast<std::int64_t>(attractor.states.size()),
                            static_cast<double>(attractor.basin) / states});
  return outcome;
}

Outcome outcome_of(const dynamics::Absorption& absorption) {
  Outcome outcome;
  for (const auto& end : absorption.ends) outcome.ends.push_back({end.state, 1, end.probability});
  outcome.restless = absorption.restless;
  outcome.error = absorption.error;
  return outcome;
}

/// The map of the values as read. The grid decides where it cannot be wrong: where x_i has one sign
/// with the rounding added and subtracted.
std::vector<std::uint32_t> map_as_read(const network::Couplings& couplings, AsRead& judge) {
  const auto& read = judge.network();
  const auto at = [&](double shift) {
    return dynamics::parallel_map(couplings, read.to_engine(judge.self_coupling() + shift));
  };
  auto map = at(read.largest_rounding());
  const auto unsure = at(-read.largest_rounding());
  for (std::uint32_t state = 0; state < map.size(); ++state) {
    auto open = map[state] ^ unsure[state];
    if (open == 0) continue;
    const auto spins = network::unpacked(state, read.size());
    for (; open != 0; open &= open - 1) {
      const auto bit = open & (~open + 1);  // stable in `map`
      if (judge.is_unstable(spins, std::countr_zero(open))) map[state] ^= bit;
    }
  }
  return map;
}

}  // namespace

std::optional<Outcome> Basins::run(const Sample& sample) const {
  dynamics::require_ends(rule, order);
  const auto couplings = network::draw_couplings(networks, sample.seed, sample.index);
  auto judge = as_read(networks, self_coupling, sample.index);
  const auto map = judge
                       ? map_as_read(couplings, *judge)
                       : dynamics::parallel_map(
                             couplings, network::to_engine(networks, sample.index, self_coupling));
  const double states = static_cast<double>(map.size());
  Outcome outcome;
  if (is_parallel(*this)) {
    outcome = outcome_of(dynamics::attractors(map, sample.stop), states);
  } else if (in_random_order(*this)) {
    constexpr int passes = 10000;
    outcome = outcome_of(dynamics::absorption(map, tolerance, passes, sample.stop));
  } else {
    const auto sweeps = dynamics::sweep_map(map, sample.stop);
    outcome = outcome_of(dynamics::attractors(sweeps, sample.stop), states);
  }
  if (sample.stop.stop_requested()) return std::nullopt;
  outcome.doubts = doubts_of(judge);
  return outcome;
}

std::string Basins::key() const {
  Key key(name);
  key.add(networks).add("rule", dynamics::to_string(rule));
  if (!is_parallel(*this)) key.add("order", dynamics::to_string(order));
  return key.add("self_coupling", self_coupling).text();
}

std::string Basins::describe() const {
  return fmt::format("all states of {} neurons", network::neurons(networks));
}

double Basins::cost() const {
  constexpr double passes = 100.0;
  const double states = std::exp2(network::neurons(networks));
  return network::neurons(networks) * states * (in_random_order(*this) ? passes : 1.0);
}

double Basins::bytes() const {
  constexpr double bytes_per_state = 24.0;  // a second map is gone before the others come
  return bytes_per_state * std::exp2(network::neurons(networks));
}

sampling::Estimate Basins::estimate(std::span<const Outcome> outcomes) const {
  const auto found = mean_of(outcomes, [](const Outcome& outcome) { return outcome.ends.size(); });
  return sampling::with_unseen(found, outcomes.size(), 1.0);
}

}  // namespace steady::studies
