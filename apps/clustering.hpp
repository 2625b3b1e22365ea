// Clusters of the fixed points of many networks: what `clusters` and its figure have in common.
#pragma once

#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include <steady/numerics/network/couplings.hpp>
#include <steady/numerics/network/state.hpp>
#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/sampling/tasks.hpp>

namespace steady::apps {

/// All fixed points of one network; nothing when it was stopped.
std::optional<std::vector<network::PackedState>> all_fixed_points(
    const network::Couplings& couplings, double self_coupling, std::stop_token stop);

/// What one network's clusters at a link distance are like, as a task's result.
sampling::Row cluster_row(std::span<const network::PackedState> states, int size,
                          int link_distance);

/// Means over networks of rows of cluster_row. Networks without fixed points count as zero in
/// `clusters` and `largest`, and are left out of all others.
struct ClusterEstimates {
  sampling::Estimate clusters;           ///< number of clusters
  sampling::Estimate largest;            ///< states in the largest cluster
  sampling::Estimate largest_fraction;   ///< the same as a share of all fixed points
  sampling::Estimate mean_log_size;      ///< ln(size), mean over the clusters of a network
  sampling::Estimate isolated_fraction;  ///< share of fixed points alone in their cluster
  sampling::Estimate mean_diameter;      ///< largest distance inside, mean over the clusters
  double empty_fraction;                 ///< share of networks without fixed points
};

ClusterEstimates estimate_clusters(std::span<const sampling::Row> networks);

}  // namespace steady::apps
