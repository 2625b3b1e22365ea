// Where the states of one small network end: every attractor and its basin, by exhaustion.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace steady::dynamics {

/// A fixed point (one state) or a cycle of a deterministic map of all 2^N states, and how many
/// states the map leads there, its own included.
struct Attractor {
  std::vector<std::uint32_t> states;  ///< in the order of the map, the lowest number first
  std::uint64_t basin = 0;            ///< of all 2^N states
};

/// Every attractor of the map, largest basin first, then lowest state. Each state is followed once:
/// 2^N steps, 4·2^N bytes beside the map. Nothing when stopped.
std::vector<Attractor> attractors(std::span<const std::uint32_t> successor,
                                  std::stop_token stop = {});

/// The map of one sweep of the asynchronous dynamics in fixed order, from that of the parallel
/// dynamics, whose bit i says what neuron i becomes when it is visited: N visits, one look into the
/// map a flip. Its fixed points are those of the parallel map. Empty when stopped.
std::vector<std::uint32_t> sweep_map(std::span<const std::uint32_t> parallel,
                                     std::stop_token stop = {});

/// Where the asynchronous dynamics in random order (T = 0) goes from a uniformly random start.
struct Absorption {
  struct End {
    std::uint32_t state;  ///< a fixed point
    double probability;   ///< to end there
  };
  std::vector<End> ends;   ///< largest probability first, then lowest state
  double restless = 0.0;   ///< probability to come where no fixed point can be reached any more
  double unsettled = 0.0;  ///< probability still on its way at the end, shared out as said below
  double error = 1.0;      ///< bound of the sum of the errors of all of them
  int passes = 0;          ///< over all states
  bool converged = false;  ///< error ≤ tolerance
};

/// The probabilities by which random visits, each of which flips a neuron with x_i < 0, end at each
/// fixed point. Only flips matter: the next one is any unstable neuron with equal probability. The
/// probability of every state is passed on, again and again (each pass: 2^N · unstable neurons).
/// Without symmetry some of it may wander for long; its distribution π over the states then stops
/// changing and only decays, so that what is still on its way is shared out as the last passes did.
/// If these leave the share ρ of it on its way, with a distribution that differs from π by ε (the
/// sum over all states), that is right within ε/(1 − ρ) of it: the ends that π leads to are those
/// of the passes and ρ times those of the next distribution, which differ by ε at most.
/// Done when that bound is below `tolerance`, or after `passes`. The dynamics may also come to
/// where no fixed point can be reached: `restless`. 17·2^N bytes beside the map. Nothing when
/// stopped. Throws std::domain_error for tolerance < 0 or passes < 1.
Absorption absorption(std::span<const std::uint32_t> parallel, double tolerance = 1e-9,
                      int passes = 10000, std::stop_token stop = {});

}  // namespace steady::dynamics
