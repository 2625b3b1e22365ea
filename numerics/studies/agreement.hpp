// Studies of the engines themselves: whether what one says of a network agrees with the list of all
// its fixed points. The truth is zero in every network.
#pragma once

#include <cstdint>
#include <optional>

#include <steady/numerics/messages/solver.hpp>
#include <steady/numerics/network/network_spec.hpp>
#include <steady/numerics/studies/study.hpp>

namespace steady::studies {

/// Two ways to enumerate the same network.
struct EnginesDiffer {
  double counts;              ///< |tree's count − the sweep's|: both signs add up
  double false_fixed_points;  ///< states found by the tree that are no fixed points
};
/// Nothing after a stop. Up to 64 neurons.
std::optional<EnginesDiffer> compare_engines(const network::NetworkSpec& networks,
                                             double self_coupling, const Sample& sample);

/// Number of the runs, one from the same random start by every rule and order at T = 0, that end at
/// a "fixed point" which is not one, or at one without saying so. Nothing after a stop.
std::optional<int> wrong_ends(const network::NetworkSpec& networks, double self_coupling,
                              std::int64_t max_sweeps, const Sample& sample);

/// Whether message passing claims a solution that is no fixed point. Nothing after a stop.
std::optional<bool> false_solution(const network::NetworkSpec& networks,
                                   const messages::Options& options, const Sample& sample);

}  // namespace steady::studies
