// The numbers that steer the search. They change its cost, never its result; measured on
// N(0, 1/N) networks (tests/bench/bench_enumeration_tree.cpp), all optima are flat.
#pragma once

namespace steady::enumeration::detail::tree {

inline constexpr int dual_steps = 3;         ///< projection steps a node may take
inline constexpr int leaf_spins = 11;        ///< a node with so few open spins is a leaf
inline constexpr float relaxation = 1.5f;    ///< of a projection step
inline constexpr float least_slack = 0.01f;  ///< keeps 1/σ² finite; in units of a row's reach
inline constexpr float urgency_cut = 0.02f;  ///< rows less urgent than this share are left out
inline constexpr float own_row = 8.0f;       ///< weight of |H_j| in the choice of the branch
inline constexpr float opposition = 2.0f;    ///< weight of −x_j F_j in the same choice
inline constexpr float least_factor = 0.05f;

}  // namespace steady::enumeration::detail::tree
