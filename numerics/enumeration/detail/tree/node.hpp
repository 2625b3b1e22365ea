// Internal, for tree.kernel.cpp: the state of one node of the tree and the operations that change
// it.
#pragma once

#include <cstdint>

#include <steady/numerics/enumeration/detail/tree/problem.hpp>
#include <steady/numerics/simd/detail/lanes.hpp>

namespace steady::enumeration::detail::tree {
namespace {

using namespace simd::detail;

using Bits = std::uint64_t;  ///< one bit per neuron

STEADY_INLINE int lowest(Bits mask) {
  return __builtin_ctzll(mask);
}
STEADY_INLINE Mask part(Bits mask, int v) {
  return (mask >> (lanes * v)) & all_lanes;
}
STEADY_INLINE Bits place(Mask mask, int v) {
  return (mask & all_lanes) << (lanes * v);
}

/// About 1 KB at N = 48. A child is worked out in registers from its parent's node and is
/// written down only when it survives; nothing is ever undone.
template <int V>
struct Node {
  static constexpr int stride = lanes * V;

  Ints field[V];       ///< H_i = b_i + Σ_{assigned j} J_ij s_j
  Ints room[V];        ///< R_i − t_i, R_i = Σ_{open j} |J_ij|
  Ints best_field[V];  ///< F_i = b_i + Σ_j J_ij x_j, x = `preferred`
  Floats weight[V];    ///< w_i ≥ 0, zero on open rows
  Floats pull[V];      ///< g_j = Σ_i w_i s_i c_i J_ij
  Bits assigned;
  Bits up;         ///< the assigned spins that are +1
  Bits preferred;  ///< x: assigned spins as they are, open ones as sign g_j
  float weight_sum;
  std::int32_t branch;  ///< the next spin to assign; its children differ in its value
  bool last_child;      ///< the child x_branch = preferred has been begun

  STEADY_INLINE Bits open(const Problem& p) const { return p.all & ~assigned; }

  /// F follows the spins of `turned`, whose preferred value has just become that in `preferred`.
  STEADY_INLINE void turn(const Problem& p, Bits turned) {
    if (turned == 0) return;
    Ints change[V];
    for (int v = 0; v < V; ++v) change[v] = fill(0);
    do {
      const int j = lowest(turned);
      turned &= turned - 1;
      const std::int32_t* column = p.columns + (2 * j + ((preferred >> j) & 1)) * stride;
      for (int v = 0; v < V; ++v) change[v] = change[v] + load_aligned(column + lanes * v);
    } while (turned != 0);
    for (int v = 0; v < V; ++v) {
      best_field[v] = best_field[v] + (change[v] + change[v]);
    }
  }

  /// Gives the open spins `which` the values `values`; every row hears of it.
  STEADY_INLINE void assign(const Problem& p, Bits which, Bits values) {
    const Bits turned = (preferred ^ values) & which;
    assigned |= which;
    up |= values & which;
    preferred ^= turned;
    while (which != 0) {
      const int j = lowest(which);
      which &= which - 1;
      const std::int32_t* column = p.columns + (2 * j + ((values >> j) & 1)) * stride;
      for (int v = 0; v < V; ++v) {
        const Ints c = load_aligned(column + lanes * v);
        field[v] = field[v] + c;
        room[v] = room[v] - abs(c);
      }
    }
    turn(p, turned);
  }
};

}  // namespace
}  // namespace steady::enumeration::detail::tree
