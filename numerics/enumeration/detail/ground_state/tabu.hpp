// Internal: a good state to begin with; whether it is the best one, the tree decides.
#pragma once

#include <steady/numerics/enumeration/detail/ground_state/component.hpp>
#include <steady/numerics/network/state.hpp>

namespace steady::enumeration::detail {

struct GoodState {
  double gain;                 ///< −E
  network::PackedState state;  ///< in the bits of the network
};

/// The largest −E met by tabu search from several random states.
GoodState good_state(const Component& component);

}  // namespace steady::enumeration::detail
