#include <steady/numerics/studies/pair_counting.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include <steady/numerics/enumeration/pair_counts.hpp>
#include <steady/numerics/studies/fixed_points.hpp>
#include <steady/numerics/studies/key.hpp>
#include <steady/theory/pairs.hpp>

namespace steady::studies {

using Outcome = PairCounting::Outcome;

std::optional<Outcome> PairCounting::run(const Sample& sample) const {
  std::vector<DoubtfulNeuron> doubts;
  const auto states = fixed_points_of(networks, self_coupling, sample, &doubts);
  if (!states) return std::nullopt;
  auto outcome = measure(*states);
  outcome.doubts = std::move(doubts);
  return outcome;
}

Outcome PairCounting::measure(std::span<const network::PackedState> states) const {
  const auto size = static_cast<int>(network::neurons(networks));
  return {enumeration::ordered_pairs_by_distance(states, size), {}};
}

std::string PairCounting::key() const {
  return Key(name).add(networks).add("self_coupling", self_coupling).text();
}

std::string PairCounting::describe() const {
  return describe_fixed_points(networks, self_coupling);
}

double PairCounting::cost() const {
  const auto forecast = fixed_points_forecast(networks, self_coupling);
  // √⟨#²⟩: the closed form of asymmetric networks stands for all, but others may have more.
  const double typical = std::exp(
      0.5 * theory::log_mean_square_fixed_points(static_cast<int>(network::neurons(networks)),
                                                 relative_self_coupling(networks, self_coupling)));
  return forecast.seconds + seconds_of(std::max(typical, forecast.fixed_points));
}

double PairCounting::bytes() const {
  return fixed_points_bytes(networks, self_coupling);
}

std::vector<sampling::Estimate> PairCounting::estimate(std::span<const Outcome> outcomes) const {
  const auto size = static_cast<std::size_t>(network::neurons(networks));
  std::vector<sampling::Estimate> result;
  for (std::size_t k = 0; k <= size; ++k) {
    std::vector<double> pairs;
    for (const auto& outcome : outcomes) pairs.push_back(outcome.pairs[k]);
    const double next = k == 0 || k == size ? 2.0 : 4.0;
    result.push_back(sampling::with_unseen(sampling::mean(pairs), pairs.size(), next));
  }
  return result;
}

}  // namespace steady::studies
