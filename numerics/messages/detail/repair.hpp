// Internal: the last step of a search, from a state with a few unstable neurons to a fixed point.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <steady/numerics/messages/detail/known_states.hpp>
#include <steady/numerics/network/kept_fields.hpp>

namespace steady::messages::detail {

/// Steepest descent on E = Σ_i max(0, −x_i)² by single flips, which may go uphill but never turns a
/// neuron twice (tabu). Only neurons that are stable after their flip, x_i ≤ 2 (J_D + d_i), are
/// tried. E is an integer in units of 2^-40: the same path everywhere. Of the change of E only the
/// rows that a flip can make unstable are summed, about most critical first, and only until the sum
/// exceeds the best.
///
/// Messages come back to the same states again and again; one that led nowhere is not tried twice.
class Repair {
 public:
  /// Refers to the network.
  Repair(const network::Network& network, double self_coupling, int max_steps);

  /// From a state of this network. True when it ends in a fixed point, which spins() then is.
  bool run(const network::KeptFields& start) {
    if (failures_.contains(start.spins())) return false;
    const bool found = descend(start);
    if (!found) failures_.add(start.spins());
    return found;
  }

  /// After a run that found one.
  const network::Spins& spins() const { return state_->spins(); }

 private:
  bool descend(const network::KeptFields& start);
  /// E after turning the neuron; exact if it is below `lowest`.
  std::uint64_t energy_after(int neuron, std::uint64_t lowest) const;
  void find_critical();
  void order_critical(std::span<const std::int32_t> rows, std::vector<std::int32_t>& ordered) const;
  bool turn_best();
  void judge();
  std::int32_t threshold_of(std::size_t neuron) const {
    const auto own = network_.self_couplings();
    return own.empty() ? threshold_ : threshold_ - own[neuron];
  }

  const network::Network& network_;
  std::int32_t threshold_;
  int max_steps_;
  std::optional<network::KeptFields> state_;
  std::vector<std::int32_t> missing_;  ///< threshold − s_i h_i − d_i: positive where x_i < 0
  std::vector<std::int32_t> sign_;     ///< 0 for s_i = 1, −1 (all bits) for s_i = −1
  std::vector<bool> turned_;
  std::uint64_t energy_ = 0;
  std::int32_t largest_loss_ = 0;  ///< of a stability by one flip; 0: not known yet
  /// By module: rows that one flip can make unstable, those that miss most first (to a 32nd of the
  /// range, which is all that speed needs); and E of the module.
  std::vector<std::vector<std::int32_t>> critical_;
  std::vector<std::uint64_t> module_energy_;
  std::vector<std::int32_t> unordered_;  ///< scratch of find_critical
  KnownStates failures_;
};

}  // namespace steady::messages::detail
