// Internal: what the tree engine was measured to cost. See docs/enumeration.md, "Tree".
#pragma once

namespace steady::enumeration::detail {

/// Gaussian couplings, η = 0, one core of an AVX-512 server; means over 5 networks of log2(nodes),
/// which differ by about ±0.4 between networks. Measured by tests/bench/bench_enumeration_tree.
struct TreeCost {
  double self_coupling;     ///< J_D
  double log2_nodes_at_32;  ///< log2 of the number of nodes at N = 32
  double log2_per_spin;     ///< growth per spin, between the sizes measured
  double ns_per_node;       ///< at the largest size measured
  int smallest_size;        ///< the sizes measured
  int largest_size;
};

inline constexpr TreeCost tree_costs[] = {
    {-0.3, 11.4, 0.37, 410, 32, 56},  //
    {0.0, 14.1, 0.47, 400, 24, 56},   //
    {0.1, 15.0, 0.53, 350, 24, 48},   //
    {0.3, 16.6, 0.67, 400, 24, 36},   //
    {0.5, 18.0, 0.75, 420, 24, 40},   // nodes are leaves of up to 2^11 states here
    {1.0, 20.1, 0.94, 800, 20, 30},
};

}  // namespace steady::enumeration::detail
