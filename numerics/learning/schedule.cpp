#include <steady/numerics/learning/schedule.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace steady::learning {
namespace {

constexpr std::array<std::pair<FeedbackForm, std::string_view>, 4> forms{
    {{FeedbackForm::constant, "constant"},
     {FeedbackForm::step, "step"},
     {FeedbackForm::linear, "linear"},
     {FeedbackForm::exponential, "exponential"}}};

double factor(const Schedule& schedule, int sweep, int delay) {
  if (sweep < delay) return 0.0;
  if (schedule.form == FeedbackForm::constant) return 1.0;
  if (sweep >= schedule.sweeps_with) return 0.0;
  const double t = sweep - delay;
  switch (schedule.form) {
    case FeedbackForm::linear: {
      const double last = schedule.sweeps_with - 1 - delay;
      return last > 0.0 ? 1.0 - t / last : 1.0;
    }
    case FeedbackForm::exponential:
      return std::exp(-t / schedule.decay_time);
    default:
      return 1.0;
  }
}

void require_at_least(int value, int least, const char* name) {
  if (value >= least && value <= 1'000'000) return;
  throw std::invalid_argument(fmt::format("{} = {} is not in {} … 10^6", name, value, least));
}

}  // namespace

void validate(const Schedule& schedule) {
  require_at_least(schedule.sweeps_with, 1, "sweeps_with");
  require_at_least(schedule.sweeps_without, 0, "sweeps_without");
  require_at_least(schedule.delay, -1, "delay");
  require_at_least(schedule.sweeps_inference, 1, "sweeps_inference");
  if (!(schedule.decay_time > 0.0))
    throw std::domain_error(fmt::format("decay_time = {} is not > 0", schedule.decay_time));
}

std::vector<double> feedback_factors(const Schedule& schedule, int layers) {
  validate(schedule);
  const int delay = schedule.delay < 0 ? layers : schedule.delay;
  std::vector<double> factors;
  for (int sweep = 0; sweep < schedule.sweeps_with + schedule.sweeps_without; ++sweep)
    factors.push_back(std::round(factor(schedule, sweep, delay) * 1024.0) / 1024.0);
  return factors;
}

bool feedback_acts(const Schedule& schedule, int layers) {
  const auto factors = feedback_factors(schedule, layers);
  return std::any_of(factors.begin(), factors.end(), [](double f) { return f > 0.0; });
}

FeedbackForm parse_feedback_form(std::string_view name) {
  for (const auto& [form, text] : forms)
    if (text == name) return form;
  throw std::invalid_argument(
      fmt::format("feedback form must be constant, step, linear or exponential, got '{}'", name));
}

std::string_view to_string(FeedbackForm form) {
  for (const auto& [known, text] : forms)
    if (known == form) return text;
  return "step";
}

}  // namespace steady::learning
