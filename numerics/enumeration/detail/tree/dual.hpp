// The dual bound: what a weighted sum of the assigned rows implies (docs/enumeration.md, "Tree").
#pragma once

#include <steady/numerics/enumeration/detail/tree/node.hpp>
#include <steady/numerics/enumeration/detail/tree/tuning.hpp>

namespace steady::enumeration::detail::tree {
namespace {

/// The rows at x = sign(g), where their weighted sum is largest.
template <int V>
struct Best {
  Floats row[V];  ///< r_i = c_i (s_i F_i − t_i) of the assigned rows, 0 on open ones
  float value;    ///< B = Σ_i w_i r_i = max_x Σ_i w_i r_i(x)
  float length2;  ///< |r|² over the rows that a step can move
};

template <int V>
STEADY_INLINE void bound(const Problem& p, const Node<V>& n, Best<V>& best) {
  auto value = fill(0.0f);
  auto length2 = fill(0.0f);
  const auto zero = fill(0.0f);
  for (int v = 0; v < V; ++v) {
    const auto f = negate_where(part(~n.up, v), n.best_field[v]);
    const auto r = to_floats(f) * load_aligned(p.scale + lanes * v) -
                   load_aligned(p.scaled_threshold + lanes * v);
    best.row[v] = keep_where(part(n.assigned, v), r);
    value = value + n.weight[v] * best.row[v];
    const auto movable = greater(n.weight[v], zero) | negative(best.row[v]);
    const auto moved = keep_where(movable, best.row[v]);
    length2 = length2 + moved * moved;
  }
  best.value = sum(value);
  best.length2 = sum(length2);
}

/// Open spins with 2|g_j| > B: their other value would make the weighted sum negative.
template <int V>
STEADY_INLINE Bits decided(const Problem& p, const Node<V>& n, float value) {
  const auto limit = fill(0.5f * value);
  Bits heavy = 0;
  for (int v = 0; v < V; ++v) heavy |= place(greater(abs(n.pull[v]), limit), v);
  return heavy & n.open(p);
}

/// The bound is homogeneous in w, floats are not: keeps Σ w far from overflow and from denormal
/// numbers. Weights that have run away (or are NaN) are forgotten: w = 0 proves nothing, safely.
template <int V>
STEADY_INLINE void keep_in_range(Node<V>& n) {
  if (n.weight_sum > 0x1p-20f && n.weight_sum < 0x1p20f) return;
  const float factor = n.weight_sum < 1.0f ? 0x1p20f : 0x1p-20f;
  const bool lost = !(n.weight_sum > 0x1p-40f && n.weight_sum < 0x1p40f);
  for (int v = 0; v < V; ++v) {
    n.weight[v] = lost ? fill(0.0f) : n.weight[v] * fill(factor);
    n.pull[v] = lost ? fill(0.0f) : n.pull[v] * fill(factor);
  }
  n.weight_sum = lost ? 0.0f : n.weight_sum * factor;
}

/// g, then x and F, after a change of the weights.
template <int V>
STEADY_INLINE void follow_weights(const Problem& p, Node<V>& n) {
  alignas(64) float signed_weight[Node<V>::stride];
  auto total = fill(0.0f);
  Bits active = 0;
  for (int v = 0; v < V; ++v) {
    total = total + n.weight[v];
    active |= place(greater(n.weight[v], fill(0.0f)), v);
    store_aligned(signed_weight + lanes * v, negate_where(part(~n.up, v), n.weight[v]));
    n.pull[v] = fill(0.0f);
  }
  while (active != 0) {
    const int i = lowest(active);
    active &= active - 1;
    const auto w = fill(signed_weight[i]);
    const float* row = p.rows + i * Node<V>::stride;
    for (int v = 0; v < V; ++v) {
      n.pull[v] = n.pull[v] + w * load_aligned(row + lanes * v);
    }
  }
  Bits down = 0;
  for (int v = 0; v < V; ++v) down |= place(negative(n.pull[v]), v);
  const Bits turned = (n.preferred ^ ~down) & n.open(p);
  n.preferred ^= turned;
  n.turn(p, turned);
  n.weight_sum = sum(total);
  keep_in_range(n);
}

/// One relaxed projection of w onto the half-space Σ w_i r_i ≤ 0, kept non-negative.
template <int V>
STEADY_INLINE void improve_weights(const Problem& p, Node<V>& n, const Best<V>& best) {
  if (n.weight_sum > 0.0f) {
    const auto rate = fill(relaxation * best.value / best.length2);
    for (int v = 0; v < V; ++v) {
      n.weight[v] = larger(n.weight[v] - rate * best.row[v], fill(0.0f));
    }
  } else {
    for (int v = 0; v < V; ++v) n.weight[v] = keep_where(part(n.assigned, v), fill(1.0f));
  }
  follow_weights(p, n);
}

}  // namespace
}  // namespace steady::enumeration::detail::tree
