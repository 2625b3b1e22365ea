// The loops that cost time, 16 rows at a time. Integers only, so all levels give the same bits.
#include <steady/numerics/learning/detail/kernels.hpp>
#include <steady/numerics/simd/detail/lanes.hpp>

namespace steady::learning::detail {
namespace {

using namespace simd::detail;

// x where the bit is set, −x where not.
STEADY_INLINE Ints signed_by(std::uint16_t bits, Ints x) {
  return negate_where(~Mask{bits}, x);
}

// The 16 sums ±a ±b ±c ±d of four lines, entry k with + where bit of k is set.
STEADY_INLINE void four_lines(const std::int32_t* lines, Ints* table) {
  const Ints a = load_aligned(lines), b = load_aligned(lines + 16), c = load_aligned(lines + 32),
             d = load_aligned(lines + 48);
  const Ints ab = a + b, ba = b - a, cd = c + d, dc = d - c;
  table[15] = cd + ab;
  table[14] = cd + ba;
  table[13] = cd - ba;
  table[12] = cd - ab;
  table[11] = dc + ab;
  table[10] = dc + ba;
  table[9] = dc - ba;
  table[8] = dc - ab;
  table[7] = ab - dc;
  table[6] = ba - dc;
  table[5] = -table[10];
  table[4] = -table[11];
  table[3] = ab - cd;
  table[2] = ba - cd;
  table[1] = -table[14];
  table[0] = -table[15];
}

void product(const std::int32_t* lines, std::size_t groups, const std::uint16_t* const* signs,
             int batch, std::int32_t* fields) {
  constexpr std::size_t block = 16;
  Ints table[block][16];
  for (std::size_t first = 0; first < groups; first += block) {
    const std::size_t count = groups - first < block ? groups - first : block;
    for (std::size_t g = 0; g < count; ++g) four_lines(lines + (first + g) * 64, table[g]);
    for (int b = 0; b < batch; ++b) {
      const std::uint16_t* words = signs[b] + first / 4;
      Ints sum = load_aligned(fields + 16 * b), other = {};
      std::size_t g = 0;
      for (; g + 4 <= count; g += 4) {
        const unsigned w = words[g / 4];
        sum += table[g][w & 15];
        other += table[g + 1][(w >> 4) & 15];
        sum += table[g + 2][(w >> 8) & 15];
        other += table[g + 3][w >> 12];
      }
      for (; g < count; ++g) sum += table[g][(words[g / 4] >> (4 * (g % 4))) & 15];
      store_aligned(fields + 16 * b, sum + other);
    }
  }
}

void flips(const std::int32_t* lines, Flips up, Flips down, std::int32_t factor, int batch,
           std::int32_t* fields) {
  for (int b = 0; b < batch; ++b) {
    if (up.first[b] == up.first[b + 1] && down.first[b] == down.first[b + 1]) continue;
    Ints plus = {}, minus = {};
    for (std::uint32_t k = up.first[b]; k < up.first[b + 1]; ++k)
      plus += load_aligned(lines + std::size_t{16} * up.columns[k]);
    for (std::uint32_t k = down.first[b]; k < down.first[b + 1]; ++k)
      minus += load_aligned(lines + std::size_t{16} * down.columns[k]);
    store_aligned(fields + 16 * b, load_aligned(fields + 16 * b) + (plus - minus) * factor);
  }
}

// coupling · s' of the neighbours, added up.
STEADY_INLINE Ints neighbour_field(const ChunkView& chunk, int b) {
  Ints field = {};
  for (int n = 0; n < chunk.neighbour_count; ++n) {
    const Neighbour& other = chunk.neighbours[n];
    const std::size_t at = static_cast<std::size_t>(b) * other.stride;
    Ints term = signed_by(other.plus[at], fill(other.coupling));
    if (other.zero != nullptr) term = keep_where(~Mask{other.zero[at]}, term);
    field += term;
  }
  return field;
}

Decided decide(const ChunkView& chunk, const std::int32_t* const* feedback,
               const std::uint16_t* allowed, DecideOutput out) {
  Decided result = {0, 0};
  std::uint64_t sample = 1;
  for (int b = 0; b < chunk.batch; ++b, sample <<= 1) {
    const std::size_t at = static_cast<std::size_t>(b) * chunk.stride;
    const std::uint16_t plus = chunk.plus[at], zero = chunk.zero[at];
    Ints field = load_aligned(chunk.fields + 16 * b) + neighbour_field(chunk, b);
    if (feedback != nullptr) field += load_aligned(feedback[b]);
    field += keep_where(~Mask{zero}, signed_by(plus, fill(chunk.self_coupling)));
    const auto below = static_cast<std::uint16_t>(negative(field) & chunk.valid);
    const auto above = static_cast<std::uint16_t>(negative(-field) & chunk.valid);
    const std::uint16_t free = allowed == nullptr ? chunk.valid : allowed[b];
    const std::uint16_t changes = (above & ~plus) | (below & (plus | zero));
    result.wanted += __builtin_popcount(changes);
    const std::uint16_t now = changes & free;
    out.plus[b] = static_cast<std::uint16_t>((plus & ~now) | (above & now));
    out.zero[b] = static_cast<std::uint16_t>(zero & ~now);
    if (now != 0) result.moved |= sample;
  }
  return result;
}

MarginCounts margins(const ChunkView& chunk, const std::int32_t* margin, std::uint16_t* updates) {
  MarginCounts counts = {0, 0};
  for (int b = 0; b < chunk.batch; ++b) {
    const std::size_t at = static_cast<std::size_t>(b) * chunk.stride;
    const std::uint16_t plus = chunk.plus[at];
    const auto settled = static_cast<std::uint16_t>(chunk.valid & ~chunk.zero[at]);
    const Ints aligned = signed_by(plus, load_aligned(chunk.fields + 16 * b));
    updates[b] = static_cast<std::uint16_t>(settled & ~negative(load_aligned(margin) - aligned));
    const Ints held = signed_by(plus, neighbour_field(chunk, b));
    const Ints stability = aligned + held + fill(chunk.self_coupling);
    counts.updates += __builtin_popcount(updates[b]);
    counts.unstable += __builtin_popcount(negative(stability) & settled);
  }
  return counts;
}

std::uint64_t signals(const std::uint16_t* updates, const std::uint16_t* plus, std::size_t stride,
                      std::int32_t step, int batch, std::int32_t* signals) {
  std::uint64_t active = 0;
  for (int b = 0; b < batch; ++b) {
    const Ints all = signed_by(plus[static_cast<std::size_t>(b) * stride], fill(step));
    store_aligned(signals + 16 * b, keep_where(updates[b], all));
    if (updates[b] != 0) active |= std::uint64_t{1} << b;
  }
  return active;
}

// The 16 sums of the signals of four samples.
STEADY_INLINE void four_signals(const std::int32_t* signals, std::uint64_t active, Ints* table) {
  alignas(64) std::int32_t chosen[64];
  for (int k = 0; k < 4; ++k)
    store_aligned(chosen + 16 * k, (active >> k) & 1 ? load_aligned(signals + 16 * k) : Ints{});
  four_lines(chosen, table);
}

template <int groups>
void add_signals(std::int32_t* lines, std::size_t columns, const std::uint64_t* masks,
                 const Ints (*table)[16], const int* shift) {
  for (std::size_t j = 0; j < columns; ++j) {
    const std::uint64_t mask = masks[j];
    Ints sum = table[0][(mask >> shift[0]) & 15];
    for (int g = 1; g < groups; ++g) sum += table[g][(mask >> shift[g]) & 15];
    store_aligned(lines + 16 * j, load_aligned(lines + 16 * j) + sum);
  }
}

void learn(std::int32_t* lines, std::size_t columns, const std::uint64_t* masks,
           const std::int32_t* signals, std::uint64_t active) {
  Ints table[4][16];
  int shift[4];
  int groups = 0;
  const auto add = [&] {
    switch (groups) {
      case 1:
        add_signals<1>(lines, columns, masks, table, shift);
        break;
      case 2:
        add_signals<2>(lines, columns, masks, table, shift);
        break;
      case 3:
        add_signals<3>(lines, columns, masks, table, shift);
        break;
      case 4:
        add_signals<4>(lines, columns, masks, table, shift);
        break;
      default:
        break;
    }
    groups = 0;
  };
  for (int b = 0; b < largest_batch; b += 4) {
    const std::uint64_t four = (active >> b) & 15;
    if (four == 0) continue;
    four_signals(signals + 16 * b, four, table[groups]);
    shift[groups++] = b;
    if (groups == 4) add();
  }
  add();
}

void transpose(const std::uint16_t* signs, std::size_t stride, int batch, std::uint64_t* masks) {
  for (int j = 0; j < 16; ++j) masks[j] = 0;
  for (int first = 0; first < batch; first += 16) {
    const int count = batch - first < 16 ? batch - first : 16;
    Ints columns = {};
    for (int b = 0; b < count; ++b)
      columns =
          columns | (spread(signs[static_cast<std::size_t>(first + b) * stride]) & fill(1 << b));
    alignas(64) std::int32_t bits[16];
    store_aligned(bits, columns);
    for (int j = 0; j < 16; ++j)
      masks[j] |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(bits[j])) << first;
  }
}

void sparse_row(const std::int32_t* values, const std::int32_t* columns, std::size_t entries,
                const std::int32_t* change, int stride, std::int32_t* sums) {
  for (int b = 0; b < stride; b += 16) {
    Ints sum = {};
    for (std::size_t e = 0; e < entries; ++e) {
      const std::size_t at =
          static_cast<std::size_t>(columns[e]) * static_cast<std::size_t>(stride);
      sum += load_aligned(change + at + b) * values[e];
    }
    store_aligned(sums + b, sum);
  }
}

void shrink(std::int32_t* numbers, std::size_t count, std::uint32_t share) {
  for (std::size_t k = 0; k < count; ++k) {
    const std::int32_t sign = numbers[k] >> 31;
    const auto size = static_cast<std::uint32_t>((numbers[k] ^ sign) - sign);
    const std::uint64_t part = std::uint64_t{size} * share + (std::uint64_t{1} << 31);
    numbers[k] -= (static_cast<std::int32_t>(part >> 32) ^ sign) - sign;
  }
}

}  // namespace

STEADY_KERNELS(Kernels, kernels, product, flips, decide, margins, signals, learn, sparse_row,
               shrink, transpose)

}  // namespace steady::learning::detail
