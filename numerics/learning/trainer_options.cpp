#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include <steady/numerics/learning/detail/kernels.hpp>
#include <steady/numerics/learning/trainer.hpp>

namespace steady::learning {
namespace {

void require(bool condition, const char* name, double value, const char* domain) {
  if (!condition)
    throw std::invalid_argument(fmt::format("{} = {} is not {}", name, value, domain));
}

void validate_decay(const Plasticity& p) {
  const auto check = [&p](double decay, double rate, const char* name) {
    const double share = decay * rate * p.decay_interval;
    if (share < 0.5) return;
    throw std::domain_error(fmt::format(
        "{} = {}: at a rate of {} weights would lose a share of {} at once, not below 1/2", name,
        decay, rate, share));
  };
  check(p.decay, p.rate, "decay");
  check(p.decay_input, p.rate_input, "decay_input");
  check(p.decay_readout, p.rate_readout, "decay_readout");
}

void validate_feedback(const Schedule& schedule, const Architecture& net) {
  const auto& layers = net.layers;
  const bool any = std::any_of(layers.begin(), layers.end(),
                               [](const Layer& layer) { return layer.feedback.has_value(); });
  if (!any || feedback_acts(schedule, static_cast<int>(layers.size()))) return;
  const auto delay = schedule.delay < 0 ? static_cast<int>(layers.size()) : schedule.delay;
  throw std::invalid_argument(
      fmt::format("sweeps_with = {}: the feedback never acts, it begins after {} sweeps",
                  schedule.sweeps_with, delay));
}

}  // namespace

void validate(const Options& o, const Architecture& architecture) {
  validate(o.schedule);
  validate_feedback(o.schedule, architecture);
  validate(o.dynamics);
  validate(o.plasticity, static_cast<int>(architecture.layers.size()));
  validate_decay(o.plasticity);
  require(o.epochs >= 1, "epochs", o.epochs, "≥ 1");
  require(o.batch >= 1 && o.batch <= detail::largest_batch, "batch", o.batch, "in 1 … 64");
  require(o.threads >= 1 && o.threads <= 1024, "threads", o.threads, "in 1 … 1024");
  require(o.input_noise == 0.0 || (o.input_noise >= 0x1p-16 && o.input_noise <= 0.5), "input_noise",
          o.input_noise, "0 or in [2^-16, 1/2]");
  if (std::isfinite(o.plasticity.confidence) && architecture.classes == 0)
    throw std::invalid_argument("confidence: needs classes, there are none with targets");
  require(o.patience >= 0, "patience", o.patience, "≥ 0");
  require(o.average_epochs >= 0, "average_epochs", o.average_epochs, "≥ 0");
  require(o.average_interval >= 1, "average_interval", o.average_interval, "≥ 1");
  if (o.plasticity.symmetry == Symmetry::none) return;
  for (const Layer& layer : architecture.layers) {
    if (layer.internal.pattern == Pattern::sparse)
      throw std::invalid_argument("symmetry: only dense internal couplings can be constrained");
  }
}

std::string_view to_string(Status status) {
  switch (status) {
    case Status::converged:
      return "converged";
    case Status::stopped:
      return "stopped";
    case Status::diverged:
      return "diverged";
    case Status::too_fast:
      return "too fast";
    case Status::finished:
      break;
  }
  return "finished";
}

}  // namespace steady::learning
