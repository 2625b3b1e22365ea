// The probability of success as a curve in the control, fitted to trials (docs/theory.md, (7.9)).
#pragma once

#include <limits>
#include <span>

#include <steady/numerics/thresholds/trials.hpp>

namespace steady::thresholds {

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

}  // namespace steady::thresholds
