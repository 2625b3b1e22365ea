// How many pairs of fixed points of one network lie at each Hamming distance.
#pragma once

#include <span>
#include <vector>

#include <steady/numerics/network/state.hpp>

namespace steady::enumeration {

/// Ordered pairs at Hamming distance 0…size (size + 1 entries, whole numbers), the finite-network
/// counterpart of eq. (3.1): distance 0 counts each state once. Quadratic in the number of states.
std::vector<double> ordered_pairs_by_distance(std::span<const network::PackedState> states,
                                              int size);

}  // namespace steady::enumeration
