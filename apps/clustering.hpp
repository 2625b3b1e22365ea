// Clusters of the fixed points of many networks: what `clusters` and its figure have in common.
#pragma once

#include <span>
#include <vector>

#include <steady/numerics/network/state.hpp>
#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/sampling/tasks.hpp>

namespace steady::apps {

/// What one network's clusters at a link distance are like, as a task's result.
sampling::Row cluster_row(std::span<const network::PackedState> states, int size,
                          int link_distance);

/// Means over networks of rows of cluster_row. Networks without fixed points count as zero in
/// `clusters` and `largest`, and are left out of all others. Where all are equal the error is that
/// of a network not seen yet (sampling::with_unseen), for which one step more or the farther bound
/// holds.
struct ClusterEstimates {
  sampling::Estimate clusters;           ///< number of clusters
  sampling::Estimate largest;            ///< states in the largest cluster
  sampling::Estimate largest_fraction;   ///< the same as a share of all fixed points
  sampling::Estimate mean_log_size;      ///< ln(size), mean over the clusters of a network
  sampling::Estimate isolated_fraction;  ///< share of fixed points alone in their cluster
  sampling::Estimate mean_diameter;      ///< largest distance inside, mean over the clusters
  sampling::Interval empty_fraction;     ///< share of networks without fixed points, Wilson
};

ClusterEstimates estimate_clusters(std::span<const sampling::Row> networks);

}  // namespace steady::apps
