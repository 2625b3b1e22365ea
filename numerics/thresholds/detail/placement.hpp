// Where the next trials of a threshold search go, decided by what the earlier ones say.
#pragma once

#include <span>
#include <vector>

#include <steady/numerics/thresholds/trials.hpp>

namespace steady::thresholds::detail {

/// What trials say about threshold and width of (7.9), by a posterior on a grid: flat in the
/// threshold over [low, high] and a quarter of that range on both sides, flat in ln(width).
/// Unlike a fit it makes sense for any trials, none included.
struct Belief {
  double threshold, threshold_deviation;
  double width;                    ///< geometric mean
  double below;                    ///< probability that the threshold is below `low`
  double above;                    ///< … above `high`
  std::vector<double> controls;    ///< grid of thresholds, increasing, and
  std::vector<double> cumulative;  ///< the probability up to and including each
};
Belief believe(std::span<const Level> levels, double low, double high);

/// Mean effort of the trials that failed, and of those that succeeded; where there are none, that
/// of the others.
struct Efforts {
  double failure, success;
};
Efforts mean_efforts(std::span<const TrialRecord> trials);

/// `count` controls in [low, high]. While the threshold is uncertain by more than the width: evenly
/// over the posterior's quantiles. Later: one after the other where it most reduces the variance of
/// the threshold (and a little that of the width) for its expected effort.
std::vector<double> place(const Belief& belief, std::span<const Level> levels,
                          const Efforts& efforts, int count, double low, double high);

}  // namespace steady::thresholds::detail
