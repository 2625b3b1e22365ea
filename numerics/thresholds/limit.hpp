// The threshold for N → ∞ with a verdict on it (docs/theory.md, (7.10)).
#pragma once

#include <limits>
#include <span>
#include <string_view>

#include <steady/numerics/thresholds/extrapolation.hpp>
#include <steady/numerics/thresholds/goodness.hpp>
#include <steady/theory/names.hpp>

namespace steady::thresholds {

/// Below this p-value of its χ² the form of an extrapolation counts as rejected.
inline constexpr double form_significance = 0.01;

/// The first that applies, from bad to good.
enum class LimitStatus {
  too_few_sizes,          ///< fewer sizes than parameters: no number
  no_limit,               ///< the least squares did not converge; `logarithm`: by its nature
  no_degrees_of_freedom,  ///< as many sizes as parameters: nothing tests the form
  form_rejected,          ///< p-value below form_significance
  form_dependent,         ///< another form changes the limit by more than its error
  converged               ///< none of these
};
inline constexpr auto limit_status_names =
    names<LimitStatus>("status", {{LimitStatus::too_few_sizes, "too_few_sizes"},
                                  {LimitStatus::no_limit, "no_limit"},
                                  {LimitStatus::no_degrees_of_freedom, "no_degrees_of_freedom"},
                                  {LimitStatus::form_rejected, "form_rejected"},
                                  {LimitStatus::form_dependent, "form_dependent"},
                                  {LimitStatus::converged, "converged"}});
constexpr std::string_view to_string(LimitStatus status) {
  return limit_status_names.of(status);
}

struct JudgedLimit {
  LimitStatus status = LimitStatus::too_few_sizes;
  Limit fit;                                                ///< a default one with too few sizes
  double error = std::numeric_limits<double>::quiet_NaN();  ///< scaled_error of the fit
  Goodness goodness;                                        ///< of the form
  /// Largest change of the limit under the other forms (power, inverse, inverse-root): the
  /// systematic error. NaN where the sizes are too few for any other.
  double form_spread = std::numeric_limits<double>::quiet_NaN();
};

/// Throws std::invalid_argument as extrapolate, but not for too few sizes.
JudgedLimit judged_limit(std::span<const SizeThreshold> thresholds, Extrapolation form);

}  // namespace steady::thresholds
