// Where one start ends: the attractor of a network of any size that the dynamics at T = 0 leads to.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>

#include <steady/numerics/dynamics/rules.hpp>
#include <steady/numerics/network/network.hpp>
#include <steady/numerics/network/spins.hpp>
#include <steady/numerics/network/streams.hpp>

namespace steady::dynamics {

struct EndOptions {
  Rule rule = Rule::parallel;
  Order order = Order::fixed;  ///< of the asynchronous rule
  double self_coupling = 0.0;  ///< J_D
  std::int64_t max_sweeps = 1000;
  std::stop_token stop = {};
};

struct End {
  /// 1: a fixed point; more: a cycle, in sweeps; 0: not settled, neither at a fixed point nor back
  /// in a state of an earlier sweep within max_sweeps, or stopped.
  std::int64_t period = 0;
  /// The fixed point; of a cycle the state between two sweeps that is the lowest number when
  /// neuron i is bit i (the last neuron counts most); where the run was, if not settled.
  network::Spins state;
};

/// Follows the parallel dynamics or the asynchronous one in fixed order until a state comes back
/// (noticed as by relax: at once in the first 2^20 sweeps, then up to a factor 2 later), and that
/// in random order, for which `random` serves, to a fixed point. Throws DomainError for another
/// rule or order or max_sweeps < 0, std::invalid_argument for spins that are not ±1 of the
/// network's size.
End end_of(const network::Network& network, std::span<const std::int8_t> start,
           const EndOptions& options, const network::RandomStream& random);

/// Throws DomainError for what end_of does not know.
void require_ends(Rule rule, Order order);

/// Bytes that end_of needs at its peak beside the network.
double end_bytes(double neurons, std::int64_t max_sweeps);

}  // namespace steady::dynamics
