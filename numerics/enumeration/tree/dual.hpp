// The dual bound: what a weighted sum of the assigned rows implies (docs/enumeration.md, "Tree").
#pragma once

#include <steady/numerics/enumeration/tree/node.hpp>
#include <steady/numerics/enumeration/tree/tuning.hpp>

namespace steady::enumeration::detail::tree {

/// The rows at x = sign(g), where their weighted sum is largest.
template <class S, int V>
struct Best {
  typename S::Floats row[V];  ///< r_i = c_i (s_i F_i − t) of the assigned rows, 0 on open ones
  float value;                ///< B = Σ_i w_i r_i = max_x Σ_i w_i r_i(x)
  float length2;              ///< |r|² over the rows that a step can move
};

template <class S, int V>
STEADY_INLINE void bound(const Problem& p, const Node<S, V>& n, Best<S, V>& best) {
  auto value = S::fill(0.0f);
  auto length2 = S::fill(0.0f);
  const auto zero = S::fill(0.0f);
  for (int v = 0; v < V; ++v) {
    const auto f = S::negate_if(part(~n.up, v), n.best_field[v]);
    const auto r = S::sub(S::mul(S::to_floats(f), S::load(p.scale + lanes * v)),
                          S::load(p.scaled_threshold + lanes * v));
    best.row[v] = S::keep_if(part(n.assigned, v), r);
    value = S::add(value, S::mul(n.weight[v], best.row[v]));
    const auto movable = S::greater(n.weight[v], zero) | S::negative(best.row[v]);
    const auto moved = S::keep_if(movable, best.row[v]);
    length2 = S::add(length2, S::mul(moved, moved));
  }
  best.value = S::sum(value);
  best.length2 = S::sum(length2);
}

/// Open spins with 2|g_j| > B: their other value would make the weighted sum negative.
template <class S, int V>
STEADY_INLINE Bits decided(const Problem& p, const Node<S, V>& n, float value) {
  const auto limit = S::fill(0.5f * value);
  Bits heavy = 0;
  for (int v = 0; v < V; ++v) heavy |= place(S::greater(S::abs(n.pull[v]), limit), v);
  return heavy & n.open(p);
}

/// The bound is homogeneous in w, floats are not: keeps Σ w far from overflow and from denormal
/// numbers. Weights that have run away (or are NaN) are forgotten: w = 0 proves nothing, safely.
template <class S, int V>
STEADY_INLINE void keep_in_range(Node<S, V>& n) {
  if (n.weight_sum > 0x1p-20f && n.weight_sum < 0x1p20f) return;
  const float factor = n.weight_sum < 1.0f ? 0x1p20f : 0x1p-20f;
  const bool lost = !(n.weight_sum > 0x1p-40f && n.weight_sum < 0x1p40f);
  for (int v = 0; v < V; ++v) {
    n.weight[v] = lost ? S::fill(0.0f) : S::mul(n.weight[v], S::fill(factor));
    n.pull[v] = lost ? S::fill(0.0f) : S::mul(n.pull[v], S::fill(factor));
  }
  n.weight_sum = lost ? 0.0f : n.weight_sum * factor;
}

/// g, then x and F, after a change of the weights.
template <class S, int V>
STEADY_INLINE void follow_weights(const Problem& p, Node<S, V>& n) {
  alignas(64) float signed_weight[Node<S, V>::stride];
  auto total = S::fill(0.0f);
  Bits active = 0;
  for (int v = 0; v < V; ++v) {
    total = S::add(total, n.weight[v]);
    active |= place(S::greater(n.weight[v], S::fill(0.0f)), v);
    S::store(signed_weight + lanes * v, S::negate_if(part(~n.up, v), n.weight[v]));
    n.pull[v] = S::fill(0.0f);
  }
  while (active != 0) {
    const int i = lowest(active);
    active &= active - 1;
    const auto w = S::fill(signed_weight[i]);
    const float* row = p.rows + i * Node<S, V>::stride;
    for (int v = 0; v < V; ++v) {
      n.pull[v] = S::add(n.pull[v], S::mul(w, S::load(row + lanes * v)));
    }
  }
  Bits down = 0;
  for (int v = 0; v < V; ++v) down |= place(S::negative(n.pull[v]), v);
  const Bits turned = (n.preferred ^ ~down) & n.open(p);
  n.preferred ^= turned;
  n.turn(p, turned);
  n.weight_sum = S::sum(total);
  keep_in_range(n);
}

/// One relaxed projection of w onto the half-space Σ w_i r_i ≤ 0, kept non-negative.
template <class S, int V>
STEADY_INLINE void improve_weights(const Problem& p, Node<S, V>& n, const Best<S, V>& best) {
  if (n.weight_sum > 0.0f) {
    const auto rate = S::fill(relaxation * best.value / best.length2);
    for (int v = 0; v < V; ++v) {
      n.weight[v] = S::max(S::sub(n.weight[v], S::mul(rate, best.row[v])), S::fill(0.0f));
    }
  } else {
    for (int v = 0; v < V; ++v) n.weight[v] = S::keep_if(part(n.assigned, v), S::fill(1.0f));
  }
  follow_weights(p, n);
}

}  // namespace steady::enumeration::detail::tree
