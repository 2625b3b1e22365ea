// Internal: which block states satisfy a row, for every possible threshold.
#pragma once

#include <cstdint>
#include <span>
#include <steady/numerics/enumeration/aligned_array.hpp>
#include <steady/numerics/enumeration/sweep_kernel.hpp>
#include <vector>

namespace steady::enumeration::detail {

/// The RankTable of every row, for a block of couplings.size()/rows spins.
class RankTables {
 public:
  /// `spins` ≤ 9 is the number of block spins, `words` the size of a set of block states.
  RankTables(int rows, int spins, int words);

  /// Fills row `row` from its couplings to the block spins.
  void build(int row, std::span<const std::int32_t> couplings);

  const std::vector<RankTable>& tables() const { return tables_; }
  RankTable& table(int row) { return tables_[static_cast<std::size_t>(row)]; }

 private:
  void sort_states(std::span<const std::int32_t> couplings);
  std::size_t fill_sets(std::int32_t* values, std::uint64_t* masks) const;

  std::size_t states_;  // 2^spins
  std::size_t words_;
  std::size_t buckets_;
  AlignedArray<std::int32_t> values_;
  AlignedArray<std::uint16_t> first_;
  AlignedArray<std::uint64_t> masks_;
  std::vector<RankTable> tables_;
  std::vector<std::int64_t> sorted_, merged_;
};

}  // namespace steady::enumeration::detail
