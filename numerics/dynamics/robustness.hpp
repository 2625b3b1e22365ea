// How stable a fixed point is against flipping neurons: the size of its basin.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <steady/numerics/dynamics/relaxation.hpp>

namespace steady::dynamics {

/// What became of one fixed point after `flipped` of its neurons were flipped and it relaxed.
struct Recovery {
  int flipped;     ///< k, different neurons, uniformly chosen
  bool settled;    ///< reached a fixed point within the budget
  bool returned;   ///< the very fixed point it came from
  double overlap;  ///< of the last state with it
  double sweeps;
};

/// Flips each number of `flips` neurons of `fixed_point`, `trials` times, and relaxes: flips.size()
/// × trials results, trials fastest. Throws std::invalid_argument when `fixed_point` is not one or
/// a number of flips lies outside 0…size; and as relax().
std::vector<Recovery> perturb(const network::Network& network,
                              std::span<const std::int8_t> fixed_point, std::span<const int> flips,
                              int trials, const Options& options, const Streams& streams);

}  // namespace steady::dynamics
