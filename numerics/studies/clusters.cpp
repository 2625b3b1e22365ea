#include <steady/numerics/studies/clusters.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <utility>

#include <steady/numerics/enumeration/clusters.hpp>
#include <steady/numerics/studies/fixed_points.hpp>
#include <steady/numerics/studies/key.hpp>

namespace steady::studies {
namespace {

using Outcome = Clusters::Outcome;

double mean_of(const auto& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Over all networks, or over those with fixed points. One not seen yet may differ by `step`.
sampling::Estimate mean_over(std::span<const Outcome> networks, double Outcome::*member,
                             bool with_empty, double step) {
  std::vector<double> values;
  for (const auto& network : networks)
    if (with_empty || network.clusters > 0) values.push_back(network.*member);
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (values.empty()) return {nan, nan};
  return sampling::with_unseen(sampling::mean(values), values.size(), step);
}

/// Of a share, which lies between 0 and 1.
sampling::Estimate share_over(std::span<const Outcome> networks, double Outcome::*member) {
  const double value = mean_over(networks, member, false, 0.0).value;
  return mean_over(networks, member, false, std::max(value, 1.0 - value));
}

}  // namespace

std::optional<Outcome> Clusters::run(const Sample& sample) const {
  std::vector<DoubtfulNeuron> doubts;
  const auto states = fixed_points_of(networks, self_coupling, sample, &doubts);
  if (!states) return std::nullopt;
  auto outcome = measure(*states);
  outcome.doubts = std::move(doubts);
  return outcome;
}

Outcome Clusters::measure(std::span<const network::PackedState> states) const {
  if (states.empty()) return {};
  const int size = static_cast<int>(network::neurons(networks));
  const auto summary = enumeration::summarize_clusters(
      states, size, enumeration::link_states(states, size, link_distance));
  const auto largest = static_cast<double>(summary.largest);
  return {static_cast<double>(summary.sizes.size()),
          largest,
          largest / static_cast<double>(states.size()),
          size * mean_of(summary.entropies),
          summary.isolated_fraction,
          mean_of(summary.diameters),
          {}};
}

std::string Clusters::key() const {
  return Key(name)
      .add(networks)
      .add("self_coupling", self_coupling)
      .add("link_distance", link_distance)
      .text();
}

std::string Clusters::describe() const {
  return describe_fixed_points(networks, self_coupling);
}

double Clusters::cost() const {
  const auto forecast = fixed_points_forecast(networks, self_coupling);
  return forecast.seconds + seconds_of(forecast.fixed_points);
}

double Clusters::bytes() const {
  return fixed_points_bytes(networks, self_coupling);
}

ClustersEstimates Clusters::estimate(std::span<const Outcome> outcomes) const {
  std::uint64_t empty = 0;
  for (const auto& outcome : outcomes) empty += outcome.clusters == 0.0 ? 1 : 0;
  return {mean_over(outcomes, &Outcome::clusters, true, 1.0),
          mean_over(outcomes, &Outcome::largest, true, 1.0),
          share_over(outcomes, &Outcome::largest_fraction),
          mean_over(outcomes, &Outcome::mean_log_size, false, std::numbers::ln2),
          share_over(outcomes, &Outcome::isolated_fraction),
          mean_over(outcomes, &Outcome::mean_diameter, false, 1.0),
          sampling::wilson(empty, outcomes.size())};
}

}  // namespace steady::studies
