// Internal: the smallest diagonal that makes a quadratic form concave.
#pragma once

#include <vector>

#include <steady/numerics/enumeration/detail/ground_state/component.hpp>

namespace steady::enumeration::detail {

/// For every number d of neurons set, u of the neurons d, d+1, …: diag(u) − J is positive definite
/// on them and Σ u within a thousandth of the smallest possible, by an interior-point method of
/// semidefinite programming (Helmberg, Rendl, Vanderbei & Wolkowicz, SIAM J. Optim. 6, 342
/// (1996)). ½ Σ u bounds what the free neurons gain among themselves.
std::vector<std::vector<double>> concave_diagonals(const Component& component);

}  // namespace steady::enumeration::detail
