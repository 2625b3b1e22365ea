// From which value of a control parameter (J_D, or λ) on a search succeeds, with an error bar
// (docs/theory.md, section 7.4).
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include <steady/numerics/options/described.hpp>
#include <steady/numerics/sampling/tasks.hpp>
#include <steady/numerics/thresholds/goodness.hpp>
#include <steady/numerics/thresholds/success_curve.hpp>
#include <steady/numerics/thresholds/trials.hpp>

namespace steady::thresholds {

/// The search at `control` on sample number `sample`; nothing when a stop was requested. A pure
/// function, called by several threads at a time.
using Trial = std::function<std::optional<TrialOutcome>(double control, std::uint64_t sample,
                                                        std::stop_token)>;

struct ThresholdOptions {
  Curve curve = Curve::logistic;  ///< of the fit; trials are placed by the logistic one
  double low = 0.0;               ///< the threshold is looked for in [low, high]
  double high = 1.0;
  std::uint64_t max_samples = 400;  ///< trials in all
  double target_error = 0.01;       ///< done when Threshold::error has been below for two rounds
  int batch = 16;                   ///< fewest trials between two decisions where to go on

  static constexpr auto fields() {
    using O = ThresholdOptions;
    using options::field, options::bounds;
    return std::tuple{
        field("low", &O::low, bounds(-100, 100), "The threshold is looked for from here"),
        field("high", &O::high, bounds(-100, 100), "to here"),
        field("target_error", &O::target_error, bounds(1e-6, 10),
              "Standard error that is good enough"),
        field("curve", &O::curve, curve_names, "Of success, fitted at each size"),
        field("max_samples", &O::max_samples, bounds(1, 9e18), "Trials in all"),
        field("batch", &O::batch, bounds(1, 1e9), "Fewest trials between two decisions")};
  }
};

/// Below this p-value of goodness_of_fit a curve counts as rejected. One honest search in a
/// thousand is told so; commands ask for some ten at a time.
inline constexpr double curve_significance = 1e-3;

enum class ThresholdStatus {
  converged,        ///< error below the target, and the trials look like the curve
  sample_limit,     ///< max_samples spent: the estimate stands with its larger error
  curve_rejected,   ///< p-value below curve_significance: the estimate is that of a wrong curve
  always_succeeds,  ///< already at `low`: that is an upper bound
  never_succeeds,   ///< not even at `high`: that is a lower bound
  no_fit,           ///< trials that no curve with a positive width describes
  stopped
};
inline constexpr auto threshold_status_names =
    names<ThresholdStatus>("status", {{ThresholdStatus::converged, "converged"},
                                      {ThresholdStatus::sample_limit, "sample_limit"},
                                      {ThresholdStatus::curve_rejected, "curve_rejected"},
                                      {ThresholdStatus::always_succeeds, "always_succeeds"},
                                      {ThresholdStatus::never_succeeds, "never_succeeds"},
                                      {ThresholdStatus::no_fit, "no_fit"},
                                      {ThresholdStatus::stopped, "stopped"}});
constexpr std::string_view to_string(ThresholdStatus status) {
  return threshold_status_names.of(status);
}

struct Threshold {
  ThresholdStatus status = ThresholdStatus::no_fit;
  CurveFit fit;
  Goodness goodness;  ///< of the fit, unless stopped
  /// Of fit.threshold: the larger of the fit's error and of the deviation of a posterior that knows
  /// how uncertain the width is. Few trials that end because their error looks small need it. NaN
  /// without a fit.
  double error = std::numeric_limits<double>::quiet_NaN();
  std::vector<TrialRecord> trials;  ///< in the order they were decided

  /// Whether it is a number with an error, not only a bound: inside the interval that was searched.
  bool is_measured() const {
    return status == ThresholdStatus::converged || status == ThresholdStatus::sample_limit ||
           status == ThresholdStatus::curve_rejected;
  }
};

/// One threshold to be found. `cost` is the relative price of a unit of effort, for the order in
/// which the trials of several thresholds are run.
struct ThresholdStudy {
  Trial trial;
  ThresholdOptions options;
  double cost = 1.0;
};

/// Places batches of trials where a posterior of threshold and width expects them to tell most
/// about the threshold for their effort; starts from an even cover of [low, high]. Every trial has
/// a sample number of its own. Rounds of all unfinished studies run together, so that threads stay
/// busy. The result does not depend on the number of threads or on the other studies. Of `run`,
/// threads, stop and progress are used. Throws DomainError for options outside their domain,
/// ArgumentError for low ≥ high.
std::vector<Threshold> find_thresholds(std::span<const ThresholdStudy> studies,
                                       const sampling::RunOptions& run);
Threshold find_threshold(const Trial& trial, const ThresholdOptions& options,
                         const sampling::RunOptions& run = {});

}  // namespace steady::thresholds
