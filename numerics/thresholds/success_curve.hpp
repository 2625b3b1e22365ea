// The probability of success as a curve in the control, fitted to trials (docs/theory.md, (7.9)).
#pragma once

#include <limits>
#include <span>
#include <string_view>

#include <steady/numerics/thresholds/trials.hpp>
#include <steady/theory/names.hpp>

namespace steady::thresholds {

/// P(success) at t = (control − threshold)/width; one half at the threshold by both.
enum class Curve {
  logistic,  ///< 1/(1 + e^{−t}): 27 % to 73 % within one width of the threshold
  probit     ///< Φ(t): 16 % to 84 %
};
inline constexpr auto curve_names =
    names<Curve>("curve", {{Curve::logistic, "logistic"}, {Curve::probit, "probit"}});
constexpr std::string_view to_string(Curve curve) {
  return curve_names.of(curve);
}

/// P(success) on the curve, in [0,1].
double success_probability(Curve curve, double t);

/// Threshold and width of (7.9) by maximum likelihood with Firth's penalty. Numbers are NaN unless
/// converged.
struct CurveFit {
  bool converged = false;  ///< at a positive width
  Curve curve = Curve::logistic;
  double threshold = std::numeric_limits<double>::quiet_NaN();
  double threshold_error = std::numeric_limits<double>::quiet_NaN();
  double width = std::numeric_limits<double>::quiet_NaN();
  double width_error = std::numeric_limits<double>::quiet_NaN();
  double covariance = std::numeric_limits<double>::quiet_NaN();  ///< of threshold and width
  double deviance = std::numeric_limits<double>::quiet_NaN();    ///< against the saturated model
  int degrees_of_freedom = 0;                                    ///< of the deviance
};

/// For independent trials. Throws std::invalid_argument for a control that is not finite or more
/// successes than trials.
CurveFit fit_curve(std::span<const Level> levels, Curve curve = Curve::logistic);

/// The same estimates, with errors that hold when trials of one sample number share a network
/// (and so are correlated): the sum over samples of their squared scores takes the place of the
/// Fisher information inside I^{-1} … I^{-1}. Needs more than two samples. threshold_error is at
/// least that of independent trials, and at least h/√(12(1+m)) for neighbouring controls a, b = a +
/// h with the threshold between them and m samples that succeed at a or fail at b: with a width far
/// below h all is decided between a and b, where nobody looked.
CurveFit fit_curve_paired(std::span<const TrialRecord> trials, Curve curve = Curve::logistic);

}  // namespace steady::thresholds
