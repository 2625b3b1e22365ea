// Internal: has a deterministic run been in this state before?
#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <utility>

#include <steady/numerics/dynamics/detail/live_state.hpp>
#include <steady/numerics/dynamics/detail/seen_states.hpp>

namespace steady::dynamics::detail {

/// What a remembered word suggests is checked on the states themselves, for which the run is
/// repeated from its start.
class CycleSearch {
 public:
  struct Cycle {
    std::int64_t length = 0;  ///< 0: none
    std::int64_t transient = 0;
  };

  /// Of the memory after so many sweeps.
  static double bytes(double sweeps) { return SeenStates::bytes(sweeps); }

  explicit CycleSearch(const LiveState& start, std::stop_token stop = {},
                       std::size_t most_remembered = SeenStates::usual_memory)
      : start_(start), stop_(std::move(stop)), seen_(most_remembered) {}

  /// Is `state`, that of sweep `now`, on a cycle that the run has closed? Ask at every sweep. After
  /// a stop the answer may be that none is known.
  Cycle closed_by(const LiveState& state, std::int64_t now);

 private:
  Cycle verified(const LiveState& state, std::int64_t earlier, std::int64_t now) const;

  LiveState start_;
  std::stop_token stop_;
  SeenStates seen_;
};

}  // namespace steady::dynamics::detail
