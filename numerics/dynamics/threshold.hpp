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

/// One yes or no: did the search succeed at `control` on sample number `sample`? Nothing when a
/// stop was requested. A pure function, called by several threads at a time.
using Trial =
    std::function<std::optional<bool>(double control, std::uint64_t sample, std::stop_token)>;

struct ThresholdOptions {
  double low = 0.0;  ///< the threshold is looked for in [low, high]
  double high = 1.0;
  std::uint64_t max_samples = 400;  ///< trials in all
  double target_error = 0.01;       ///< done when threshold_error is below
  int batch = 16;                   ///< trials between two decisions where to go on
  sampling::RunOptions run;         ///< threads, stop, progress (recall and on_row unused)
};

enum class ThresholdStatus {
  converged,        ///< error below the target
  sample_limit,     ///< max_samples spent: the estimate stands with its larger error
  always_succeeds,  ///< already at `low`: an upper bound
  never_succeeds,   ///< not even at `high`: a lower bound
  no_fit,           ///< trials that no logistic curve with a positive width describes
  stopped
};
std::string_view to_string(ThresholdStatus status);

struct Level {
  double control;
  std::uint64_t trials;
  std::uint64_t successes;
};

/// P(success) = 1/(1 + exp(−(control − threshold)/width)), eq. (7.9), fitted by maximum likelihood.
struct LogisticFit {
  bool converged = false;
  double threshold = std::numeric_limits<double>::quiet_NaN();
  double threshold_error = std::numeric_limits<double>::quiet_NaN();
  double width = std::numeric_limits<double>::quiet_NaN();
  double width_error = std::numeric_limits<double>::quiet_NaN();
  double deviance = std::numeric_limits<double>::quiet_NaN();  ///< against the saturated model
  int degrees_of_freedom = 0;
};
LogisticFit fit_logistic(std::span<const Level> levels);

struct Threshold {
  ThresholdStatus status = ThresholdStatus::no_fit;
  LogisticFit fit;
  std::vector<Level> levels;  ///< all trials, by increasing control
};

/// Brackets by bisection, then places batches where they tell most about the threshold. Every trial
/// has a sample number of its own. The result does not depend on the number of threads.
Threshold find_threshold(const Trial& trial, const ThresholdOptions& options);

/// How thresholds of finite sizes go on, eq. (7.10).
enum class Extrapolation {
  power,         ///< J(N) = J_∞ + c N^(−ω), three parameters
  inverse,       ///< J(N) = J_∞ + c/N
  inverse_root,  ///< J(N) = J_∞ + c N^(−1/2)
  logarithm      ///< J(N) = c + J_∞-free growth a ln N: no finite limit; only for comparison
};

struct SizeThreshold {
  int size;
  double threshold;
  double error;
};

struct Limit {
  bool converged = false;
  Extrapolation form = Extrapolation::power;
  double value = std::numeric_limits<double>::quiet_NaN();  ///< J_∞
  double error = std::numeric_limits<double>::quiet_NaN();
  double amplitude = std::numeric_limits<double>::quiet_NaN();
  double exponent = std::numeric_limits<double>::quiet_NaN();
  double chi_squared = std::numeric_limits<double>::quiet_NaN();
  int degrees_of_freedom = 0;
};

/// Weighted least squares. Throws std::invalid_argument for fewer sizes than parameters.
Limit extrapolate(std::span<const SizeThreshold> thresholds, Extrapolation form);

}  // namespace steady::dynamics
