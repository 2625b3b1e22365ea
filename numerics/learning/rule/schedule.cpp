#include <steady/numerics/learning/rule/schedule.hpp>

#include <algorithm>
#include <cmath>

namespace steady::learning {
namespace {

double factor(const Schedule& schedule, int sweep, int delay) {
  if (sweep < delay) return 0.0;
  if (schedule.feedback == FeedbackForm::constant) return 1.0;
  if (sweep >= schedule.sweeps) return 0.0;
  const double t = sweep - delay;
  switch (schedule.feedback) {
    case FeedbackForm::linear: {
      const double last = schedule.sweeps - 1 - delay;
      return last > 0.0 ? 1.0 - t / last : 1.0;
    }
    case FeedbackForm::exponential:
      return std::exp(-t / schedule.decay_time);
    default:
      return 1.0;
  }
}

}  // namespace

void validate(const Schedule& schedule) {
  options::check(schedule);
}

std::vector<double> feedback_factors(const Schedule& schedule, int layers) {
  validate(schedule);
  const int delay = schedule.feedback_delay < 0 ? layers : schedule.feedback_delay;
  std::vector<double> factors;
  for (int sweep = 0; sweep < schedule.sweeps + schedule.free_sweeps; ++sweep)
    factors.push_back(std::round(factor(schedule, sweep, delay) * 1024.0) / 1024.0);
  return factors;
}

bool feedback_acts(const Schedule& schedule, int layers) {
  const auto factors = feedback_factors(schedule, layers);
  return std::any_of(factors.begin(), factors.end(), [](double f) { return f > 0.0; });
}

}  // namespace steady::learning
