// The simple tree: depth-first search with slack bounds and the spins they force, nothing else.
// The reference that the tree engine is checked and timed against.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <steady/numerics/network/couplings.hpp>
#include <vector>

namespace steady::oracles {

class SimpleTree {
 public:
  SimpleTree(const network::Couplings& couplings, double self_coupling)
      : size_(static_cast<std::size_t>(couplings.size())),
        threshold_(network::stability_threshold(self_coupling)),
        column_(size_ * size_),
        field_(size_, 0),
        reach_(size_, 0),
        spin_(size_, 0) {
    for (std::size_t i = 0; i < size_; ++i) {
      for (std::size_t j = 0; j < size_; ++j) {
        column_[j * size_ + i] = couplings.grid(static_cast<int>(i), static_cast<int>(j));
        reach_[i] += std::abs(column_[j * size_ + i]);
      }
    }
  }

  /// Number of fixed points; ± symmetry halves the work.
  std::uint64_t count() {
    nodes_ = 0;
    return 2 * below(0, 1);
  }

  std::uint64_t nodes() const { return nodes_; }

 private:
  std::uint64_t below(std::size_t neuron, int value) {
    ++nodes_;
    const std::size_t mark = trail_.size();
    assign(neuron, value);
    std::uint64_t found = 0;
    if (propagate()) {
      std::size_t next = 0;
      while (next < size_ && spin_[next] != 0) ++next;
      found = next == size_ ? 1 : below(next, 1) + below(next, -1);
    }
    while (trail_.size() > mark) retract();
    return found;
  }

  /// Row i can hold with s_i = s only if s H_i + R_i ≥ t.
  bool possible(std::size_t i, int s) const { return s * field_[i] + reach_[i] >= threshold_; }

  bool propagate() {
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t i = 0; i < size_; ++i) {
        if (spin_[i] != 0) {
          if (!possible(i, spin_[i])) return false;
          continue;
        }
        const bool up = possible(i, 1), down = possible(i, -1);
        if (!up && !down) return false;
        if (up != down) {
          assign(i, up ? 1 : -1);
          changed = true;
        }
      }
    }
    return true;
  }

  void assign(std::size_t j, int value) {
    spin_[j] = value;
    trail_.push_back(j);
    const std::int32_t* column = &column_[j * size_];
    for (std::size_t i = 0; i < size_; ++i) {
      field_[i] += value * column[i];
      reach_[i] -= std::abs(column[i]);
    }
  }

  void retract() {
    const std::size_t j = trail_.back();
    trail_.pop_back();
    const std::int32_t* column = &column_[j * size_];
    for (std::size_t i = 0; i < size_; ++i) {
      field_[i] -= spin_[j] * column[i];
      reach_[i] += std::abs(column[i]);
    }
    spin_[j] = 0;
  }

  std::size_t size_;
  std::int64_t threshold_;
  std::vector<std::int32_t> column_, field_, reach_;
  std::vector<int> spin_;
  std::vector<std::size_t> trail_;
  std::uint64_t nodes_ = 0;
};

}  // namespace steady::oracles
