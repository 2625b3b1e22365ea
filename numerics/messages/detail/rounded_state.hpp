// Internal: the signs of the total fields as a state, and how many of its neurons are unstable.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <steady/numerics/network/network.hpp>

namespace steady::messages::detail {

/// Local fields are integers and follow the few spins that change: exact, and nearly free.
class RoundedState {
 public:
  /// Stability is judged at `self_coupling`. Refers to the network.
  RoundedState(const network::Network& network, double self_coupling);

  /// s_i = sign of total_i; at exactly zero a neuron keeps its state (at first +1).
  void follow(std::span<const double> total);

  const network::Spins& spins() const { return spins_; }
  std::span<const std::int32_t> fields() const { return fields_; }
  int unstable() const { return unstable_; }
  int turned() const { return turned_; }  ///< neurons that the last call changed

 private:
  void turn(int neuron);

  const network::Network& network_;
  std::int32_t threshold_;
  network::Spins spins_;
  std::vector<std::int32_t> fields_;
  int unstable_ = 0;
  int turned_ = 0;
};

}  // namespace steady::messages::detail
