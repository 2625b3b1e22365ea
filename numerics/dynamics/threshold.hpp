// From which value of a control parameter (J_D, or λ) on a search succeeds, with an error bar, and
// where that goes for N → ∞ (docs/theory.md, section 7.4).
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <steady/numerics/sampling/tasks.hpp>

namespace steady::dynamics {

/// What one search did on one network.
struct TrialOutcome {
  bool success = false;
  /// What it took, in any unit: the next trials are placed where they tell most for their price.
  double effort = 1.0;
};

/// The search at `control` on sample number `sample`; nothing when a stop was requested. A pure
/// function, called by several threads at a time.
using Trial = std::function<std::optional<TrialOutcome>(double control, std::uint64_t sample,
                                                        std::stop_token)>;

struct ThresholdOptions {
  double low = 0.0;  ///< the threshold is looked for in [low, high]
  double high = 1.0;
  std::uint64_t max_samples = 400;  ///< trials in all
  double target_error = 0.01;       ///< done when Threshold::error has been below for two rounds
  int batch = 16;                   ///< fewest trials between two decisions where to go on
};

enum class ThresholdStatus {
  converged,        ///< error below the target
  sample_limit,     ///< max_samples spent: the estimate stands with its larger error
  always_succeeds,  ///< already at `low`: that is an upper bound
  never_succeeds,   ///< not even at `high`: that is a lower bound
  no_fit,           ///< trials that no logistic curve with a positive width describes
  stopped
};
std::string_view to_string(ThresholdStatus status);

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

/// P(success) = 1/(1 + exp(−(control − threshold)/width)), eq. (7.9), fitted by maximum likelihood
/// with Firth's penalty. Numbers are NaN unless converged.
struct LogisticFit {
  bool converged = false;  ///< at a positive width
  double threshold = std::numeric_limits<double>::quiet_NaN();
  double threshold_error = std::numeric_limits<double>::quiet_NaN();
  double width = std::numeric_limits<double>::quiet_NaN();
  double width_error = std::numeric_limits<double>::quiet_NaN();
  double covariance = std::numeric_limits<double>::quiet_NaN();  ///< of threshold and width
  double deviance = std::numeric_limits<double>::quiet_NaN();    ///< against the saturated model
  int degrees_of_freedom = 0;
};

/// For independent trials. Throws std::invalid_argument for a control that is not finite or more
/// successes than trials.
LogisticFit fit_logistic(std::span<const Level> levels);

/// The same estimates, with errors that hold when trials of one sample number share a network
/// (and so are correlated): the sum over samples of their squared scores takes the place of the
/// Fisher information inside I^{-1} … I^{-1}. Needs more than two samples. threshold_error is at
/// least that of independent trials, and at least h/√(12(1+m)) for neighbouring controls a, b = a +
/// h with the threshold between them and m samples that succeed at a or fail at b: with a width far
/// below h all is decided between a and b, where nobody looked.
LogisticFit fit_logistic_paired(std::span<const TrialRecord> trials);

struct Threshold {
  ThresholdStatus status = ThresholdStatus::no_fit;
  LogisticFit fit;
  /// Of fit.threshold: the larger of the fit's error and of the deviation of a posterior that knows
  /// how uncertain the width is. Few trials that end because their error looks small need it. NaN
  /// without a fit.
  double error = std::numeric_limits<double>::quiet_NaN();
  std::vector<TrialRecord> trials;  ///< in the order they were decided
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
/// threads, stop and progress are used. Throws std::invalid_argument for options outside their
/// domain.
std::vector<Threshold> find_thresholds(std::span<const ThresholdStudy> studies,
                                       const sampling::RunOptions& run);
Threshold find_threshold(const Trial& trial, const ThresholdOptions& options,
                         const sampling::RunOptions& run = {});

/// How thresholds of finite sizes go on, eq. (7.10).
enum class Extrapolation {
  power,         ///< J(N) = J_∞ + c N^(−ω), three parameters
  inverse,       ///< J(N) = J_∞ + c/N
  inverse_root,  ///< J(N) = J_∞ + c N^(−1/2)
  logarithm      ///< J(N) = a + c ln N: no finite limit; only for comparison
};
/// power, inverse, inverse-root, logarithm. Throws std::invalid_argument for an unknown name.
Extrapolation parse_extrapolation(std::string_view name);
std::string_view to_string(Extrapolation form);

struct SizeThreshold {
  int size;
  double threshold;
  double error;
};

struct Limit {
  bool converged = false;
  Extrapolation form = Extrapolation::power;
  double value = std::numeric_limits<double>::quiet_NaN();  ///< J_∞; logarithm: a
  double error = std::numeric_limits<double>::quiet_NaN();
  double amplitude = std::numeric_limits<double>::quiet_NaN();  ///< c
  double amplitude_error = std::numeric_limits<double>::quiet_NaN();
  double exponent = std::numeric_limits<double>::quiet_NaN();        ///< ω
  double exponent_error = std::numeric_limits<double>::quiet_NaN();  ///< 0 where ω is given
  double chi_squared = std::numeric_limits<double>::quiet_NaN();
  int degrees_of_freedom = 0;
};

/// Weighted least squares; errors are those of the thresholds propagated. `power` does not converge
/// when no exponent in [0.05, 4] is best: the data then say nothing about the limit. Throws
/// std::invalid_argument for fewer sizes than parameters, equal sizes, sizes < 1, errors not > 0.
Limit extrapolate(std::span<const SizeThreshold> thresholds, Extrapolation form);

/// limit.error, times √(χ²/degrees of freedom) where that is above 1: where the form does not
/// describe the thresholds, the error that they state means little.
double scaled_error(const Limit& limit);

/// J(N) of a fit.
double extrapolation_at(const Limit& limit, double size);

}  // namespace steady::dynamics
