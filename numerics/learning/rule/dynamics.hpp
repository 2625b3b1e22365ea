// The order of updates while a network learns or recalls.
#pragma once

#include <cstdint>
#include <tuple>

#include <steady/numerics/options/described.hpp>

namespace steady::learning {

/// parallel: all neurons at once, each with probability p per sweep. asynchronous: one after the
/// other, every sweep in a new random order (the same for all samples).
enum class UpdateRule { parallel, asynchronous };
inline constexpr auto update_rule_names = names<UpdateRule>(
    "update rule",
    {{UpdateRule::parallel, "parallel"}, {UpdateRule::asynchronous, "asynchronous"}});

struct Dynamics {
  UpdateRule rule = UpdateRule::parallel;
  /// p, rounded to a multiple of 2^-16. Parallel only.
  double update_probability = 1.0;

  static constexpr auto fields() {
    using options::field, options::bounds;
    return std::tuple{
        field("rule", &Dynamics::rule, update_rule_names, "Order of updates in a sweep"),
        field("update_probability", &Dynamics::update_probability, bounds(0x1p-16, 1),
              "p: neurons updated in a parallel sweep")};
  }
};

/// Throws DomainError naming the field.
void validate(const Dynamics& dynamics);

}  // namespace steady::learning
