// Trials: searches that succeeded or failed at some value of a control parameter (J_D, or λ).
#pragma once

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include <steady/numerics/sampling/outcome.hpp>

namespace steady::thresholds {

/// What one search did on one network.
struct TrialOutcome {
  bool success = false;
  /// What it took, in any unit: the next trials are placed where they tell most for their price.
  double effort = 1.0;

  static constexpr auto fields() {
    return std::tuple{sampling::field("success", &TrialOutcome::success, "whether it found one"),
                      sampling::field("effort", &TrialOutcome::effort, "in any unit")};
  }
};

/// One trial as it was done.
struct TrialRecord {
  double control;
  std::uint64_t sample;
  TrialOutcome outcome;
};

/// All trials at one control.
struct Level {
  double control;
  std::uint64_t trials;
  std::uint64_t successes;
};

/// The trials by increasing control.
std::vector<Level> levels_of(std::span<const TrialRecord> trials);

/// Median effort of the trials that succeeded; NaN without.
double median_success_effort(std::span<const TrialRecord> trials);

}  // namespace steady::thresholds
