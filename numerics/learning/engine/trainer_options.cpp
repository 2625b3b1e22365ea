#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <steady/numerics/learning/engine/trainer.hpp>

namespace steady::learning {
namespace {

void validate_decay(const Plasticity& p) {
  const auto check = [&p](double decay, double rate, const char* name) {
    const double share = decay * rate * p.decay_interval;
    if (share < 0.5) return;
    throw DomainError(
        name,
        fmt::format("= {}: at a rate of {} weights would lose a share of {} at once, not below 1/2",
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
  const auto delay =
      schedule.feedback_delay < 0 ? static_cast<int>(layers.size()) : schedule.feedback_delay;
  throw ArgumentError("sweeps",
                      fmt::format("= {}: the feedback never acts, it begins after {} sweeps",
                                  schedule.sweeps, delay));
}

}  // namespace

void validate(const Options& o, const Architecture& architecture) {
  options::check(o);
  validate(o.plasticity, static_cast<int>(architecture.layers.size()));
  validate_feedback(o.schedule, architecture);
  validate_decay(o.plasticity);
  require_within("threads", o.threads, 1, most_threads);
  if (std::isfinite(o.plasticity.confidence) && architecture.classes == 0)
    throw ArgumentError("confidence", ": needs classes, there are none with targets");
  if (o.plasticity.symmetry == Symmetry::none) return;
  for (const Layer& layer : architecture.layers) {
    if (layer.internal.pattern == Pattern::sparse)
      throw ArgumentError("symmetry", ": only dense internal couplings can be constrained");
  }
}

}  // namespace steady::learning
