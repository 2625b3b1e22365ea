// How strong the feedback is in each sweep of a training step.
#pragma once

#include <string_view>
#include <tuple>
#include <vector>

#include <steady/numerics/options/described.hpp>

namespace steady::learning {

/// constant: 1 in the first T sweeps and in the T' without (never removed).
/// step: 1 in the first T sweeps, then 0 ("double dynamics").
/// linear: falls from 1 in the first to 0 in the last of the T sweeps; then 0.
/// exponential: e^{−t/τ}, t = 0, 1, … counted from the end of the delay, in the first T; then 0.
enum class FeedbackForm { constant, step, linear, exponential };
inline constexpr auto feedback_form_names =
    names<FeedbackForm>("feedback form", {{FeedbackForm::constant, "constant"},
                                          {FeedbackForm::step, "step"},
                                          {FeedbackForm::linear, "linear"},
                                          {FeedbackForm::exponential, "exponential"}});

/// More sweeps than anybody waits for.
inline constexpr int most_sweeps = 1'000'000;

struct Schedule {
  FeedbackForm feedback = FeedbackForm::step;
  int sweeps = 5;            ///< T
  int free_sweeps = 5;       ///< T': the feedback-free phase
  int feedback_delay = -1;   ///< so that the input arrives first
  double decay_time = 2.0;   ///< τ, exponential only
  int inference_sweeps = 5;  ///< T of the inference, input only

  static constexpr auto fields() {
    using options::field, options::bounds;
    return std::tuple{field("feedback", &Schedule::feedback, feedback_form_names,
                            "How the label's feedback fades over the sweeps"),
                      field("sweeps", &Schedule::sweeps, bounds(1, most_sweeps), "T with feedback"),
                      field("free_sweeps", &Schedule::free_sweeps, bounds(0, most_sweeps),
                            "T' without, before the update"),
                      field("feedback_delay", &Schedule::feedback_delay, bounds(-1, most_sweeps),
                            "First sweeps of input alone; -1: as many as there are layers"),
                      field("decay_time", &Schedule::decay_time, bounds(1e-3, 1e6),
                            "τ of --feedback exponential, in sweeps"),
                      field("inference_sweeps", &Schedule::inference_sweeps, bounds(1, most_sweeps),
                            "T when the network is asked")};
  }
};

/// Throws DomainError naming the field.
void validate(const Schedule& schedule);

/// The factor of every sweep: sweeps + free_sweeps numbers in [0,1], multiples of 2^-10 so
/// that fields stay on the grid.
std::vector<double> feedback_factors(const Schedule& schedule, int layers);

/// Whether any sweep has feedback: not if the delay outlasts T.
bool feedback_acts(const Schedule& schedule, int layers);

}  // namespace steady::learning
