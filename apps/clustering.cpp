#include "clustering.hpp"

#include <cmath>
#include <limits>
#include <numeric>

#include <steady/numerics/enumeration/clusters.hpp>

namespace steady::apps {
namespace {

enum Column { clusters, largest, largest_fraction, log_size, isolated, diameter, columns };

double mean_of(const auto& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Over all networks, or over those with fixed points.
sampling::Estimate column_mean(std::span<const sampling::Row> networks, Column column,
                               bool with_empty) {
  std::vector<double> values;
  for (const auto& row : networks)
    if (with_empty || row[clusters] > 0) values.push_back(row[column]);
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  return values.empty() ? sampling::Estimate{nan, nan} : sampling::mean(values);
}

}  // namespace

sampling::Row cluster_row(std::span<const network::PackedState> states, int size,
                          int link_distance) {
  sampling::Row row(columns, 0.0);
  if (states.empty()) return row;
  const auto summary = enumeration::summarize_clusters(
      states, size, enumeration::link_states(states, size, link_distance));
  row[clusters] = static_cast<double>(summary.sizes.size());
  row[largest] = static_cast<double>(summary.largest);
  row[largest_fraction] = row[largest] / static_cast<double>(states.size());
  row[log_size] = size * mean_of(summary.entropies);
  row[isolated] = summary.isolated_fraction;
  row[diameter] = mean_of(summary.diameters);
  return row;
}

ClusterEstimates estimate_clusters(std::span<const sampling::Row> networks) {
  double empty = 0.0;
  for (const auto& row : networks) empty += row[clusters] == 0.0;
  return {column_mean(networks, clusters, true),          column_mean(networks, largest, true),
          column_mean(networks, largest_fraction, false), column_mean(networks, log_size, false),
          column_mean(networks, isolated, false),         column_mean(networks, diameter, false),
          empty / static_cast<double>(networks.size())};
}

}  // namespace steady::apps
