// Internal: branch and bound for the states of largest −E of one component.
#pragma once

#include <cstdint>
#include <stop_token>

#include <steady/numerics/enumeration/detail/ground_state/component.hpp>
#include <steady/numerics/network/state.hpp>

namespace steady::enumeration::detail {

struct BestStates {
  double gain = 0.0;               ///< largest −E found
  double bound = 0.0;              ///< no state has more
  double count = 0.0;              ///< states with it
  network::PackedState state = 0;  ///< the lowest of them, in the bits of the network
  bool proved = false;
  std::uint64_t nodes = 0;
};

BestStates best_states(const Component& component, double max_nodes, const std::stop_token& stop);

}  // namespace steady::enumeration::detail
