// Depth-first search: one kernel per instruction set and number of vectors.
#pragma once

#include <steady/numerics/enumeration/detail/tree/branching.hpp>
#include <steady/numerics/enumeration/detail/tree/dual.hpp>
#include <steady/numerics/enumeration/detail/tree/leaf.hpp>
#include <steady/numerics/enumeration/detail/tree/rows.hpp>

namespace steady::enumeration::detail::tree {
namespace {

/// Rounding errors of the dual bound stay below margin · Σ w (proof in docs/enumeration.md).
constexpr float margin = 0x1p-15f;

static_assert((1 << leaf_spins) <= found_reserve, "a leaf must fit behind Stack::found_capacity");

template <int V>
struct Search {
  using State = Node<V>;

  static State& at(const Stack& s, int index) { return reinterpret_cast<State*>(s.memory)[index]; }

  static STEADY_INLINE bool is_leaf(const Problem& p, const State& n) {
    return __builtin_popcountll(n.open(p)) <= leaf_spins;
  }

  /// Everything that follows from `which` = `values` without branching. False: no fixed point.
  static STEADY_INLINE bool settle(const Problem& p, State& n, Bits which, Bits values,
                                   Slacks<V>& slack) {
    int steps = dual_steps;
    Best<V> best;
    for (;;) {
      n.assign(p, which, values);
      Forced forced = bound_rows(p, n, slack);
      if (forced.dead) return false;
      if (forced.which == 0) forced = force_in_tight_rows(p, n, slack);
      if (forced.dead) return false;
      which = forced.which;
      values = forced.values;
      if (which != 0) continue;
      if (is_leaf(p, n)) return true;
      for (;;) {
        bound(p, n, best);
        const float slop = margin * n.weight_sum;
        if (best.value < -slop) return false;
        which = n.weight_sum > 0.0f ? decided(p, n, best.value + slop) : 0;
        values = n.preferred;
        if (which != 0) break;
        if (steps-- == 0) return true;
        improve_weights(p, n, best);
      }
    }
  }

  static void start(const Problem& p, Stack& s) {
    State& n = at(s, 0);
    for (int v = 0; v < V; ++v) {
      n.field[v] = n.best_field[v] = load_aligned(p.external + lanes * v);
      n.room[v] = load_aligned(p.reach + lanes * v) - load_aligned(p.threshold + lanes * v);
      n.weight[v] = n.pull[v] = fill(0.0f);
      for (int j = 0; j < p.size; ++j) {
        n.best_field[v] =
            n.best_field[v] + load_aligned(p.columns + (2 * j + 1) * State::stride + lanes * v);
      }
    }
    n.assigned = n.up = 0;
    n.preferred = p.all;
    n.weight_sum = 0.0f;
    n.branch = 0;
    n.last_child = p.pairs;  // one of each ± pair: s_0 = +1 is the only child
    s.bottom = 0;
    s.top = 1;
  }

  static void run(const Problem& p, Stack& s, Progress& progress, int budget) {
    for (; budget > 0 && s.top > s.bottom; --budget) {
      if (s.found != nullptr && progress.states >= s.found_capacity) return;
      State& parent = at(s, s.top - 1);
      const Bits which = Bits{1} << parent.branch;
      const Bits values = parent.last_child ? parent.preferred : ~parent.preferred;
      s.top -= parent.last_child;
      parent.last_child = true;
      State n = parent;
      ++progress.nodes;
      Slacks<V> slack;
      if (!settle(p, n, which, values, slack)) continue;
      if (is_leaf(p, n)) {
        Leaf<V>(p, n).enumerate(slack, s, progress);
        continue;
      }
      n.branch = choose_branch(p, n, slack);
      n.last_child = false;
      at(s, s.top++) = n;
    }
  }
};

}  // namespace
}  // namespace steady::enumeration::detail::tree
