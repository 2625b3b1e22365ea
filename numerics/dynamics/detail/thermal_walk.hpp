// Internal: a state that runs on at temperature T > 0, sweep after sweep.
//
// Random numbers: word v of the counted blocks of the walk's stream for visit v = 0, 1, …; in the
// parallel dynamics v = sweep·N + neuron. In random order word·N = neuron·2^64 + rest, and the rest
// is the U of (7.2); otherwise the word is U and the order has a stream of its own (Visits). In the
// heat bath, (7.14), a neuron that is down takes 1 − U.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <steady/numerics/dynamics/detail/choices.hpp>
#include <steady/numerics/dynamics/detail/flip_law.hpp>
#include <steady/numerics/dynamics/detail/live_state.hpp>

namespace steady::dynamics::detail {

class ThermalWalk {
 public:
  /// Temperature above 0; options as checked by the caller.
  ThermalWalk(const network::Network& network, std::span<const std::int8_t> start,
              const Options& options, network::RandomStream words, network::RandomStream order);

  /// One sweep; the number of neurons that flipped.
  std::int64_t sweep();
  const LiveState& state() const { return state_; }

 private:
  /// What a visit looks at, without the way to it; nothing of it moves when neurons flip.
  struct View;
  View view() const;

  std::int64_t visit_randomly();
  std::int64_t visit_in_order();
  std::int64_t update_all();
  template <class Visit>
  void visit_in_turn(const Visit& visit);
  std::size_t words_ready(std::int64_t wanted);

  LiveState state_;
  Rule rule_;
  Order order_;
  FlipLaw law_;
  Visits visits_;
  network::RandomStream stream_;
  std::uint64_t next_block_ = 0;
  static constexpr std::size_t words_at_a_time = 256;
  std::size_t next_word_ = words_at_a_time;
  std::array<std::uint64_t, words_at_a_time> words_{};
  Bits flipping_;
};

}  // namespace steady::dynamics::detail
