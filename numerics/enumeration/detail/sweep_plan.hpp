// Internal: one network prepared for the sweep kernels.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <steady/numerics/enumeration/detail/rank_tables.hpp>
#include <steady/numerics/enumeration/detail/sweep_kernel.hpp>
#include <steady/numerics/network/couplings.hpp>
#include <steady/numerics/simd/aligned_array.hpp>
#include <vector>

namespace steady::enumeration::detail {

/// How many spins are swept in which way; they sum to size − 1 (one spin is kept down).
struct SweepLayout {
  int words;   ///< 64-bit words of a set of block states
  int block;   ///< spins covered by a set
  int inner;   ///< spins covered by a table of fields
  int gray;    ///< spins of the Gray code within a chunk
  int chunks;  ///< spins that number the chunks
};

SweepLayout sweep_layout(int size);

/// Owns every table of a SweepPlan.
class PreparedSweep {
 public:
  /// Of the network with the fields `side`·b_i, side ±1. The t_i are network::stability_thresholds.
  PreparedSweep(const network::Couplings& couplings, std::span<const std::int32_t> thresholds,
                int side, const SweepLayout& layout);
  // The plan points into the object.
  PreparedSweep(const PreparedSweep&) = delete;
  PreparedSweep& operator=(const PreparedSweep&) = delete;

  const SweepPlan& plan() const { return plan_; }
  std::uint64_t chunks() const { return std::uint64_t{1} << layout_.chunks; }
  /// Half the states of a chunk's ± pairs are in it: 2^(block + inner + gray).
  std::uint64_t states_per_chunk() const;

  /// Sets `theta`, `up`, `state` and `gray_steps` to the start of chunk `index`.
  void start(std::uint64_t index, SweepChunk& chunk) const;

 private:
  std::int32_t coupling(int row, int column) const;
  std::int32_t threshold(int row) const { return threshold_[neuron_of(row)]; }
  std::int32_t external(int row) const { return external_[neuron_of(row)]; }
  std::size_t neuron_of(int row) const {
    return static_cast<std::size_t>(neuron_[static_cast<std::size_t>(row)]);
  }
  std::int32_t shift_when_up(int row, int spin) const;
  std::int64_t reach(int row) const;
  void take_own_terms(int side);
  void order_neurons();
  void build_start();
  void build_rank_tables();
  void build_bounds();
  void build_inner();
  void build_gray();
  void build_block_states();

  const network::Couplings& couplings_;
  std::vector<std::int32_t> threshold_, external_;  // of each neuron
  SweepLayout layout_;
  int outer_;
  std::size_t padded_;
  std::vector<int> neuron_;  // of each row
  RankTables rank_tables_;
  AlignedArray<std::int32_t> all_down_, high_, low_, group_high_, group_low_, least_, most_;
  AlignedArray<std::int32_t> inner_shift_, gray_shift_;
  std::vector<std::uint64_t> inner_rows_, inner_state_, gray_row_, gray_state_;
  AlignedArray<std::uint64_t> allowed_;
  std::vector<std::uint64_t> block_state_;
  SweepPlan plan_{};
};

}  // namespace steady::enumeration::detail
