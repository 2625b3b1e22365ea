// Whether trials look like the curve that was fitted to them (docs/theory.md, (7.9)).
#pragma once

#include <limits>
#include <span>

#include <steady/numerics/thresholds/success_curve.hpp>
#include <steady/numerics/thresholds/trials.hpp>

namespace steady::thresholds {

/// A χ² with its p-value, the probability of a larger one if all were as assumed. NaN where there
/// are no degrees of freedom.
struct Goodness {
  double chi_squared = std::numeric_limits<double>::quiet_NaN();
  int degrees_of_freedom = 0;
  double p_value = std::numeric_limits<double>::quiet_NaN();

  /// Below this p-value; never without degrees of freedom.
  bool rejected(double significance) const { return p_value < significance; }
};

/// P(χ² of n degrees of freedom ≥ the given one). Throws std::invalid_argument for n < 1.
double chi_squared_p_value(double chi_squared, int degrees_of_freedom);

/// Pearson's χ² of independent trials against the fit. The levels, by increasing control, are put
/// together until a group has at least five expected successes and five expected failures. From
/// the groups' residuals is taken what a shift of threshold or width would change, so that the two
/// fitted parameters cost two degrees of freedom however the trials are grouped (Neyman 1959).
/// With fewer than three groups, or without a fit, nothing can be said.
Goodness goodness_of_fit(const CurveFit& fit, std::span<const Level> levels);

}  // namespace steady::thresholds
