#include <steady/numerics/studies/spectrum.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include <steady/numerics/enumeration/energy.hpp>
#include <steady/numerics/studies/fixed_points.hpp>
#include <steady/numerics/studies/key.hpp>
#include <steady/theory/domain.hpp>

namespace steady::studies {
namespace {

using Outcome = Spectrum::Outcome;

/// Numbers of the bins of the lowest and of the highest energy.
std::pair<double, double> first_and_last(std::span<const Outcome> outcomes, double bin) {
  double lowest = std::numeric_limits<double>::infinity(), highest = -lowest;
  for (const auto& outcome : outcomes)
    if (!outcome.levels.empty()) {
      lowest = std::min(lowest, outcome.levels.front().energy);
      highest = std::max(highest, outcome.levels.back().energy);
    }
  return {std::floor(lowest / bin), std::floor(highest / bin)};
}

/// Number `place` of the multiples of the width, rounded once where its inverse is a whole number.
double border(double place, double bin) {
  const double per_unit = std::round(1.0 / bin);
  return 1.0 / per_unit == bin ? place / per_unit : place * bin;
}

}  // namespace

std::optional<Outcome> Spectrum::run(const Sample& sample) const {
  const auto couplings = network::draw_couplings(networks, sample.seed, sample.index);
  require_symmetric(networks, couplings, sample);
  Outcome outcome;
  const auto states = fixed_points_of(networks, self_coupling, sample, &outcome.doubts);
  if (!states) return std::nullopt;
  std::vector<std::pair<std::int64_t, network::PackedState>> sorted;
  for (const auto state : *states)
    sorted.emplace_back(enumeration::energy(couplings, state), state);
  std::sort(sorted.begin(), sorted.end());
  outcome.rounding = energy_rounding(networks, sample);
  for (const auto& [energy, state] : sorted)
    outcome.levels.push_back({energy_per_neuron(networks, energy, sample), SplitState::of(state)});
  return outcome;
}

std::string Spectrum::key() const {
  return Key(name).add(networks).add("self_coupling", self_coupling).text();
}

std::string Spectrum::describe() const {
  return describe_fixed_points(networks, self_coupling);
}

double Spectrum::cost() const {
  return fixed_points_forecast(networks, self_coupling).seconds;
}

double Spectrum::bytes() const {
  constexpr double engine = 1e6;
  return engine + fixed_points_bytes(networks, self_coupling);
}

std::vector<EnergyBin> Spectrum::estimate(std::span<const Outcome> outcomes) const {
  if (outcomes.empty()) throw std::invalid_argument("Spectrum::estimate: no networks");
  if (!(bin > 0.0)) throw outside("bin", bin, "(0,∞)");
  const auto [first, last] = first_and_last(outcomes, bin);
  std::vector<EnergyBin> bins;
  if (!(first <= last)) return bins;  // no fixed points
  const auto number = static_cast<std::size_t>(last - first) + 1;
  std::vector<std::vector<double>> counts(number, std::vector<double>(outcomes.size(), 0.0));
  for (std::size_t k = 0; k < outcomes.size(); ++k)
    for (const auto& level : outcomes[k].levels)
      counts[static_cast<std::size_t>(std::floor(level.energy / bin) - first)][k] += 1.0;
  // Without external fields −s is a fixed point with s.
  const double pair = networks.external_field == 0.0 ? 2.0 : 1.0;
  for (std::size_t b = 0; b < number; ++b) {
    const double place = first + static_cast<double>(b);
    bins.push_back({border(place, bin), border(place + 1.0, bin),
                    sampling::with_unseen(sampling::mean(counts[b]), outcomes.size(), pair)});
  }
  return bins;
}

}  // namespace steady::studies
