// Internal: which block states satisfy a row, for every possible threshold.
#pragma once

#include <cstdint>
#include <span>
#include <steady/numerics/enumeration/detail/sweep_kernel.hpp>
#include <steady/numerics/simd/aligned_array.hpp>
#include <vector>

namespace steady::enumeration::detail {

/// The RankTable of every row of one network.
class RankTables {
 public:
  /// `spins` ≤ 9 is the number of block spins, `words` the size of a set of block states.
  RankTables(int rows, int spins, int words);

  /// Fills an outer row's table from its couplings to the block spins: x satisfies the row as
  /// long as c(x) = Σ_b J_b x_b ≥ θ.
  void build_outer(int row, std::span<const std::int32_t> couplings);

  /// Fills the table of block spin `own`: the same for states with that spin up; states with it
  /// down satisfy the row as soon as c(x) < θ + twist.
  void build_block(int row, std::span<const std::int32_t> couplings, int own, std::int64_t twist);

  const std::vector<RankTable>& tables() const { return tables_; }
  std::int32_t least(int row) const { return least_[static_cast<std::size_t>(row)]; }
  /// Above it, no value is left.
  std::int32_t most(int row) const { return most_[static_cast<std::size_t>(row)]; }

 private:
  void start_sort(std::int64_t lowest);
  void add_spin(std::size_t spin, std::int64_t rise);
  void fill(int row, int own);

  std::size_t states_;  // 2^spins
  std::size_t words_;
  std::size_t buckets_;
  AlignedArray<std::uint32_t> values_;
  AlignedArray<std::uint16_t> first_;
  AlignedArray<std::uint64_t> masks_;
  std::vector<RankTable> tables_;
  std::vector<std::int32_t> least_, most_;
  std::vector<std::int64_t> sorted_, merged_;  // the first sorted_count_ are in use
  std::size_t sorted_count_ = 0;
};

}  // namespace steady::enumeration::detail
