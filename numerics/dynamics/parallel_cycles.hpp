// Every cycle of the parallel dynamics of one small network, by exhaustion.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include <steady/numerics/network/couplings.hpp>

namespace steady::dynamics {

/// Largest network whose 2^N states the exhaustive functions accept (one word a state).
inline constexpr int max_exhaustive_size = 26;

/// successor[s] is the state after one parallel update of s, eq. (1.3): every neuron with
/// s_i h_i + J_D < 0 flips, all at once. 2^N entries; N·2^N additions by a Gray code.
/// Throws std::domain_error for size > max_exhaustive_size or a NaN self-coupling.
std::vector<std::uint32_t> parallel_map(const network::Couplings& couplings, double self_coupling);

/// Number of cycles of each period of the map; period 1 counts the fixed points.
using CycleCensus = std::map<std::uint64_t, std::uint64_t>;
CycleCensus cycle_census(const std::vector<std::uint32_t>& successor);

/// Number of unordered cycles of period exactly two: half the states s ≠ f(s) with f(f(s)) = s.
std::uint64_t count_two_cycles(const std::vector<std::uint32_t>& successor);

}  // namespace steady::dynamics
