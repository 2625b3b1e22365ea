#include <steady/numerics/learning/dynamics.hpp>

#include <stdexcept>

#include <fmt/format.h>

namespace steady::learning {

void validate(const Dynamics& dynamics) {
  if (dynamics.update_probability > 0.0 && dynamics.update_probability <= 1.0) return;
  throw std::domain_error(
      fmt::format("update_probability = {} is not in (0, 1]", dynamics.update_probability));
}

UpdateRule parse_update_rule(std::string_view name) {
  if (name == "parallel") return UpdateRule::parallel;
  if (name == "asynchronous") return UpdateRule::asynchronous;
  throw std::invalid_argument(
      fmt::format("update rule must be parallel or asynchronous, got '{}'", name));
}

std::string_view to_string(UpdateRule rule) {
  return rule == UpdateRule::parallel ? "parallel" : "asynchronous";
}

}  // namespace steady::learning
