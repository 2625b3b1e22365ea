// How strong the feedback is in each sweep of a training step.
#pragma once

#include <string_view>
#include <vector>

namespace steady::learning {

/// constant: 1 in the first T sweeps and in the T' without (never removed).
/// step: 1 in the first T sweeps, then 0 ("double dynamics").
/// linear: falls from 1 in the first to 0 in the last of the T sweeps; then 0.
/// exponential: e^{−t/τ}, t = 0, 1, … counted from the end of the delay, in the first T; then 0.
enum class FeedbackForm { constant, step, linear, exponential };

struct Schedule {
  FeedbackForm form = FeedbackForm::step;
  int sweeps_with = 5;     ///< T ≥ 1
  int sweeps_without = 5;  ///< T' ≥ 0: the feedback-free phase
  /// First sweeps without feedback, so that the input arrives first: −1 means as many as there are
  /// layers.
  int delay = -1;
  double decay_time = 2.0;   ///< τ > 0, exponential only
  int sweeps_inference = 5;  ///< T of the inference, input only
};

/// Throws std::invalid_argument / std::domain_error naming the field.
void validate(const Schedule& schedule);

/// The factor of every sweep: sweeps_with + sweeps_without numbers in [0,1], multiples of 2^-10 so
/// that fields stay on the grid.
std::vector<double> feedback_factors(const Schedule& schedule, int layers);

/// Whether any sweep has feedback: not if the delay outlasts T.
bool feedback_acts(const Schedule& schedule, int layers);

/// Throws std::invalid_argument for an unknown name.
FeedbackForm parse_feedback_form(std::string_view name);
std::string_view to_string(FeedbackForm form);

}  // namespace steady::learning
