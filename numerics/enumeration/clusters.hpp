// Clusters of fixed points: which of them are connected by short hops.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <steady/numerics/network/state.hpp>

namespace steady::enumeration {

/// Single linkage: two states belong to one cluster when a chain of states joins them whose
/// successive Hamming distances are at most the link distance.
struct Clusters {
  /// Of each state, 0…count − 1. Clusters are numbered by their smallest member (as a number), so
  /// a state's label does not depend on the order of the input.
  std::vector<std::uint32_t> label;
  std::size_t count = 0;
};

/// The cost grows as the number of states, times the mean number of states nearby, while
/// size/(link_distance + 1) bits tell most states apart; beyond that it tends to their square.
/// Memory: about 40 bytes a state. Equal states are linked at any distance.
/// Throws std::domain_error for size outside [1,64] or a negative link distance,
/// std::length_error for 2^32 states or more.
Clusters link_states(std::span<const network::PackedState> states, int size, int link_distance);

struct ClusterSummary {
  std::vector<std::size_t> sizes;  ///< states in each cluster
  /// Largest Hamming distance inside each cluster; a lower bound where `exact` is false.
  std::vector<int> diameters;
  std::vector<bool> exact;
  std::vector<double> entropies;  ///< ln(size of the cluster)/N, nats per neuron
  std::size_t largest = 0;        ///< states in the largest cluster; 0 without states
  double isolated_fraction = 0;   ///< states alone in their cluster / all states; NaN without any
};

/// Diameters of clusters with more than `exact_up_to` states are those of a few sweeps to the
/// farthest state, exact only where the bits that vary allow no more. Throws
/// std::invalid_argument when `clusters` has not one label per state, std::domain_error for a size
/// outside [1,64].
ClusterSummary summarize_clusters(std::span<const network::PackedState> states, int size,
                                  const Clusters& clusters, std::size_t exact_up_to = 2048);

/// Ordered triples of states whose three Hamming distances are all `hamming_distance` ≥ 1: the
/// finite-network counterpart of theory::log_mean_triples. At least quadratic in the number of
/// states.
double ordered_triples_at_distance(std::span<const network::PackedState> states,
                                   int hamming_distance);

}  // namespace steady::enumeration
