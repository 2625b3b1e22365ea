// What single rows imply: slack bounds and tight-row forcing (docs/enumeration.md, "Tree").
#pragma once

#include <steady/numerics/enumeration/detail/tree/node.hpp>

namespace steady::enumeration::detail::tree {
namespace {

/// Open spins that have only one value left.
struct Forced {
  Bits which;
  Bits values;
  bool dead;  ///< some row cannot hold any more
};

/// σ_i c_i of the assigned rows: how much of their sum may still be lost.
template <int V>
struct Slacks {
  Floats value[V];
};

/// Row i can hold with s_i = ±1 only if ±H_i + R_i ≥ t_i. Exact integers.
template <int V>
STEADY_INLINE Forced bound_rows(const Problem& p, const Node<V>& n, Slacks<V>& slack) {
  Bits no_up = 0;
  Bits no_down = 0;
  for (int v = 0; v < V; ++v) {
    const auto if_up = n.room[v] + n.field[v];
    const auto if_down = n.room[v] - n.field[v];
    no_up |= place(negative(if_up), v);
    no_down |= place(negative(if_down), v);
    const auto sigma = select(part(n.up, v), if_up, if_down);
    slack.value[v] = to_floats(sigma) * load_aligned(p.scale + lanes * v);
  }
  const Bits open = n.open(p);
  const Bits dead = (open & no_up & no_down) | (n.up & no_up) | (n.assigned & ~n.up & no_down);
  return {open & (no_up | no_down), no_down, dead != 0};
}

/// Covers the roundings of c_i J_ij and c_i σ_i (relative 2^-22 each).
constexpr float round_up = 1.0f + 1.0f / (1 << 20);

/// In an assigned row with slack σ_i every open j with 2|J_ij| > σ_i takes the sign of s_i J_ij.
template <int V>
STEADY_INLINE Forced force_in_tight_rows(const Problem& p, const Node<V>& n,
                                         const Slacks<V>& slack) {
  alignas(64) float limit[Node<V>::stride];
  Bits tight = 0;
  for (int v = 0; v < V; ++v) {
    const auto half = slack.value[v] * fill(0.5f * round_up);
    store_aligned(limit + lanes * v, half);
    tight |= place(greater(load_aligned(p.largest + lanes * v), half), v);
  }
  tight &= n.assigned;
  Bits up = 0;
  Bits down = 0;
  const Bits open = n.open(p);
  while (tight != 0) {
    const int i = lowest(tight);
    tight &= tight - 1;
    const auto least = fill(limit[i]);
    const float* row = p.rows + i * Node<V>::stride;
    Bits heavy = 0;
    for (int v = 0; v < V; ++v) {
      heavy |= place(greater(abs(load_aligned(row + lanes * v)), least), v);
    }
    heavy &= open;
    const Bits sign = p.positive[i] ^ (((n.up >> i) & 1) - 1);
    up |= heavy & sign;
    down |= heavy & ~sign;
  }
  return {up | down, up, (up & down) != 0};
}

}  // namespace
}  // namespace steady::enumeration::detail::tree
