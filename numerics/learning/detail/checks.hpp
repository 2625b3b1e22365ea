// Internal: what has to hold before a network meets its data.
#pragma once

#include <steady/numerics/learning/data/dataset.hpp>
#include <steady/numerics/learning/engine/model.hpp>

namespace steady::learning::detail {

/// Fields are exact as long as Σ_j |w_ij| stays below twice this.
inline constexpr double largest_sum = 512.0;

/// Throws std::invalid_argument naming what differs.
void require_fits(const Model& model, const Dataset& data);

/// Throws std::domain_error if a neuron's weights sum up to `largest_sum` or more.
void require_range(const Model& model);

}  // namespace steady::learning::detail
