// The order of updates while a network learns or recalls.
#pragma once

#include <cstdint>
#include <string_view>

namespace steady::learning {

/// parallel: all neurons at once, each with probability p per sweep. asynchronous: one after the
/// other, every sweep in a new random order (the same for all samples).
enum class UpdateRule { parallel, asynchronous };

struct Dynamics {
  UpdateRule rule = UpdateRule::parallel;
  /// p in (0,1]; rounded to a multiple of 2^-16. Parallel only.
  double update_probability = 1.0;
};

/// Throws std::domain_error / std::invalid_argument naming the field.
void validate(const Dynamics& dynamics);
UpdateRule parse_update_rule(std::string_view name);
std::string_view to_string(UpdateRule rule);

}  // namespace steady::learning
