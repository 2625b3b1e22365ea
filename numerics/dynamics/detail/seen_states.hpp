// Internal: which states has a run been in?
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>

#include <steady/numerics/dynamics/detail/live_state.hpp>

namespace steady::dynamics::detail {

/// Remembers one word for the states of sweeps 0, g, 2g, …; g = 1 until `most_remembered` of them
/// are known, and doubles whenever there are more. A state that comes back is thus noticed at once
/// while g = 1, later within g sweeps. What a word suggests is to be checked on the states.
class SeenStates {
 public:
  static constexpr std::size_t usual_memory = std::size_t{1} << 20;

  /// Of the memory after so many sweeps: a node and its share of the table for each.
  static double bytes(double sweeps) {
    constexpr double per_sweep = 56.0;
    return per_sweep * std::min(sweeps, static_cast<double>(usual_memory));
  }

  explicit SeenStates(std::size_t most_remembered = usual_memory)
      : most_remembered_(most_remembered) {}

  /// The remembered sweep with the same word; else the state may be remembered. Ask at every sweep.
  std::optional<std::int64_t> earlier(const Bits& state, std::int64_t now);

  /// g.
  std::int64_t stride() const { return stride_; }

 private:
  void forget_every_other();

  std::size_t most_remembered_;
  std::int64_t stride_ = 1;
  std::unordered_map<std::uint64_t, std::int64_t> sweeps_;
};

}  // namespace steady::dynamics::detail
