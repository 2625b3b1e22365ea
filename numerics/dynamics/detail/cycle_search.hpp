// Internal: has a deterministic run been in this state before?
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <unordered_map>
#include <utility>

#include <steady/numerics/dynamics/detail/live_state.hpp>

namespace steady::dynamics::detail {

/// Remembers one word for the states of sweeps 0, g, 2g, …; g = 1 until `most_remembered` of them
/// are known, and doubles whenever there are more. A state that comes back is thus noticed at once
/// while g = 1, later within g sweeps. What a word suggests is checked on the states themselves,
/// for which the run is repeated from its start.
class CycleSearch {
 public:
  struct Cycle {
    std::int64_t length = 0;  ///< 0: none
    std::int64_t transient = 0;
  };

  static constexpr std::size_t usual_memory = std::size_t{1} << 20;

  /// Of the memory after so many sweeps: a node and its share of the table for each.
  static double bytes(double sweeps) {
    constexpr double per_sweep = 56.0;
    return per_sweep * std::min(sweeps, static_cast<double>(usual_memory));
  }

  explicit CycleSearch(const LiveState& start, std::stop_token stop = {},
                       std::size_t most_remembered = usual_memory)
      : start_(start), stop_(std::move(stop)), most_remembered_(most_remembered) {}

  /// Is `state`, that of sweep `now`, on a cycle that the run has closed? Ask at every sweep. After
  /// a stop the answer may be that none is known.
  Cycle closed_by(const LiveState& state, std::int64_t now);

 private:
  void forget_every_other();
  Cycle verified(const LiveState& state, std::int64_t earlier, std::int64_t now) const;

  LiveState start_;
  std::stop_token stop_;
  std::size_t most_remembered_;
  std::int64_t stride_ = 1;
  std::unordered_map<std::uint64_t, std::int64_t> sweeps_;
};

}  // namespace steady::dynamics::detail
