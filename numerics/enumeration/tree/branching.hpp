// Which open spin to branch on: the choice that decides the size of the tree.
#pragma once

#include <steady/numerics/enumeration/tree/rows.hpp>
#include <steady/numerics/enumeration/tree/tuning.hpp>

namespace steady::enumeration::detail::tree {

/// The spin that weighs most in the tight rows, Σ_i |c_i J_ij| / (c_i σ_i)², favouring spins whose
/// own row will be tight: a large |H_j|, and a field at x that opposes x_j.
template <class S, int V>
STEADY_INLINE int choose_branch(const Problem& p, const Node<S, V>& n, const Slacks<S, V>& slack) {
  using Floats = typename S::Floats;
  alignas(64) float urgency[Node<S, V>::stride];
  Floats top = S::fill(0.0f);
  Floats score[V];
  for (int v = 0; v < V; ++v) {
    const Floats s = S::add(slack.value[v], S::fill(least_slack));
    score[v] = S::keep_if(part(n.assigned, v), S::div(S::fill(1.0f), S::mul(s, s)));
    S::store(urgency + lanes * v, score[v]);
    top = S::max(top, score[v]);
  }
  const Floats cut = S::fill(S::largest(top) * urgency_cut);
  Bits active = 0;
  for (int v = 0; v < V; ++v) {
    active |= place(S::greater(score[v], cut), v);
    score[v] = S::fill(0.0f);
  }
  while (active != 0) {
    const int i = lowest(active);
    active &= active - 1;
    const Floats q = S::fill(urgency[i]);
    const float* row = p.rows + i * Node<S, V>::stride;
    for (int v = 0; v < V; ++v) {
      score[v] = S::add(score[v], S::mul(q, S::abs(S::load(row + lanes * v))));
    }
  }
  const Bits open = n.open(p);
  Floats best = S::fill(0.0f);
  for (int v = 0; v < V; ++v) {
    const Floats c = S::load(p.scale + lanes * v);
    const Floats own = S::mul(S::abs(S::to_floats(n.field[v])), c);
    const Floats agree =
        S::mul(S::to_floats(S::negate_if(part(~n.preferred, v), n.best_field[v])), c);
    const Floats factor = S::add(
        S::fill(1.0f), S::sub(S::mul(S::fill(own_row), own), S::mul(S::fill(opposition), agree)));
    score[v] = S::keep_if(part(open, v), S::mul(score[v], S::max(factor, S::fill(least_factor))));
    best = S::max(best, score[v]);
  }
  const Floats limit = S::fill(S::largest(best));
  Bits winners = 0;
  for (int v = 0; v < V; ++v) winners |= place(~S::greater(limit, score[v]), v);
  winners &= open;
  return lowest(winners != 0 ? winners : open);
}

}  // namespace steady::enumeration::detail::tree
