// The sweep over the Gray code.
//
// Per row i the kernel keeps one integer θ_i, the value that the block's contribution c_i(x)
// must reach. With t the stability threshold and H_i the field of the spins outside the block:
//   s_i = +1:  θ_i = t − H_i,      the row holds for x with c_i(x) ≥ θ_i
//   s_i = −1:  θ_i = 1 − t − H_i,  the row holds for x with c_i(x) < θ_i
// A row of the block itself has the first form, and sets that know both cases.
#include <steady/numerics/enumeration/detail/block_states.hpp>
#include <steady/numerics/enumeration/detail/sweep_kernel.hpp>
#include <steady/numerics/simd/detail/lanes.hpp>

namespace steady::enumeration::detail {
namespace {

using namespace simd::detail;

/// Cut off to [least, most] and counted from `least`.
STEADY_INLINE void store_clamped(std::uint32_t* to, const Ints& fields, const std::int32_t* least,
                                 const std::int32_t* most) {
  const Ints low = load(least);
  const Ints counted = smaller(larger(fields, low), load(most)) - low;
  store(reinterpret_cast<std::int32_t*>(to), counted);
}

inline std::uint64_t rank_of(const RankTable& table, std::uint32_t theta) {
  std::uint64_t rank = table.first[theta >> table.shift];
  if (__builtin_expect(rank & crowded_bucket, 0)) {
    rank &= crowded_bucket - 1;
    while (theta > table.values[rank]) ++rank;
    return rank;
  }
  rank += theta > table.values[rank] ? 1 : 0;
  rank += theta > table.values[rank] ? 1 : 0;
  return rank;
}

template <int Words>
inline void keep_row(BlockStates<Words>& alive, const SweepPlan& plan, const std::uint32_t* theta,
                     std::uint64_t up, int row) {
  const RankTable& table = plan.tables[row];
  const std::uint64_t rank = rank_of(table, theta[row]);
  alive.keep(table.masks + rank * Words, ((up >> row) & 1) - 1);
}

/// Takes rows out of two sets of rows, the first set first. When both are used up it repeats the
/// last row, which is harmless.
struct RowPicker {
  std::uint64_t first;
  std::uint64_t then;
  std::uint64_t last = 0;

  bool done() const { return (first | then) == 0; }
  int next() {
    std::uint64_t from = then != 0 ? then : last;
    from = first != 0 ? first : from;
    last = from & (~from + 1);
    first &= ~last;
    then &= ~last;
    return __builtin_ctzll(last);
  }
};

/// Leaves the block states that satisfy the rows `first` and `then`; false if there are none.
/// Rows go in batches: their look-ups overlap, and a wrongly guessed exit costs more than a
/// superfluous row.
template <int Words>
inline bool filter(BlockStates<Words>& alive, const SweepPlan& plan, const std::uint32_t* theta,
                   std::uint64_t up, std::uint64_t first, std::uint64_t then) {
  constexpr int batch = 4;
  RowPicker rows{first, then};
  while (!rows.done()) {
    for (int k = 0; k < batch; ++k) keep_row(alive, plan, theta, up, rows.next());
    if (alive.empty()) return false;
  }
  return true;
}

template <int Words>
inline std::uint64_t collect(const BlockStates<Words>& alive, const SweepPlan& plan,
                             std::uint64_t state, SweepChunk& chunk) {
  alignas(64) std::uint64_t words[Words];
  alive.store(words);
  std::uint64_t count = 0;
  for (int w = 0; w < Words; ++w)
    count += static_cast<std::uint64_t>(__builtin_popcountll(words[w]));
  if (chunk.found == nullptr) return count;
  if (chunk.filled + 64 * Words > chunk.capacity) {
    chunk.flush(chunk.context, chunk.found, chunk.filled);
    chunk.filled = 0;
  }
  for (int w = 0; w < Words; ++w) {
    for (std::uint64_t left = words[w]; left != 0; left &= left - 1) {
      chunk.found[chunk.filled++] = state | plan.block_state[64 * w + __builtin_ctzll(left)];
    }
  }
  return count;
}

/// All patterns of the inner spins at one state of the Gray code.
template <int Words, int Vectors>
inline std::uint64_t sweep_group(const SweepPlan& plan, SweepChunk& chunk,
                                 const Ints (&outer)[Vectors]) {
  alignas(64) std::uint32_t theta[lanes * Vectors];
  std::uint64_t count = 0;
  for (int pattern = 0; pattern < plan.inner_count; ++pattern) {
    const std::int32_t* shift = plan.inner_shift + pattern * plan.padded;
    const std::uint64_t up = chunk.up | plan.inner_rows[pattern];
    Ints fields[Vectors];
    std::uint64_t above_high = 0, above_low = 0, positive = 0;
    for (int v = 0; v < Vectors; ++v) {
      fields[v] = outer[v] + load(shift + lanes * v);
      above_high |= less(load(plan.high + lanes * v), fields[v]) << (lanes * v);
      above_low |= less(load(plan.low + lanes * v), fields[v]) << (lanes * v);
    }
    const std::uint64_t hopeless = (above_high & up) | (~above_low & ~up);
    if ((hopeless & plan.outer_rows) != 0) continue;
    for (int v = 0; v < Vectors; ++v) {
      positive |= less(Ints{}, fields[v]) << (lanes * v);
      store_clamped(theta + lanes * v, fields[v], plan.least + lanes * v, plan.most + lanes * v);
    }
    // Outer rows are settled when either bound is crossed, block rows when none is.
    const std::uint64_t open = ((above_high | ~above_low) ^ plan.outer_rows) & plan.all_rows;
    const std::uint64_t tight = open & plan.outer_rows & ~(positive ^ up);
    BlockStates<Words> alive(plan.allowed);
    if (!filter(alive, plan, theta, up | ~plan.outer_rows, tight, open & ~tight)) continue;
    count += collect(alive, plan, chunk.state | plan.inner_state[pattern], chunk);
  }
  return count;
}

template <int Words, int Vectors>
std::uint64_t sweep(const SweepPlan& plan, SweepChunk& chunk) {
  Ints theta[Vectors];
  for (int v = 0; v < Vectors; ++v) theta[v] = load(chunk.theta + lanes * v);
  std::uint64_t count = 0;
  for (std::uint64_t step = 1;; ++step) {
    std::uint64_t above_high = 0, above_low = 0;
    for (int v = 0; v < Vectors; ++v) {
      above_high |= less(load(plan.group_high + lanes * v), theta[v]) << (lanes * v);
      above_low |= less(load(plan.group_low + lanes * v), theta[v]) << (lanes * v);
    }
    const std::uint64_t hopeless = (above_high & chunk.up) | (~above_low & ~chunk.up);
    if ((hopeless & plan.known_rows) == 0) count += sweep_group<Words>(plan, chunk, theta);
    if (step == chunk.gray_steps) return count;
    const int spin = __builtin_ctzll(step);
    const int was_up = (chunk.up & plan.gray_row[spin]) != 0 ? 1 : 0;
    const std::int32_t* shift = plan.gray_shift + (2 * spin + was_up) * plan.padded;
    for (int v = 0; v < Vectors; ++v) {
      theta[v] = theta[v] + load(shift + lanes * v);
    }
    chunk.up ^= plan.gray_row[spin];
    chunk.state ^= plan.gray_state[spin];
  }
}

template <int Words>
std::uint64_t sweep_words(const SweepPlan& plan, SweepChunk& chunk) {
  switch (plan.padded / lanes) {
    case 1:
      return sweep<Words, 1>(plan, chunk);
    case 2:
      return sweep<Words, 2>(plan, chunk);
    case 3:
      return sweep<Words, 3>(plan, chunk);
    default:
      return sweep<Words, 4>(plan, chunk);
  }
}

std::uint64_t sweep_any(const SweepPlan& plan, SweepChunk& chunk) {
  switch (plan.words) {
    case 1:
      return sweep_words<1>(plan, chunk);
    case 4:
      return sweep_words<4>(plan, chunk);
    default:
      return sweep_words<8>(plan, chunk);
  }
}

}  // namespace

STEADY_KERNELS(SweepKernel, sweep_kernel, sweep_any)

}  // namespace steady::enumeration::detail
