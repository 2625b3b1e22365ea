#include <steady/numerics/studies/ground_states.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include <steady/numerics/enumeration/ground_state.hpp>
#include <steady/numerics/sampling/machine.hpp>
#include <steady/numerics/studies/key.hpp>

namespace steady::studies {

using Outcome = GroundStates::Outcome;

std::optional<Outcome> GroundStates::run(const Sample& sample) const {
  const auto couplings = network::draw_couplings(networks, sample.seed, sample.index);
  require_symmetric(networks, couplings, sample);
  const double begin = sampling::thread_seconds();
  const auto found = enumeration::ground_states(couplings, {max_nodes, sample.stop});
  if (found.stopped) return std::nullopt;
  Outcome outcome;
  outcome.energy = energy_per_neuron(networks, found.energy, sample);
  outcome.lower_bound = energy_per_neuron(networks, found.lower_bound, sample);
  outcome.degeneracy = found.degeneracy;
  outcome.state = SplitState::of(found.state);
  outcome.proved = found.proved;
  outcome.nodes = found.nodes;
  outcome.rounding = energy_rounding(networks, sample);
  outcome.seconds = sampling::thread_seconds() - begin;
  return outcome;
}

std::string GroundStates::key() const {
  return Key(name).add(networks).add("max_nodes", max_nodes).text();
}

std::string GroundStates::describe() const {
  return fmt::format("networks of {} neurons", network::neurons(networks));
}

double GroundStates::cost() const {
  const double size = network::neurons(networks);
  const double bounds = 2e-9 * std::pow(size, 4);
  const double nodes = std::min(max_nodes, 800.0 * std::exp2(0.22 * (size - 40.0)));
  return bounds + 1e-9 * size * size * nodes;
}

double GroundStates::bytes() const {
  constexpr double engine = 1e6;
  return engine;
}

GroundStateEstimates GroundStates::estimate(std::span<const Outcome> outcomes) const {
  if (outcomes.empty()) throw std::invalid_argument("GroundStates::estimate: no networks");
  GroundStateEstimates e{};
  std::vector<double> energies, bounds, degeneracies;
  for (const auto& outcome : outcomes) {
    energies.push_back(outcome.energy);
    degeneracies.push_back(outcome.degeneracy);
    bounds.push_back(outcome.lower_bound);
    e.proved += outcome.proved ? 1.0 : 0.0;
    e.rounding = std::max(e.rounding, outcome.rounding);
    e.nodes += static_cast<double>(outcome.nodes);
    e.seconds += outcome.seconds;
  }
  const auto n = static_cast<double>(outcomes.size());
  e.energy = sampling::mean(energies);
  e.lower_bound = sampling::mean(bounds).value;
  const double one_more = networks.external_field == 0.0 ? 2.0 : 1.0;
  e.degeneracy = sampling::with_unseen(sampling::mean(degeneracies), outcomes.size(), one_more);
  e.proved /= n;
  e.nodes /= n;
  e.seconds /= n;
  return e;
}

}  // namespace steady::studies
