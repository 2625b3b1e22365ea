// Internal: the data that the sweep kernels work on, as plain pointers and numbers.
#pragma once

#include <cstdint>

#include <steady/numerics/simd/level.hpp>

namespace steady::enumeration::detail {

/// Lanes that every per-row array is padded to.
inline constexpr int sweep_lanes = 16;

/// For one row i: which of the 2^m block states x satisfy it, for any θ_i. The set changes where
/// θ passes one of the `values`; masks + rank(θ)·words is the set, where rank(θ) is the number of
/// values below θ. θ and the values are counted from the smallest value.
struct RankTable {
  const std::uint32_t* values;  ///< distinct, ascending, then a sentinel above every θ
  const std::uint16_t* first;   ///< rank of the lower edge of each bucket of θ
  const std::uint64_t* masks;   ///< one set per rank (outer row: for s_i = +1, else complement)
  std::int32_t shift;           ///< the bucket of θ is θ >> shift
};

/// Set in RankTable::first where a bucket holds more than two distinct values.
inline constexpr std::uint16_t crowded_bucket = 0x8000;

/// One network, prepared. Rows are neurons in the sweep's own order: first the `inner` spins
/// (unrolled by a table), then those of the Gray code, then those that number the chunks, the
/// one spin that is kept down, and at the end the block. `padded` ≥ rows, multiple of the lanes.
struct SweepPlan {
  int rows;
  int padded;
  int words;                 ///< 64-bit words of a set of block states
  int inner_count;           ///< number of patterns of the inner spins, a power of two
  std::uint64_t all_rows;    ///< bit per row
  std::uint64_t outer_rows;  ///< bit per row outside the block
  std::uint64_t known_rows;  ///< the same without the inner spins
  /// Outer row: θ above `high` admits no x when s_i = +1 and every x when s_i = −1; θ not above
  /// `low` the other way round. Block row: every x is admitted unless θ is above `high` or not
  /// above `low`.
  const std::int32_t* high;
  const std::int32_t* low;
  const std::int32_t* group_high;  ///< the same bounds for θ before the inner spins are known
  const std::int32_t* group_low;
  const std::int32_t* least;  ///< the smallest value of a row's table; below it and above `most`
  const std::int32_t* most;   ///< the set does not change any more, so θ is cut off there
  const std::int32_t* inner_shift;   ///< [inner_count][padded]: what a pattern adds to θ
  const std::uint64_t* inner_rows;   ///< [inner_count]: rows that a pattern sets up
  const std::uint64_t* inner_state;  ///< the same as neurons
  const std::int32_t* gray_shift;    ///< [2·spin + was_up][padded]: what a flip adds to θ
  const std::uint64_t* gray_row;     ///< bit of each Gray spin's row
  const std::uint64_t* gray_state;   ///< bit of each Gray spin's neuron
  const RankTable* tables;           ///< [rows]
  const std::uint64_t* allowed;      ///< the block states that exist (all but for tiny networks)
  const std::uint64_t* block_state;  ///< [64·words]: a block state as neurons
};

/// One piece of work: all states with the chunk spins as they are in `up` and `state`.
struct SweepChunk {
  std::int32_t* theta;       ///< [padded], scratch: starts at the chunk's first state
  std::uint64_t up;          ///< rows that are up
  std::uint64_t state;       ///< the same as neurons
  std::uint64_t gray_steps;  ///< number of Gray states, a power of two
  std::uint64_t* found;      ///< buffer for fixed points, or null to count only
  int capacity;              ///< of `found`, at least 64·words
  int filled;
  const void* context;
  /// May change what is in the buffer.
  void (*flush)(const void* context, std::uint64_t* states, int count);
};

/// Number of fixed points in the chunk; the found states go through the buffer.
using SweepKernel = std::uint64_t (*)(const SweepPlan& plan, SweepChunk& chunk);

const SweepKernel& sweep_kernel(SimdLevel level);

}  // namespace steady::enumeration::detail
