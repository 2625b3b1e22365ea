// Internal: the signs of the total fields as a state, and how many of its neurons are unstable.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include <steady/numerics/network/kept_fields.hpp>

namespace steady::messages::detail {

/// Few spins change from one call to the next: what follows them is nearly free.
class RoundedState {
 public:
  /// Stability is judged at `self_coupling`. Refers to the network.
  RoundedState(const network::Network& network, double self_coupling);

  /// s_i = sign of total_i; at exactly zero a neuron keeps its state (at first +1).
  void follow(std::span<const double> total);

  const network::Spins& spins() const { return state_ ? state_->spins() : first_; }
  /// After a first follow().
  const network::KeptFields& state() const { return *state_; }
  int unstable() const { return unstable_; }
  int turned() const { return turned_; }  ///< neurons that the last call changed

 private:
  const network::Network& network_;
  std::int32_t threshold_;
  network::Spins first_;
  std::optional<network::KeptFields> state_;
  int unstable_ = 0;
  int turned_ = 0;
};

}  // namespace steady::messages::detail
