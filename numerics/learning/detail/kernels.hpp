// Internal: the loops that cost time. Each works on one chunk of 16 rows and the samples of a
// batch; integers only, so that every level gives the same bits in any order.
//
// Fields of a chunk: batch × 16 numbers. A line: 16 weights, those of one column to the rows of the
// chunk. Signs of 16 neurons: one std::uint16_t, bit r = 1 for +1; a sample's signs are contiguous.
#pragma once

#include <cstddef>
#include <cstdint>

#include <steady/numerics/simd/level.hpp>

namespace steady::learning::detail {

inline constexpr int largest_batch = 64;

/// Neurons of another layer, or of a pattern, one to one with those of this chunk. Sample b's signs
/// are at plus[b·stride]; zero marks neurons without a state yet (null: none).
struct Neighbour {
  const std::uint16_t* plus;
  const std::uint16_t* zero;
  std::size_t stride;
  std::int32_t coupling;
};

/// A chunk of a layer as its neurons see it.
struct ChunkView {
  int batch;
  const std::int32_t* fields;  ///< input, bias and random couplings
  const std::uint16_t* plus;
  const std::uint16_t* zero;
  std::size_t stride;
  std::int32_t self_coupling;
  const Neighbour* neighbours;
  int neighbour_count;
  std::uint16_t valid;  ///< rows that exist
};

/// The new signs of a chunk, sample after sample.
struct DecideOutput {
  std::uint16_t* plus;
  std::uint16_t* zero;
};

struct Decided {
  int wanted;           ///< how many wanted to change
  std::uint64_t moved;  ///< bit b: sample b changed
};

struct MarginCounts {
  int updates;
  int unstable;
};

struct Flips {
  const std::uint32_t* columns;
  const std::uint32_t* first;  ///< batch + 1 offsets into columns
};

struct Kernels {
  /// fields[b] += Σ_j line_j s_jb over groups × 4 columns; signs[b] holds sample b's columns.
  void (*product)(const std::int32_t* lines, std::size_t groups, const std::uint16_t* const* signs,
                  int batch, std::int32_t* fields);

  /// fields[b] += factor (Σ up lines − Σ down lines).
  void (*flips)(const std::int32_t* lines, Flips up, Flips down, std::int32_t factor, int batch,
                std::int32_t* fields);

  /// New signs by the sign of the whole field, with feedback[b] (16 numbers; null: none) added.
  /// Only rows in allowed[b] change (null: all).
  Decided (*decide)(const ChunkView& chunk, const std::int32_t* const* feedback,
                    const std::uint16_t* allowed, DecideOutput out);

  /// updates[b]: rows with s h ≤ margin. Unstable: s h + J_D + Σ coupling s s' < 0.
  MarginCounts (*margins)(const ChunkView& chunk, const std::int32_t* margins,
                          std::uint16_t* updates);

  /// signals[b] = ±step on the rows of updates[b], 0 elsewhere; returns the samples with any.
  std::uint64_t (*signals)(const std::uint16_t* updates, const std::uint16_t* plus,
                           std::size_t stride, std::int32_t step, int batch, std::int32_t* signals);

  /// line_j += Σ_b signals[b] s_jb over the samples b in `active`; bit b of masks[j]: s_jb = +1.
  void (*learn)(std::int32_t* lines, std::size_t columns, const std::uint64_t* masks,
                const std::int32_t* signals, std::uint64_t active);

  /// sums[b] = Σ_e values[e] change[columns[e]·stride + b] over the entries of one sparse row, with
  /// stride the batch rounded up to 16.
  void (*sparse_row)(const std::int32_t* values, const std::int32_t* columns, std::size_t entries,
                     const std::int32_t* change, int stride, std::int32_t* sums);

  /// |w| −= (|w| · share + 2^31) >> 32.
  void (*shrink)(std::int32_t* numbers, std::size_t count, std::uint32_t share);

  /// masks[j], j < 16: bit b from bit j of signs[b].
  void (*transpose)(const std::uint16_t* signs, std::size_t stride, int batch,
                    std::uint64_t* masks);
};

/// Throws nothing; falls back to what the build has.
const Kernels& kernels(SimdLevel level);

}  // namespace steady::learning::detail
