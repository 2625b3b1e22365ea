#include <steady/numerics/learning/plasticity.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace steady::learning {
namespace {

constexpr std::array<std::pair<Symmetry, std::string_view>, 3> symmetries{
    {{Symmetry::none, "none"},
     {Symmetry::symmetric, "symmetric"},
     {Symmetry::antisymmetric, "antisymmetric"}}};
constexpr std::array<std::pair<RateForm, std::string_view>, 3> rate_forms{
    {{RateForm::constant, "constant"}, {RateForm::linear, "linear"}, {RateForm::cosine, "cosine"}}};

void require_range(double value, double low, double high, const char* name) {
  if (value >= low && value <= high) return;
  throw std::domain_error(fmt::format("{} = {} is not in [{}, {}]", name, value, low, high));
}

}  // namespace

void validate(const Plasticity& p, int layers) {
  require_range(p.rate, 0.0, 1e6, "rate");
  require_range(p.rate_input, 0.0, 1e6, "rate_input");
  require_range(p.rate_readout, 0.0, 1e6, "rate_readout");
  require_range(p.rate_bias, 0.0, 1e6, "rate_bias");
  if (p.margins.size() != 1 && static_cast<int>(p.margins.size()) != layers) {
    throw std::invalid_argument(
        fmt::format("margins: {} numbers for {} layers", p.margins.size(), layers));
  }
  for (const double margin : p.margins) require_range(margin, -256.0, 256.0, "margins");
  require_range(p.margin_readout, -256.0, 256.0, "margin_readout");
  require_range(p.target_right, 1e-6, 1e6, "target_right");
  require_range(p.target_wrong, 1e-6, 1e6, "target_wrong");
  require_range(p.decay, 0.0, 1e6, "decay");
  require_range(p.decay_input, 0.0, 1e6, "decay_input");
  require_range(p.decay_readout, 0.0, 1e6, "decay_readout");
  if (p.decay_interval < 1)
    throw std::invalid_argument(fmt::format("decay_interval = {} < 1", p.decay_interval));
  if (std::isnan(p.confidence)) throw std::domain_error("confidence is not a number");
  if (p.confidence < std::numeric_limits<double>::infinity() &&
      p.readout_states != ReadoutStates::free) {
    throw std::invalid_argument(
        fmt::format("confidence = {}: needs readout_states = free, the inference that measures it",
                    p.confidence));
  }
  require_range(p.threshold_rate, 0.0, 256.0, "threshold_rate");
  require_range(p.update_target, 0.0, 1.0, "update_target");
  require_range(p.final_factor, 0.0, 1.0, "final_factor");
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

Symmetry parse_symmetry(std::string_view name) {
  for (const auto& [symmetry, text] : symmetries)
    if (text == name) return symmetry;
  throw std::invalid_argument(
      fmt::format("symmetry must be none, symmetric or antisymmetric, got '{}'", name));
}

RateForm parse_rate_form(std::string_view name) {
  for (const auto& [form, text] : rate_forms)
    if (text == name) return form;
  throw std::invalid_argument(
      fmt::format("rate form must be constant, linear or cosine, got '{}'", name));
}

ReadoutStates parse_readout_states(std::string_view name) {
  if (name == "steered") return ReadoutStates::steered;
  if (name == "free") return ReadoutStates::free;
  throw std::invalid_argument(
      fmt::format("readout states must be steered or free, got '{}'", name));
}

std::string_view to_string(ReadoutStates states) {
  return states == ReadoutStates::free ? "free" : "steered";
}

std::string_view to_string(Symmetry symmetry) {
  for (const auto& [known, text] : symmetries)
    if (known == symmetry) return text;
  return "none";
}

std::string_view to_string(RateForm form) {
  for (const auto& [known, text] : rate_forms)
    if (known == form) return text;
  return "constant";
}

}  // namespace steady::learning
