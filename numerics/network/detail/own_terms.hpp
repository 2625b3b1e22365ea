// Internal: the terms each neuron has for itself, b_i and d_i, on the grid of the couplings.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace steady::network::detail {

/// b_i rounded to the nearest step; nothing when all are zero. Throws std::invalid_argument for a
/// length other than `size` (or 0), std::domain_error for values not finite or beyond ±1008.
std::vector<std::int32_t> rounded_fields(std::span<const double> fields, int size);

/// d_i rounded down; else as rounded_fields.
std::vector<std::int32_t> rounded_self_couplings(std::span<const double> values, int size);

/// Throws std::domain_error when Σ_j |J_ij| = `reach` and the neuron's own terms (empty: none) add
/// up to 1008 or more: a field could leave the range of the grid.
void require_range(int neuron, std::int64_t reach, std::span<const std::int32_t> fields,
                   std::span<const std::int32_t> self_couplings);

}  // namespace steady::network::detail
