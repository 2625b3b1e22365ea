#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include <steady/numerics/learning/kernels.hpp>
#include <steady/numerics/learning/trainer.hpp>

namespace steady::learning {
namespace {

void require(bool condition, const char* name, double value, const char* domain) {
  if (!condition)
    throw std::invalid_argument(fmt::format("{} = {} is not {}", name, value, domain));
}

void validate_decay(const Plasticity& p) {
  const double n = p.decay_interval;
  const double largest =
      std::max({p.decay * p.rate, p.decay_input * p.rate_input, p.decay_readout * p.rate_readout});
  if (largest * n < 0.5) return;
  throw std::domain_error(fmt::format(
      "decay: weights would shrink by a factor of {} at once, more than 1/2", largest * n));
}

void validate_feedback(const Schedule& schedule, const Architecture& net) {
  const auto& layers = net.layers;
  const bool any = std::any_of(layers.begin(), layers.end(),
                               [](const Layer& layer) { return layer.feedback.has_value(); });
  if (!any || feedback_acts(schedule, static_cast<int>(layers.size()))) return;
  throw std::invalid_argument(
      fmt::format("sweeps_with = {}: the feedback never acts, with a delay of {} and {} layers",
                  schedule.sweeps_with, schedule.delay, layers.size()));
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
