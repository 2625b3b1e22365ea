// The kernels in vectors of 16 numbers, which the compiler lays out for each instruction set.
// Included once per set. No templates of the standard library: they would be shared between sets.

#if defined(STEADY_LEARNING_AVX512)
constexpr int parts = 1;
#elif defined(STEADY_LEARNING_AVX2)
constexpr int parts = 2;
#else
constexpr int parts = 4;
#endif
constexpr int part_lanes = 16 / parts;
typedef std::int32_t vpart __attribute__((vector_size(64 / parts), may_alias));

// 16 numbers in as many registers as they need. (A vector type wider than the registers makes the
// compiler fall back to single numbers.)
struct v16 {
  vpart part[parts];
};

#define STEADY_FOR_PARTS _Pragma("GCC unroll 4") for (int p = 0; p < parts; ++p)

static inline v16 operator+(v16 a, const v16& b) {
  STEADY_FOR_PARTS a.part[p] += b.part[p];
  return a;
}
static inline v16 operator-(v16 a, const v16& b) {
  STEADY_FOR_PARTS a.part[p] -= b.part[p];
  return a;
}
static inline v16 operator&(v16 a, const v16& b) {
  STEADY_FOR_PARTS a.part[p] &= b.part[p];
  return a;
}
static inline v16 operator|(v16 a, const v16& b) {
  STEADY_FOR_PARTS a.part[p] |= b.part[p];
  return a;
}
static inline v16 operator^(v16 a, const v16& b) {
  STEADY_FOR_PARTS a.part[p] ^= b.part[p];
  return a;
}
static inline v16 operator*(v16 a, std::int32_t b) {
  STEADY_FOR_PARTS a.part[p] *= b;
  return a;
}
static inline v16 operator-(v16 a) {
  STEADY_FOR_PARTS a.part[p] = -a.part[p];
  return a;
}
static inline v16 operator~(v16 a) {
  STEADY_FOR_PARTS a.part[p] = ~a.part[p];
  return a;
}
static inline v16& operator+=(v16& a, const v16& b) {
  STEADY_FOR_PARTS a.part[p] += b.part[p];
  return a;
}
static inline v16 load(const std::int32_t* p16) {
  v16 a;
  STEADY_FOR_PARTS a.part[p] = *reinterpret_cast<const vpart*>(p16 + part_lanes * p);
  return a;
}
static inline void store(std::int32_t* p16, const v16& a) {
  STEADY_FOR_PARTS* reinterpret_cast<vpart*>(p16 + part_lanes * p) = a.part[p];
}
static inline v16 splat(std::int32_t x) {
  v16 a;
  STEADY_FOR_PARTS a.part[p] = vpart{} + x;
  return a;
}

// −1 where the bit is set, and the bits where a number is negative.
#if defined(STEADY_LEARNING_AVX512)
static inline v16 lanes(std::uint16_t bits) {
  return {{(vpart)_mm512_movm_epi32(bits)}};
}
static inline std::uint16_t negative(const v16& x) {
  return static_cast<std::uint16_t>(_mm512_movepi32_mask((__m512i)x.part[0]));
}
#elif defined(STEADY_LEARNING_AVX2)
static inline v16 lanes(std::uint16_t bits) {
  const vpart low = {1, 2, 4, 8, 16, 32, 64, 128};
  const vpart all = vpart{} + bits;
  return {{(vpart)((all & low) == low), (vpart)((all & (low << 8)) == (low << 8))}};
}
static inline std::uint16_t negative(const v16& x) {
  const int low = _mm256_movemask_ps((__m256)x.part[0]);
  const int high = _mm256_movemask_ps((__m256)x.part[1]);
  return static_cast<std::uint16_t>(low | (high << 8));
}
#else
static inline v16 lanes(std::uint16_t bits) {
  const vpart low = {1, 2, 4, 8};
  v16 a;
  STEADY_FOR_PARTS {
    const vpart bit = low << (4 * p);
    a.part[p] = (vpart)(((vpart{} + bits) & bit) == bit);
  }
  return a;
}
static inline std::uint16_t negative(const v16& x) {
  unsigned bits = 0;
  STEADY_FOR_PARTS {
    const vpart sign = (x.part[p] >> 31) & vpart{1, 2, 4, 8};
    bits |= static_cast<unsigned>(sign[0] | sign[1] | sign[2] | sign[3]) << (4 * p);
  }
  return static_cast<std::uint16_t>(bits);
}
#endif

// x where the bit is set, −x where not.
static inline v16 signed_by(std::uint16_t bits, v16 x) {
  const v16 minus = ~lanes(bits);
  return (x ^ minus) - minus;
}

// The 16 sums ±a ±b ±c ±d of four lines, entry k with + where bit of k is set.
static inline void four_lines(const std::int32_t* lines, v16* table) {
  const v16 a = load(lines), b = load(lines + 16), c = load(lines + 32), d = load(lines + 48);
  const v16 ab = a + b, ba = b - a, cd = c + d, dc = d - c;
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
  table[5] = -ba - dc;
  table[4] = -ab - dc;
  table[3] = ab - cd;
  table[2] = ba - cd;
  table[1] = -ba - cd;
  table[0] = -ab - cd;
}

static void product(const std::int32_t* lines, std::size_t groups,
                    const std::uint16_t* const* signs, int batch, std::int32_t* fields) {
  constexpr std::size_t block = 16;
  v16 table[block][16];
  for (std::size_t first = 0; first < groups; first += block) {
    const std::size_t count = groups - first < block ? groups - first : block;
    for (std::size_t g = 0; g < count; ++g) four_lines(lines + (first + g) * 64, table[g]);
    for (int b = 0; b < batch; ++b) {
      const std::uint16_t* words = signs[b] + first / 4;
      v16 sum = load(fields + 16 * b), other = {};
      std::size_t g = 0;
      for (; g + 4 <= count; g += 4) {
        const unsigned w = words[g / 4];
        sum += table[g][w & 15];
        other += table[g + 1][(w >> 4) & 15];
        sum += table[g + 2][(w >> 8) & 15];
        other += table[g + 3][w >> 12];
      }
      for (; g < count; ++g) sum += table[g][(words[g / 4] >> (4 * (g % 4))) & 15];
      store(fields + 16 * b, sum + other);
    }
  }
}

static void flips(const std::int32_t* lines, Flips up, Flips down, std::int32_t factor, int batch,
                  std::int32_t* fields) {
  for (int b = 0; b < batch; ++b) {
    if (up.first[b] == up.first[b + 1] && down.first[b] == down.first[b + 1]) continue;
    v16 plus = {}, minus = {};
    for (std::uint32_t k = up.first[b]; k < up.first[b + 1]; ++k)
      plus += load(lines + std::size_t{16} * up.columns[k]);
    for (std::uint32_t k = down.first[b]; k < down.first[b + 1]; ++k)
      minus += load(lines + std::size_t{16} * down.columns[k]);
    store(fields + 16 * b, load(fields + 16 * b) + (plus - minus) * factor);
  }
}

// coupling · s' of the neighbours, added up.
static inline v16 neighbour_field(const ChunkView& chunk, int b) {
  v16 field = {};
  for (int n = 0; n < chunk.neighbour_count; ++n) {
    const Neighbour& other = chunk.neighbours[n];
    const std::size_t at = static_cast<std::size_t>(b) * other.stride;
    v16 term = signed_by(other.plus[at], splat(other.coupling));
    if (other.zero != nullptr) term = term & ~lanes(other.zero[at]);
    field += term;
  }
  return field;
}

static Decided decide(const ChunkView& chunk, const std::int32_t* const* feedback,
                      const std::uint16_t* allowed, DecideOutput out) {
  Decided result = {0, 0};
  std::uint64_t sample = 1;
  for (int b = 0; b < chunk.batch; ++b, sample <<= 1) {
    const std::size_t at = static_cast<std::size_t>(b) * chunk.stride;
    const std::uint16_t plus = chunk.plus[at], zero = chunk.zero[at];
    v16 field = load(chunk.fields + 16 * b) + neighbour_field(chunk, b);
    if (feedback != nullptr) field += load(feedback[b]);
    field += signed_by(plus, splat(chunk.self_coupling)) & ~lanes(zero);
    const std::uint16_t below = negative(field) & chunk.valid;
    const std::uint16_t above = negative(-field) & chunk.valid;
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

static MarginCounts margins(const ChunkView& chunk, const std::int32_t* margin,
                            std::uint16_t* updates) {
  MarginCounts counts = {0, 0};
  for (int b = 0; b < chunk.batch; ++b) {
    const std::size_t at = static_cast<std::size_t>(b) * chunk.stride;
    const std::uint16_t plus = chunk.plus[at];
    const auto settled = static_cast<std::uint16_t>(chunk.valid & ~chunk.zero[at]);
    const v16 aligned = signed_by(plus, load(chunk.fields + 16 * b));
    updates[b] = static_cast<std::uint16_t>(settled & ~negative(load(margin) - aligned));
    const v16 held = signed_by(plus, neighbour_field(chunk, b));
    const v16 stability = aligned + held + splat(chunk.self_coupling);
    counts.updates += __builtin_popcount(updates[b]);
    counts.unstable += __builtin_popcount(negative(stability) & settled);
  }
  return counts;
}

static std::uint64_t signals(const std::uint16_t* updates, const std::uint16_t* plus,
                             std::size_t stride, std::int32_t step, int batch,
                             std::int32_t* signals) {
  std::uint64_t active = 0;
  for (int b = 0; b < batch; ++b) {
    store(signals + 16 * b,
          signed_by(plus[static_cast<std::size_t>(b) * stride], splat(step)) & lanes(updates[b]));
    if (updates[b] != 0) active |= std::uint64_t{1} << b;
  }
  return active;
}

// The 16 sums of the signals of four samples.
static inline void four_signals(const std::int32_t* signals, std::uint64_t active, v16* table) {
  alignas(64) std::int32_t chosen[64];
  for (int k = 0; k < 4; ++k)
    store(chosen + 16 * k, (active >> k) & 1 ? load(signals + 16 * k) : v16{});
  four_lines(chosen, table);
}

template <int groups>
static void add_signals(std::int32_t* lines, std::size_t columns, const std::uint64_t* masks,
                        const v16 (*table)[16], const int* shift) {
  for (std::size_t j = 0; j < columns; ++j) {
    const std::uint64_t mask = masks[j];
    v16 sum = table[0][(mask >> shift[0]) & 15];
    for (int g = 1; g < groups; ++g) sum += table[g][(mask >> shift[g]) & 15];
    store(lines + 16 * j, load(lines + 16 * j) + sum);
  }
}

static void learn(std::int32_t* lines, std::size_t columns, const std::uint64_t* masks,
                  const std::int32_t* signals, std::uint64_t active) {
  v16 table[4][16];
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

static void transpose(const std::uint16_t* signs, std::size_t stride, int batch,
                      std::uint64_t* masks) {
  for (int j = 0; j < 16; ++j) masks[j] = 0;
  for (int first = 0; first < batch; first += 16) {
    const int count = batch - first < 16 ? batch - first : 16;
    v16 columns = {};
    for (int b = 0; b < count; ++b)
      columns =
          columns | (lanes(signs[static_cast<std::size_t>(first + b) * stride]) & splat(1 << b));
    alignas(64) std::int32_t bits[16];
    store(bits, columns);
    for (int j = 0; j < 16; ++j)
      masks[j] |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(bits[j])) << first;
  }
}

static void sparse_row(const std::int32_t* values, const std::int32_t* columns, std::size_t entries,
                       const std::int32_t* change, int stride, std::int32_t* sums) {
  for (int b = 0; b < stride; b += 16) {
    v16 sum = {};
    for (std::size_t e = 0; e < entries; ++e) {
      const std::size_t at =
          static_cast<std::size_t>(columns[e]) * static_cast<std::size_t>(stride);
      sum += load(change + at + b) * values[e];
    }
    store(sums + b, sum);
  }
}

static void shrink(std::int32_t* numbers, std::size_t count, std::uint32_t share) {
  for (std::size_t k = 0; k < count; ++k) {
    const std::int32_t sign = numbers[k] >> 31;
    const auto size = static_cast<std::uint32_t>((numbers[k] ^ sign) - sign);
    const std::uint64_t part = std::uint64_t{size} * share + (std::uint64_t{1} << 31);
    numbers[k] -= (static_cast<std::int32_t>(part >> 32) ^ sign) - sign;
  }
}

static Kernels make() {
  return {product, flips, decide, margins, signals, learn, sparse_row, shrink, transpose};
}

#undef STEADY_FOR_PARTS
