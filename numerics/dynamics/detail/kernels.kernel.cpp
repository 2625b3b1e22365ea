// The inner loops of the dynamics, 16 neurons at a time.
#include <steady/numerics/dynamics/detail/kernels.hpp>
#include <steady/numerics/simd/detail/lanes.hpp>

namespace steady::dynamics::detail {
namespace {

using namespace simd::detail;

/// Groups of lanes that fit the registers at a time.
constexpr int wide = 8 / parts;

#if defined(STEADY_SIMD_AVX512)

/// Up to 1024 neurons: the words are a table of parts in registers.
STEADY_INLINE std::uint64_t bits_in_table(const Visited& visited, const std::uint64_t* words,
                                          int count) {
  const auto here = (1U << count) - 1;
  const __m512i low = _mm512_maskz_loadu_epi64(static_cast<__mmask8>(here), words);
  const __m512i high = _mm512_maskz_loadu_epi64(static_cast<__mmask8>(here >> 8), words + 8);
  std::uint64_t bits[2];
  for (int k = 0; k < 2; ++k) {
    const __m512i part = _mm512_load_si512(visited.part + 32 * k);
    const __m512i bit = _mm512_load_si512(visited.bit_in_part + 32 * k);
    bits[k] = _mm512_test_epi16_mask(_mm512_permutex2var_epi16(low, part, high), bit);
  }
  return bits[0] | bits[1] << 32;
}

/// Bit v_p of the words for each visit.
inline std::uint64_t bits_at(const Visited& visited, const std::uint64_t* words, int count,
                             int /*from*/) {
  if (count <= 16) return bits_in_table(visited, words, count);
  // Masked throughout: GCC 12 takes the undefined source of the plain ones for a mistake.
  constexpr __mmask16 all = 0xffff;
  const __m512i one = _mm512_set1_epi32(1);
  std::uint64_t bits = 0;
  for (int p = 0; p < 64; p += 16) {
    const __m512i v = _mm512_load_si512(visited.neuron + p);
    const __m512i half = _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), all,
                                                     _mm512_maskz_srli_epi32(all, v, 5), words, 4);
    const __m512i place = _mm512_and_si512(v, _mm512_set1_epi32(31));
    const __m512i bit = _mm512_maskz_sllv_epi32(all, one, place);
    bits |= static_cast<std::uint64_t>(_mm512_test_epi32_mask(half, bit)) << p;
  }
  return bits;
}

#elif defined(STEADY_SIMD_AVX2)

/// The bit wanted becomes the sign of its lane.
inline std::uint64_t bits_at(const Visited& visited, const std::uint64_t* words, int /*count*/,
                             int from) {
  const auto* const halves = reinterpret_cast<const int*>(words);
  std::uint64_t bits = 0;
  for (int p = from & ~7; p < 64; p += 8) {
    const __m256i v = _mm256_load_si256(reinterpret_cast<const __m256i*>(visited.neuron + p));
    const __m256i half = _mm256_i32gather_epi32(halves, _mm256_srli_epi32(v, 5), 4);
    // A shift by 31 − v modulo 32.
    const __m256i places = _mm256_andnot_si256(v, _mm256_set1_epi32(31));
    const __m256 signs = _mm256_castsi256_ps(_mm256_sllv_epi32(half, places));
    bits |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm256_movemask_ps(signs))) << p;
  }
  return bits;
}

#else

inline std::uint64_t bits_at(const Visited& visited, const std::uint64_t* words, int /*count*/,
                             int from) {
  std::uint64_t bits = 0;
  for (int p = from; p < 64; ++p) {
    const auto v = static_cast<unsigned>(visited.neuron[p]);
    bits |= ((words[v / 64] >> (v % 64)) & 1) << p;
  }
  return bits;
}

#endif

/// Gathers the unstable bits of one word of neurons, 16 at a time.
struct WordJudge {
  Ints low;   // an up neuron is unstable below this
  Ints high;  // a down neuron above that
  std::uint64_t below = 0;
  std::uint64_t above = 0;

  STEADY_INLINE explicit WordJudge(std::int32_t threshold)
      : low(fill(threshold)), high(fill(-threshold)) {}
  STEADY_INLINE void look(const Ints& field, int group) {
    below |= std::uint64_t{less(field, low)} << (lanes * group);
    above |= std::uint64_t{less(high, field)} << (lanes * group);
  }
  /// A whole word at a time.
  STEADY_INLINE std::uint64_t judge(const Ints (&field)[4], std::uint64_t up) const {
    return (up & less(field, low)) | (~up & less(high, field));
  }
  STEADY_INLINE std::uint64_t take(std::uint64_t up) {
    const std::uint64_t unstable = (up & below) | (~up & above);
    below = above = 0;
    return unstable;
  }
};

// Neurons with self-couplings of their own, the same way: simply, not as fast.

/// The unstable bits of the groups of one word.
inline std::uint64_t judge_own_groups(const Ints* field, const std::int32_t* own, int groups,
                                      std::int32_t threshold, std::uint64_t up) {
  std::uint64_t unstable = 0;
  for (int g = 0; g < groups; ++g) {
    const Ints self = load(own + lanes * g);
    const Mask spins = (up >> (lanes * g)) & all_lanes;
    const Mask below = less(field[g] + self, fill(threshold)) & all_lanes;  // of an up neuron
    const Mask above = less(self - field[g], fill(threshold)) & all_lanes;  // of a down neuron
    unstable |= ((spins & below) | (~spins & above & all_lanes)) << (lanes * g);
  }
  return unstable;
}

inline int groups_from(int first, int count) {
  return count - first < 64 ? (count - first) / lanes : 4;
}

int judge_own(const std::int32_t* field, const std::uint64_t* up, int count, std::int32_t threshold,
              const std::int32_t* own, std::uint64_t* unstable) {
  int total = 0;
  for (int first = 0; first < count; first += 64) {
    const int groups = groups_from(first, count);
    Ints here[4];
    for (int g = 0; g < groups; ++g) here[g] = load(field + first + lanes * g);
    unstable[first / 64] = judge_own_groups(here, own + first, groups, threshold, up[first / 64]);
    total += __builtin_popcountll(unstable[first / 64]);
  }
  return total;
}

int judge(const std::int32_t* field, const std::uint64_t* up, int count, std::int32_t threshold,
          std::uint64_t* unstable) {
  WordJudge word(threshold);
  int total = 0;
  int first = 0;
  for (; first + 64 <= count; first += 64) {
    Ints here[4];
#pragma GCC unroll 4
    for (int g = 0; g < 4; ++g) here[g] = load(field + first + lanes * g);
    unstable[first / 64] = word.judge(here, up[first / 64]);
    total += __builtin_popcountll(unstable[first / 64]);
  }
  if (first < count) {
    for (int g = 0; g < (count - first) / lanes; ++g) word.look(load(field + first + lanes * g), g);
    unstable[first / 64] = word.take(up[first / 64]);
    total += __builtin_popcountll(unstable[first / 64]);
  }
  return total;
}

// `negative` has all bits set or none: a branch on the sign would be guessed wrongly half the time.
STEADY_INLINE Ints flip_group(std::int32_t* field, const std::int32_t* column, const Ints& negative,
                              const std::int32_t* next) {
  __builtin_prefetch(next);
  const Ints step = doubled(load(column));
  const Ints now = load(field) + signed_by(step, negative);
  store(field, now);
  return now;
}

int flip(std::int32_t* field, const std::int32_t* column, bool went_up, const std::uint64_t* up,
         int count, std::int32_t threshold, std::uint64_t* unstable, const std::int32_t* next) {
  WordJudge word(threshold);
  const Ints negative = fill(static_cast<std::int32_t>(went_up) - 1);
  int total = 0;
  int first = 0;
  for (; first + 64 <= count; first += 64) {
    Ints now[4];
#pragma GCC unroll 4
    for (int g = 0; g < 4; ++g) {
      const int i = first + lanes * g;
      now[g] = flip_group(field + i, column + i, negative, next + i);
    }
    unstable[first / 64] = word.judge(now, up[first / 64]);
    total += __builtin_popcountll(unstable[first / 64]);
  }
  if (first < count) {
    for (int i = first; i < count; i += lanes)
      word.look(flip_group(field + i, column + i, negative, next + i), (i - first) / lanes);
    unstable[first / 64] = word.take(up[first / 64]);
    total += __builtin_popcountll(unstable[first / 64]);
  }
  return total;
}

int flip_own(std::int32_t* field, const std::int32_t* column, bool went_up, const std::uint64_t* up,
             int count, std::int32_t threshold, const std::int32_t* own, std::uint64_t* unstable,
             const std::int32_t* next) {
  const Ints negative = fill(static_cast<std::int32_t>(went_up) - 1);
  int total = 0;
  for (int first = 0; first < count; first += 64) {
    const int groups = groups_from(first, count);
    Ints now[4];
    for (int g = 0; g < groups; ++g) {
      const int i = first + lanes * g;
      now[g] = flip_group(field + i, column + i, negative, next + i);
    }
    unstable[first / 64] = judge_own_groups(now, own + first, groups, threshold, up[first / 64]);
    total += __builtin_popcountll(unstable[first / 64]);
  }
  return total;
}

// Sums stay in registers while the columns pass by.
template <int Groups>
STEADY_INLINE void add_columns_tile(std::int32_t* field, const std::int32_t* const* columns,
                                    std::uint64_t plus, std::uint64_t minus, int first,
                                    int factor) {
  Ints sum[Groups];
#pragma GCC unroll 8
  for (int g = 0; g < Groups; ++g) sum[g] = fill(0);
  for (; plus != 0; plus &= plus - 1) {
    const std::int32_t* column = columns[__builtin_ctzll(plus)] + first;
#pragma GCC unroll 8
    for (int g = 0; g < Groups; ++g) sum[g] += load_aligned(column + lanes * g);
  }
  for (; minus != 0; minus &= minus - 1) {
    const std::int32_t* column = columns[__builtin_ctzll(minus)] + first;
#pragma GCC unroll 8
    for (int g = 0; g < Groups; ++g) sum[g] -= load_aligned(column + lanes * g);
  }
#pragma GCC unroll 8
  for (int g = 0; g < Groups; ++g) {
    std::int32_t* const target = field + first + lanes * g;
    const Ints step = factor == 2 ? doubled(sum[g]) : sum[g];
    store_aligned(target, load_aligned(target) + step);
  }
}

// What is left after whole tiles, in one pass over the columns too.
template <int Groups>
STEADY_INLINE void add_columns_rest(std::int32_t* field, const std::int32_t* const* columns,
                                    std::uint64_t plus, std::uint64_t minus, int first, int groups,
                                    int factor) {
  if (groups == Groups)
    add_columns_tile<Groups>(field, columns, plus, minus, first, factor);
  else if constexpr (Groups > 1)
    add_columns_rest<Groups - 1>(field, columns, plus, minus, first, groups, factor);
}

void add_columns(std::int32_t* field, const std::int32_t* const* columns, std::uint64_t plus,
                 std::uint64_t minus, int count, int factor) {
  int first = 0;
  for (; first + wide * lanes <= count; first += wide * lanes)
    add_columns_tile<wide>(field, columns, plus, minus, first, factor);
  add_columns_rest<wide - 1>(field, columns, plus, minus, first, (count - first) / lanes, factor);
}

void tabulate(const std::int32_t* const* columns, int fours, int count,
              std::int32_t (*table)[16][32]) {
  for (int q = 0; q < fours; ++q)
    for (int i = 0; i < count; i += lanes) {
      Ints sum[16];
      sum[0] = fill(0);
#pragma GCC unroll 4
      for (int b = 0; b < 4; ++b) {
        const std::int32_t* const column = columns[4 * q + b] + i;
        __builtin_prefetch(column + 32);  // of the next table
        const Ints one = load_aligned(column);
        const int known = 1 << b;
#pragma GCC unroll 8
        for (int e = 0; e < 8; ++e)
          if (e < known) sum[known + e] = sum[e] + one;
      }
#pragma GCC unroll 16
      for (int e = 0; e < 16; ++e) store_aligned(table[q][e] + i, sum[e]);
    }
}

void add_tabulated(std::int32_t* field, const std::int32_t (*table)[16][32], std::uint64_t columns,
                   int fours, int count) {
  Ints low = fill(0);
  Ints high = low;  // numbers of an earlier table where there are only 16 neurons: not used
  for (int q = 0; q < fours; ++q, columns >>= 4) {
    const std::int32_t* const sum = table[q][columns & 15];
    low += load_aligned(sum);
    high += load_aligned(sum + lanes);
  }
  store_aligned(field, load_aligned(field) + doubled(low));
  if (count <= lanes) return;
  store_aligned(field + lanes, load_aligned(field + lanes) + doubled(high));
}

/// s_i h_i of the neurons from `first` on.
STEADY_INLINE Ints stabilities(const std::int32_t* field, const std::uint64_t* up, int first) {
  return negate_where(~(up[first / 64] >> (first % 64)) & all_lanes, load(field + first));
}

std::int32_t lowest(const std::int32_t* field, const std::uint64_t* up, int count, int* neuron) {
  Ints low = fill(2147483647);
  int first = 0;
  for (; first + 64 <= count; first += 64) {
    const std::uint64_t down = ~up[first / 64];
#pragma GCC unroll 4
    for (int g = 0; g < 4; ++g)
      low = smaller(
          low, negate_where((down >> (lanes * g)) & all_lanes, load(field + first + lanes * g)));
  }
  for (; first < count; first += lanes) low = smaller(low, stabilities(field, up, first));
  const std::int32_t least = smallest(low);
  // Half of the way on average, and each group waits for no other.
  const Ints bound = fill(least);
  for (first = 0; first < count; first += lanes) {
    const Mask here = at_least(bound, stabilities(field, up, first));
    if (here == 0) continue;
    *neuron = first + __builtin_ctzll(here);
    break;
  }
  return least;
}

std::int64_t sum_of_stabilities(const std::int32_t* field, const std::uint64_t* up, int count) {
  alignas(64) std::int64_t sums[lanes] = {};
  alignas(64) std::int32_t each[lanes];
  int first = 0;
  for (; first + lanes <= count; first += lanes) {
    store(each, stabilities(field, up, first));
    for (int k = 0; k < lanes; ++k) sums[k] += each[k];
  }
  std::int64_t sum = 0;
  for (int k = 0; k < lanes; ++k) sum += sums[k];
  for (; first < count; ++first)
    sum += ((up[first / 64] >> (first % 64)) & 1) != 0 ? field[first] : -field[first];
  return sum;
}

int nth_bit(const std::uint64_t* words, int index) {
  int w = 0;
  for (int here; (here = __builtin_popcountll(words[w])) <= index; ++w) index -= here;
  std::uint64_t word = words[w];
  for (; index > 0; --index) word &= word - 1;
  return 64 * w + __builtin_ctzll(word);
}

// Of the couplings between the neurons visited, those of visit p: needed by most starts or none.
[[gnu::noinline]] void fill_row(Encounter& encounter, int p) {
  const Ints zero = fill(0);
  for (int q = 0; q < 64; q += lanes) {
    const Ints step = doubled(gather(encounter.column[p], encounter.visited.neuron + q));
    store(encounter.row[0][p] + q, step);
    store(encounter.row[1][p] + q, zero - step);
  }
  encounter.ready |= 1ULL << p;
}

/// Judges the 64 neurons visited, which have self-couplings of their own.
struct OwnJudge {
  alignas(64) std::int32_t own[64];
  std::int32_t threshold;

  OwnJudge(const Visited& visited, std::int32_t threshold_of_all, const std::int32_t* of_neurons)
      : threshold(threshold_of_all) {
    for (int q = 0; q < 64; q += lanes) store(own + q, gather(of_neurons, visited.neuron + q));
  }
  std::uint64_t judge(const Ints (&field)[4], std::uint64_t up) const {
    return judge_own_groups(field, own, 4, threshold, up);
  }
};

/// One start on its way through the visits, in registers.
template <class Judge>
struct Walker {
  Ints field[4];
  std::uint64_t up;
  std::uint64_t went_up = 0;
  std::uint64_t went_down = 0;
  std::uint64_t next;  // the visits to come that flip, as far as known

  Walker(const Encounter& encounter, const LocalRun& run, int words, const Judge& word)
      : up(bits_at(encounter.visited, run.up, words, 0)) {
#pragma GCC unroll 4
    for (int g = 0; g < 4; ++g) field[g] = gather(run.field, encounter.visited.neuron + lanes * g);
    next = word.judge(field, up) & encounter.visits;
  }

  void step(Encounter& encounter, const Judge& word) {
    const int p = __builtin_ctzll(next);
    if (((encounter.ready >> p) & 1) == 0) fill_row(encounter, p);
    up ^= encounter.same[p];
    const std::uint64_t went = (up >> p) & 1;
    went_up |= went << p;
    went_down |= (went ^ 1) << p;
    const std::int32_t* row = encounter.row[went ^ 1][p];
#pragma GCC unroll 4
    for (int g = 0; g < 4; ++g) field[g] += load(row + lanes * g);
    next = word.judge(field, up) & encounter.visits & ((~0ULL << p) << 1);
  }

  void finish(LocalRun& run) const {
    run.went_up = went_up;
    run.went_down = went_down;
  }
};

// Each flip waits for the one before; two starts side by side fill the time.
template <class Judge>
inline void walk(Encounter& encounter, LocalRun* runs, int count, int words, const Judge& word) {
  int k = 0;
  for (; k + 2 <= count; k += 2) {
    Walker<Judge> one(encounter, runs[k], words, word);
    Walker<Judge> other(encounter, runs[k + 1], words, word);
    while (one.next != 0 && other.next != 0) {
      one.step(encounter, word);
      other.step(encounter, word);
    }
    while (one.next != 0) one.step(encounter, word);
    while (other.next != 0) other.step(encounter, word);
    one.finish(runs[k]);
    other.finish(runs[k + 1]);
  }
  if (k == count) return;
  Walker<Judge> last(encounter, runs[k], words, word);
  while (last.next != 0) last.step(encounter, word);
  last.finish(runs[k]);
}

void run_visits(Encounter& encounter, LocalRun* runs, int count, int words,
                std::int32_t threshold) {
  walk(encounter, runs, count, words, WordJudge(threshold));
}

void run_visits_own(Encounter& encounter, LocalRun* runs, int count, int words,
                    std::int32_t threshold, const std::int32_t* own) {
  walk(encounter, runs, count, words, OwnJudge(encounter.visited, threshold, own));
}

}  // namespace

STEADY_KERNELS(Kernels, kernels_for, judge, judge_own, flip, flip_own, add_columns, tabulate,
               add_tabulated, lowest, sum_of_stabilities, nth_bit, bits_at, run_visits,
               run_visits_own)

}  // namespace steady::dynamics::detail
