// Which open spin to branch on: the choice that decides the size of the tree.
#pragma once

#include <steady/numerics/enumeration/detail/tree/rows.hpp>
#include <steady/numerics/enumeration/detail/tree/tuning.hpp>

namespace steady::enumeration::detail::tree {
namespace {

/// The spin that weighs most in the tight rows, Σ_i |c_i J_ij| / (c_i σ_i)², favouring spins whose
/// own row will be tight: a large |H_j|, and a field at x that opposes x_j.
template <int V>
STEADY_INLINE int choose_branch(const Problem& p, const Node<V>& n, const Slacks<V>& slack) {
  alignas(64) float urgency[Node<V>::stride];
  Floats top = fill(0.0f);
  Floats score[V];
  for (int v = 0; v < V; ++v) {
    const Floats s = slack.value[v] + fill(least_slack);
    score[v] = keep_where(part(n.assigned, v), fill(1.0f) / (s * s));
    store_aligned(urgency + lanes * v, score[v]);
    top = larger(top, score[v]);
  }
  const Floats cut = fill(largest(top) * urgency_cut);
  Bits active = 0;
  for (int v = 0; v < V; ++v) {
    active |= place(greater(score[v], cut), v);
    score[v] = fill(0.0f);
  }
  while (active != 0) {
    const int i = lowest(active);
    active &= active - 1;
    const Floats q = fill(urgency[i]);
    const float* row = p.rows + i * Node<V>::stride;
    for (int v = 0; v < V; ++v) {
      score[v] = score[v] + q * abs(load_aligned(row + lanes * v));
    }
  }
  const Bits open = n.open(p);
  Floats best = fill(0.0f);
  for (int v = 0; v < V; ++v) {
    const Floats c = load_aligned(p.scale + lanes * v);
    const Floats own = abs(to_floats(n.field[v])) * c;
    const Floats agree = to_floats(negate_where(part(~n.preferred, v), n.best_field[v])) * c;
    const Floats factor = fill(1.0f) + (fill(own_row) * own - fill(opposition) * agree);
    score[v] = keep_where(part(open, v), score[v] * larger(factor, fill(least_factor)));
    best = larger(best, score[v]);
  }
  const Floats limit = fill(largest(best));
  Bits winners = 0;
  for (int v = 0; v < V; ++v) winners |= place(~greater(limit, score[v]), v);
  winners &= open;
  return lowest(winners != 0 ? winners : open);
}

}  // namespace
}  // namespace steady::enumeration::detail::tree
