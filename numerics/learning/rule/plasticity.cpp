#include <steady/numerics/learning/rule/plasticity.hpp>

#include <cmath>
#include <numbers>

#include <fmt/format.h>

namespace steady::learning {
void validate(const Plasticity& p, int layers) {
  options::check(p);
  const auto margins = static_cast<int>(p.margin.size());
  if (margins != 1 && margins != layers)
    throw ArgumentError("margin", fmt::format(": {} numbers for {} layers", margins, layers));
  require_at_least("decay_interval", p.decay_interval, 1);
  if (std::isfinite(p.confidence) && p.readout_states != ReadoutStates::free) {
    throw ArgumentError(
        "confidence",
        fmt::format("= {}: needs readout_states = free, the inference that measures it",
                    p.confidence));
  }
}

double rate_factor(const Plasticity& p, double progress) {
  switch (p.rate_form) {
    case RateForm::constant:
      return 1.0;
    case RateForm::linear:
      return 1.0 + (p.final_factor - 1.0) * progress;
    case RateForm::cosine:
      break;
  }
  const double falling = 0.5 * (1.0 + std::cos(std::numbers::pi * progress));
  return p.final_factor + (1.0 - p.final_factor) * falling;
}

}  // namespace steady::learning
