#include "clustering.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <numeric>

#include <steady/numerics/enumeration/clusters.hpp>

namespace steady::apps {
namespace {

enum Column { clusters, largest, largest_fraction, log_size, isolated, diameter, columns };

double mean_of(const auto& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Over all networks, or over those with fixed points. One not seen yet may differ by `step`.
sampling::Estimate column_mean(std::span<const sampling::Row> networks, Column column,
                               bool with_empty, double step) {
  std::vector<double> values;
  for (const auto& row : networks)
    if (with_empty || row[clusters] > 0) values.push_back(row[column]);
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  return values.empty() ? sampling::Estimate{nan, nan}
                        : sampling::with_unseen(sampling::mean(values), values.size(), step);
}

/// Of a share, which lies between 0 and 1.
sampling::Estimate share_mean(std::span<const sampling::Row> networks, Column column) {
  const double value = column_mean(networks, column, false, 0.0).value;
  return column_mean(networks, column, false, std::max(value, 1.0 - value));
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
  std::uint64_t empty = 0;
  for (const auto& row : networks) empty += row[clusters] == 0.0 ? 1 : 0;
  return {column_mean(networks, clusters, true, 1.0),
          column_mean(networks, largest, true, 1.0),
          share_mean(networks, largest_fraction),
          column_mean(networks, log_size, false, std::numbers::ln2),
          share_mean(networks, isolated),
          column_mean(networks, diameter, false, 1.0),
          sampling::wilson(empty, networks.size())};
}

}  // namespace steady::apps
