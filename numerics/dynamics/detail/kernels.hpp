// Internal: the inner loops of the dynamics on plain pointers, one set for each vector level. All
// sets give the same integers.
#pragma once

#include <cstdint>

#include <steady/numerics/simd/level.hpp>

namespace steady::dynamics::detail {

/// Arrays of neurons are padded to a multiple of 16; words of 64 neurons hold one bit a neuron.
/// A neuron is unstable when s_i h_i < threshold, where `up` has the bit of s_i = +1. Padding
/// neurons are down with a field of padding_field, which no threshold makes unstable. With
/// self-couplings of their own, in units of 2^-20, s_i h_i + own_i takes the place of s_i h_i.
inline constexpr int lanes = 16;
inline constexpr std::int32_t padding_field = -3 * (1 << 29);

/// 64 visits, and where their neurons have their bits: bit v_p of the words is bit `bit_in_part[p]`
/// (one bit set) of part number `part[p]`, a part 16 bits.
struct Visited {
  alignas(64) std::int32_t neuron[64];
  alignas(64) std::uint16_t part[64];
  alignas(64) std::uint16_t bit_in_part[64];

  void set(int visit, int v) {
    neuron[visit] = v;
    part[visit] = static_cast<std::uint16_t>(v / 16);
    bit_in_part[visit] = static_cast<std::uint16_t>(1U << (v % 16));
  }
};

/// 64 visits in their order. Visit p sees neuron v_p; a neuron may be seen again.
struct Encounter {
  Visited visited;
  std::uint64_t visits;                     ///< the bits of the visits that take place
  std::uint64_t same[64];                   ///< same[p]: the visits of the neuron of visit p
  const std::int32_t* column[64];           ///< of v_p
  std::uint64_t ready;                      ///< the rows that are filled in; 0 at first
  alignas(64) std::int32_t row[2][64][64];  ///< [0][p][q]: 2·(coupling from v_p to v_q); [1]: −2·…
};

/// What the visits do to one start.
struct LocalRun {
  const std::int32_t* field;
  const std::uint64_t* up;
  std::uint64_t went_up;  ///< out: the visits that flip their neuron up
  std::uint64_t went_down;
};

struct Kernels {
  /// Sets the unstable bits of `count` neurons (padded) and returns their number.
  int (*judge)(const std::int32_t* field, const std::uint64_t* up, int count,
               std::int32_t threshold, std::uint64_t* unstable);

  /// The same with `own` self-couplings.
  int (*judge_own)(const std::int32_t* field, const std::uint64_t* up, int count,
                   std::int32_t threshold, const std::int32_t* own, std::uint64_t* unstable);

  /// field += 2·column (went_up) or −2·column, then judge. Meanwhile `next`, as long as the column,
  /// is on its way from memory.
  int (*flip)(std::int32_t* field, const std::int32_t* column, bool went_up,
              const std::uint64_t* up, int count, std::int32_t threshold, std::uint64_t* unstable,
              const std::int32_t* next);

  /// The same with `own` self-couplings.
  int (*flip_own)(std::int32_t* field, const std::int32_t* column, bool went_up,
                  const std::uint64_t* up, int count, std::int32_t threshold,
                  const std::int32_t* own, std::uint64_t* unstable, const std::int32_t* next);

  // Fields, columns and tables of the next three begin on a cache line.

  /// field += factor·(columns whose bit is in `plus` − columns whose bit is in `minus`) for up to
  /// 64 columns, factor 1 or 2.
  void (*add_columns)(std::int32_t* field, const std::int32_t* const* columns, std::uint64_t plus,
                      std::uint64_t minus, int count, int factor);

  /// The sums of all subsets of columns 4q, …, 4q + 3, for q < fours ≤ 16, on `count` ≤ 32 neurons:
  /// table[q][bits of the subset][neuron].
  void (*tabulate)(const std::int32_t* const* columns, int fours, int count,
                   std::int32_t (*table)[16][32]);

  /// field += 2·(columns whose bit is set), by that table.
  void (*add_tabulated)(std::int32_t* field, const std::int32_t (*table)[16][32],
                        std::uint64_t columns, int fours, int count);

  /// The lowest s_i h_i, and the first neuron that has it.
  std::int32_t (*lowest)(const std::int32_t* field, const std::uint64_t* up, int count,
                         int* neuron);

  /// Σ s_i h_i of `count` neurons; here h need not be padded.
  std::int64_t (*sum_of_stabilities)(const std::int32_t* field, const std::uint64_t* up, int count);

  /// The place of set bit number `index` in the words.
  int (*nth_bit)(const std::uint64_t* words, int index);

  /// The bits v_p of `count` words for the visits p ≥ from of 64; any bits for those before.
  std::uint64_t (*bits_at)(const Visited& visited, const std::uint64_t* words, int count, int from);

  /// Lets `count` starts, whose bits are `words` words, go through the 64 visits. They know only
  /// the fields of the neurons visited and the couplings between these.
  void (*run_visits)(Encounter& encounter, LocalRun* runs, int count, int words,
                     std::int32_t threshold);

  /// The same with `own` self-couplings.
  void (*run_visits_own)(Encounter& encounter, LocalRun* runs, int count, int words,
                         std::int32_t threshold, const std::int32_t* own);
};

const Kernels& kernels_for(SimdLevel level);

}  // namespace steady::dynamics::detail
