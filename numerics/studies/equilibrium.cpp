#include <steady/numerics/studies/equilibrium.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include <steady/numerics/dynamics/relaxation.hpp>
#include <steady/numerics/network/streams.hpp>
#include <steady/numerics/sampling/significance.hpp>
#include <steady/numerics/studies/key.hpp>

namespace steady::studies {
namespace {

using dynamics::ThermalAverage;
using network::Spins;
using Outcome = Equilibrium::Outcome;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Spins pattern_of(const Equilibrium& at, const Sample& sample) {
  if (!at.pattern.empty()) return at.pattern;
  const auto& spec = at.networks;
  const bool stored =
      !spec.from_file && spec.modules == 1 && network::stores_patterns(spec.ensemble);
  return stored ? network::stored_pattern(spec.size, 0, sample.seed, sample.index) : Spins{};
}

Spins random_start(const network::Network& network, const Sample& sample, std::uint64_t replica) {
  network::RandomStream stream(sample.seed, "equilibrium, start", sample.index, replica);
  return network::random_spins(network.size(), stream);
}

/// From below.
Spins quenched_start(const network::Network& network, double self_coupling, const Sample& sample) {
  dynamics::Options quench;
  quench.self_coupling = self_coupling;
  quench.max_sweeps = 100;
  return dynamics::relax(network, random_start(network, sample, 1), quench,
                         {sample.seed, "equilibrium, quench", sample.index})
      .spins;
}

void rescale(ThermalAverage& average, double factor) {
  average.value *= factor;
  average.error *= factor;
}

/// Energies in the units of the file.
void rescale(dynamics::ThermalAverages& averages, double factor) {
  rescale(averages.energy, factor);
  rescale(averages.alignment, factor);
  averages.start_difference *= factor;
  averages.start_difference_error *= factor;
}

ThermalEstimate estimate_of(std::span<const Outcome> outcomes,
                            const dynamics::Observable& observable) {
  std::vector<double> values;
  double squares = 0.0, times = 0.0, with_time = 0.0;
  for (const auto& outcome : outcomes) {
    const auto& one = outcome.averages.*observable.average;
    values.push_back(one.value);
    squares += one.error * one.error;
    if (std::isnan(one.time)) continue;
    times += one.time;
    ++with_time;
  }
  const auto n = static_cast<double>(outcomes.size());
  auto mean = sampling::mean(values);
  const double change = std::max(observable.high - mean.value, mean.value - observable.low);
  if (std::isfinite(change)) mean = sampling::with_unseen(mean, values.size(), change);
  return {mean, std::sqrt(squares) / n, with_time > 0 ? times / with_time : nan};
}

std::vector<OverlapBin> overlaps_of(std::span<const Outcome> outcomes, int neurons) {
  const int bins = static_cast<int>(outcomes.front().averages.overlap_histogram.size());
  std::vector<OverlapBin> result(static_cast<std::size_t>(bins), {0.0, 0.0, {nan, nan}});
  std::vector<double> distances(result.size(), 0.0);
  for (int k = 0; k <= neurons && bins > 0; ++k) {
    const auto bin = static_cast<std::size_t>(dynamics::overlap_bin(neurons, bins, k));
    result[bin].overlap += 1.0 - 2.0 * k / neurons;
    ++distances[bin];
  }
  for (std::size_t b = 0; b < result.size(); ++b) {
    std::vector<double> shares;
    for (const auto& outcome : outcomes) shares.push_back(outcome.averages.overlap_histogram[b]);
    result[b].overlap /= distances[b];
    result[b].width = distances[b] * 2.0 / neurons;
    // A bin that no network met may hold what one more would have met.
    result[b].share = sampling::with_unseen(sampling::mean(shares), shares.size(), 1.0);
  }
  return result;
}

/// The smallest p of a network, and that of the differences of all together, twice.
double agreement_of(std::span<const Outcome> outcomes) {
  double lowest = 1.0, difference = 0.0, squares = 0.0;
  for (const auto& outcome : outcomes) {
    const auto& a = outcome.averages;
    lowest = std::min(lowest, a.agreement);
    difference += a.start_difference;
    squares += a.start_difference_error * a.start_difference_error;
  }
  const double of_all = static_cast<double>(outcomes.size()) * lowest;
  if (!(squares > 0.0)) return std::min(1.0, of_all);
  const double together = sampling::two_sided_p_value(difference / std::sqrt(squares));
  return std::min(1.0, 2.0 * std::min(of_all, together));
}

}  // namespace

std::optional<Outcome> Equilibrium::run(const Sample& sample) const {
  const auto network = network::draw_network(networks, sample.seed, sample.index);
  const auto reference = pattern_of(*this, sample);
  auto how = options;
  how.stop = sample.stop;
  how.pattern = reference;
  how.self_coupling = network::to_engine(networks, sample.index, options.self_coupling);
  how.temperature = network::to_engine(networks, sample.index, options.temperature);
  const double begin = sampling::thread_seconds();
  const std::array starts{
      random_start(network, sample, 0),
      reference.empty() ? quenched_start(network, how.self_coupling, sample) : reference};
  auto averages =
      dynamics::thermal_averages(network, starts, how, {sample.seed, "equilibrium", sample.index});
  if (!averages) return std::nullopt;
  rescale(*averages, 1.0 / network::to_engine(networks, sample.index, 1.0));
  return Outcome{std::move(*averages), sampling::thread_seconds() - begin};
}

std::string Equilibrium::key() const {
  auto described = options;
  Key key(name);
  key.add(networks).add(options::entries(described));
  std::string states;
  for (const auto spin : pattern) states += spin > 0 ? '+' : '-';
  if (!states.empty()) key.add("pattern", std::string_view(states));
  return key.text();
}

std::string Equilibrium::describe() const {
  return fmt::format("networks of size {} in {} module(s), {} sweeps in equilibrium", networks.size,
                     networks.modules, options.burn_in + options.sweeps);
}

double Equilibrium::cost() const {
  // A few ns a visit, and what leaves a neuron for every flip: fewer in the cold.
  const double couplings = network::mean_couplings(networks);
  const double flips = options.rule == dynamics::Rule::parallel
                           ? 0.5
                           : 0.25 * options.temperature / (0.5 + options.temperature);
  const auto sweeps = static_cast<double>(options.burn_in + options.sweeps);
  return 2.0 * sweeps * (8e-9 * network::neurons(networks) + flips * 3e-10 * couplings) +
         1e-8 * couplings;
}

double Equilibrium::bytes() const {
  return network::draw_network_bytes(networks) +
         dynamics::thermal_averages_bytes(options, network::neurons(networks));
}

EquilibriumEstimates Equilibrium::estimate(std::span<const Outcome> outcomes) const {
  if (outcomes.empty()) throw std::invalid_argument("Equilibrium::estimate: no networks");
  EquilibriumEstimates e{};
  for (const auto& observable : dynamics::observables)
    e.averages.push_back(estimate_of(outcomes, observable));
  e.overlaps = overlaps_of(outcomes, static_cast<int>(network::neurons(networks)));
  e.agreement = agreement_of(outcomes);
  const auto n = static_cast<double>(outcomes.size());
  for (const auto& outcome : outcomes) {
    e.reliable += outcome.averages.reliable ? 1.0 / n : 0.0;
    e.seconds += outcome.seconds / n;
  }
  const bool all_reliable = std::all_of(outcomes.begin(), outcomes.end(),
                                        [](const Outcome& one) { return one.averages.reliable; });
  e.status = e.agreement < significance ? EquilibriumStatus::not_equilibrated
             : all_reliable             ? EquilibriumStatus::equilibrated
                                        : EquilibriumStatus::too_short;
  if (all_reliable) e.reliable = 1.0;
  return e;
}

}  // namespace steady::studies
