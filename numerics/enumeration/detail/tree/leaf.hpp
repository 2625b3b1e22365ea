// The bottom of the tree: all completions of the last few open spins at once.
#pragma once

#include <steady/numerics/enumeration/detail/tree/rows.hpp>
#include <steady/numerics/enumeration/detail/tree/tuning.hpp>

namespace steady::enumeration::detail::tree {
namespace {

/// Lanes of a vector in which bit k of the lane's number is set.
constexpr std::uint32_t lane_bit[4] = {0xaaaau, 0xccccu, 0xf0f0u, 0xff00u};

/// The completions of a node with at most `leaf_spins` open spins, split in two: the first four
/// open spins number the lanes of a vector, the others number the blocks. A row's sum is then
/// (something of the lane) + (something of the block), and testing it on a block is one
/// comparison of a vector with a number.
template <int V>
class Leaf {
 public:
  static constexpr int max_blocks = 1 << (leaf_spins - 4);

  STEADY_INLINE Leaf(const Problem& p, const Node<V>& n) : p_(p), n_(n) {
    for (Bits open = n.open(p); open != 0; open &= open - 1) {
      const int j = lowest(open);
      if (low_ < 4) {
        low_spin_[low_++] = j;
      } else {
        high_spin_[high_++] = j;
      }
    }
    live_ = 1 << high_;
    const auto all = static_cast<std::uint32_t>((1u << (1 << low_)) - 1);
    for (int b = 0; b < live_; ++b) {
      block_[b] = b;
      alive_[b] = all;
    }
    for (int v = 0; v < V; ++v) {
      store_aligned(field_ + lanes * v, n.field[v]);
    }
  }

  /// Adds the fixed points below this node to `progress`.
  STEADY_INLINE void enumerate(const Slacks<V>& slack, const Stack& s, Progress& progress) {
    Bits left = n_.assigned;
    constexpr float shares[] = {0.2f, 0.4f, 0.7f, 1.0f};
    for (const float share : shares) {  // tight rows first
      for (Bits rows = left & below(slack, share); rows != 0; rows &= rows - 1) {
        test_assigned(lowest(rows));
        if (live_ == 0) return;
      }
      left &= ~below(slack, share);
    }
    for (int k = 0; k < low_; ++k) test_open(low_spin_[k], lane_bit[k], 0);
    for (int k = 0; k < high_; ++k) test_open(high_spin_[k], 0, 1 << k);
    report(s, progress);
  }

 private:
  /// Rows that may lose more than they have: σ_i < share · 2R_i. With share 1 (rounded up), a row
  /// that is left out holds whatever the open spins do.
  STEADY_INLINE Bits below(const Slacks<V>& slack, float share) const {
    Bits rows = 0;
    const auto factor = fill(2.0f * round_up * share);
    for (int v = 0; v < V; ++v) {
      const auto open = n_.room[v] + load_aligned(p_.threshold + lanes * v);
      const auto reach = to_floats(open) * load_aligned(p_.scale + lanes * v);
      rows |= place(~greater(slack.value[v], reach * factor), v);
    }
    return rows;
  }

  /// sign·(H_i + Σ_low J_ij s_j) − t_i by lane.
  STEADY_INLINE Ints by_lane(int i, int sign_bit) const {
    const std::int32_t field = sign_bit ? field_[i] : -field_[i];
    Ints sum = fill(field - p_.threshold[i]);
    for (int k = 0; k < low_; ++k) {
      const Ints c = fill(p_.columns[(2 * low_spin_[k] + sign_bit) * Node<V>::stride + i]);
      sum = sum + negate_where(~lane_bit[k], c);
    }
    return sum;
  }

  /// −sign·Σ_high J_ij s_j by block.
  STEADY_INLINE void by_block(int i, int sign_bit, std::int32_t* need) const {
    Ints sum = fill(0);
    const int first = high_ < 4 ? high_ : 4;
    for (int k = 0; k < first; ++k) sum = sum + negate_where(lane_bit[k], high(i, k, sign_bit));
    for (int k = 4; k < high_; ++k) sum = sum + high(i, k, sign_bit);
    store_aligned(need, sum);
    for (int k = 4; k < high_; ++k) {
      const Ints c = high(i, k, sign_bit);
      const Ints twice = c + c;
      for (int b = 0; b < (1 << (k - 4)); ++b) {
        store_aligned(need + lanes * (b + (1 << (k - 4))), load_aligned(need + lanes * b) - twice);
      }
    }
  }

  STEADY_INLINE Ints high(int i, int k, int sign_bit) const {
    return fill(p_.columns[(2 * high_spin_[k] + sign_bit) * Node<V>::stride + i]);
  }

  STEADY_INLINE void test_assigned(int i) {
    const int sign_bit = static_cast<int>((n_.up >> i) & 1);
    alignas(64) std::int32_t need[16 * ((max_blocks + 15) / 16)];
    const Ints have = by_lane(i, sign_bit);
    by_block(i, sign_bit, need);
    int kept = 0;
    for (int l = 0; l < live_; ++l) {
      const int b = block_[l];
      const Mask mask = alive_[l] & at_least(have, fill(need[b]));
      block_[kept] = b;
      alive_[kept] = static_cast<std::uint32_t>(mask);
      kept += mask != 0;
    }
    live_ = kept;
  }

  /// Row j of an open spin: s_j is set by `lanes_up` in every block, or by a bit of the block.
  STEADY_INLINE void test_open(int j, Mask lanes_up, int block_bit) {
    alignas(64) std::int32_t need_up[16 * ((max_blocks + 15) / 16)];
    alignas(64) std::int32_t need_down[16 * ((max_blocks + 15) / 16)];
    const Ints if_up = by_lane(j, 1);
    const Ints if_down = by_lane(j, 0);
    by_block(j, 1, need_up);
    by_block(j, 0, need_down);
    int kept = 0;
    for (int l = 0; l < live_; ++l) {
      const int b = block_[l];
      const Mask up = block_bit == 0 ? lanes_up : (b & block_bit) != 0 ? all_lanes : 0;
      const Mask mask = alive_[l] & ((up & at_least(if_up, fill(need_up[b]))) |
                                     (~up & at_least(if_down, fill(need_down[b]))));
      block_[kept] = b;
      alive_[kept] = static_cast<std::uint32_t>(mask);
      kept += mask != 0;
    }
    live_ = kept;
  }

  STEADY_INLINE void report(const Stack& s, Progress& progress) const {
    for (int l = 0; l < live_; ++l) {
      progress.count += static_cast<unsigned>(__builtin_popcount(alive_[l]));
      if (s.found == nullptr) continue;
      Bits base = n_.up;
      for (int k = 0; k < high_; ++k) base |= Bits((block_[l] >> k) & 1) << high_spin_[k];
      for (std::uint32_t mask = alive_[l]; mask != 0; mask &= mask - 1) {
        const int lane = __builtin_ctz(mask);
        Bits state = base;
        for (int k = 0; k < low_; ++k) state |= Bits((lane >> k) & 1) << low_spin_[k];
        s.found[progress.states++] = state;
      }
    }
  }

  const Problem& p_;
  const Node<V>& n_;
  int low_ = 0;
  int high_ = 0;
  int live_ = 0;
  int low_spin_[4];
  int high_spin_[leaf_spins - 4];
  int block_[max_blocks];
  std::uint32_t alive_[max_blocks];
  alignas(64) std::int32_t field_[Node<V>::stride];
};

}  // namespace
}  // namespace steady::enumeration::detail::tree
