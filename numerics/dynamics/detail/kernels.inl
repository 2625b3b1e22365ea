// The inner loops in terms of isa::Lanes, 16 integers. Included once per instruction set; nothing
// of the standard library is instantiated here, since it would be shared between the sets.

static inline int smaller(int a, int b) {
  return a < b ? a : b;
}

/// Gathers the unstable bits of one word of neurons, 16 at a time.
struct WordJudge {
  isa::Lanes low;   // an up neuron is unstable below this
  isa::Lanes high;  // a down neuron above that
  std::uint64_t below = 0;
  std::uint64_t above = 0;

  explicit WordJudge(std::int32_t threshold)
      : low(isa::Lanes::all(threshold)), high(isa::Lanes::all(-threshold)) {}
  void look(const isa::Lanes& field, int group) {
    below |= field.less(low) << (lanes * group);
    above |= high.less(field) << (lanes * group);
  }
  /// A whole word at a time.
  std::uint64_t judge(const isa::Lanes (&field)[4], std::uint64_t up) const {
    return (up & isa::less4(field, low)) | (~up & isa::greater4(field, high));
  }
  std::uint64_t take(std::uint64_t up) {
    const std::uint64_t unstable = (up & below) | (~up & above);
    below = above = 0;
    return unstable;
  }
};

static int judge(const std::int32_t* field, const std::uint64_t* up, int count,
                 std::int32_t threshold, std::uint64_t* unstable) {
  WordJudge word(threshold);
  int total = 0;
  int first = 0;
  for (; first + 64 <= count; first += 64) {
    isa::Lanes here[4];
#pragma GCC unroll 4
    for (int g = 0; g < 4; ++g) here[g] = isa::Lanes::load(field + first + lanes * g);
    unstable[first / 64] = word.judge(here, up[first / 64]);
    total += __builtin_popcountll(unstable[first / 64]);
  }
  if (first < count) {
    for (int g = 0; g < (count - first) / lanes; ++g)
      word.look(isa::Lanes::load(field + first + lanes * g), g);
    unstable[first / 64] = word.take(up[first / 64]);
    total += __builtin_popcountll(unstable[first / 64]);
  }
  return total;
}

// `negative` has all bits set or none: a branch on the sign would be guessed wrongly half the time.
static inline isa::Lanes flip_group(std::int32_t* field, const std::int32_t* column,
                                    const isa::Lanes& negative, const std::int32_t* next) {
  __builtin_prefetch(next);
  const isa::Lanes step = isa::Lanes::load(column).doubled();
  const isa::Lanes now = isa::Lanes::load(field) + step.signed_by(negative);
  now.store(field);
  return now;
}

static int flip(std::int32_t* field, const std::int32_t* column, bool went_up,
                const std::uint64_t* up, int count, std::int32_t threshold, std::uint64_t* unstable,
                const std::int32_t* next) {
  WordJudge word(threshold);
  const isa::Lanes negative = isa::Lanes::all(static_cast<std::int32_t>(went_up) - 1);
  int total = 0;
  int first = 0;
  for (; first + 64 <= count; first += 64) {
    isa::Lanes now[4];
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

// Sums stay in registers while the columns pass by.
template <int Groups>
static inline void add_columns_tile(std::int32_t* field, const std::int32_t* const* columns,
                                    std::uint64_t plus, std::uint64_t minus, int first,
                                    int factor) {
  isa::Lanes sum[Groups];
#pragma GCC unroll 8
  for (int g = 0; g < Groups; ++g) sum[g] = isa::Lanes::all(0);
  for (; plus != 0; plus &= plus - 1) {
    const std::int32_t* column = columns[__builtin_ctzll(plus)] + first;
#pragma GCC unroll 8
    for (int g = 0; g < Groups; ++g) sum[g] = sum[g] + isa::Lanes::load(column + lanes * g);
  }
  for (; minus != 0; minus &= minus - 1) {
    const std::int32_t* column = columns[__builtin_ctzll(minus)] + first;
#pragma GCC unroll 8
    for (int g = 0; g < Groups; ++g) sum[g] = sum[g] - isa::Lanes::load(column + lanes * g);
  }
#pragma GCC unroll 8
  for (int g = 0; g < Groups; ++g) {
    std::int32_t* const target = field + first + lanes * g;
    const isa::Lanes step = factor == 2 ? sum[g].doubled() : sum[g];
    (isa::Lanes::load(target) + step).store(target);
  }
}

// What is left after whole tiles, in one pass over the columns too.
template <int Groups>
static inline void add_columns_rest(std::int32_t* field, const std::int32_t* const* columns,
                                    std::uint64_t plus, std::uint64_t minus, int first, int groups,
                                    int factor) {
  if (groups == Groups)
    add_columns_tile<Groups>(field, columns, plus, minus, first, factor);
  else if constexpr (Groups > 1)
    add_columns_rest<Groups - 1>(field, columns, plus, minus, first, groups, factor);
}

static void add_columns(std::int32_t* field, const std::int32_t* const* columns, std::uint64_t plus,
                        std::uint64_t minus, int count, int factor) {
  int first = 0;
  for (; first + isa::wide * lanes <= count; first += isa::wide * lanes)
    add_columns_tile<isa::wide>(field, columns, plus, minus, first, factor);
  add_columns_rest<isa::wide - 1>(field, columns, plus, minus, first, (count - first) / lanes,
                                  factor);
}

static void tabulate(const std::int32_t* const* columns, int fours, int count,
                     std::int32_t (*table)[16][32]) {
  for (int q = 0; q < fours; ++q)
    for (int i = 0; i < count; i += lanes) {
      isa::Lanes sum[16];
      sum[0] = isa::Lanes::all(0);
#pragma GCC unroll 4
      for (int b = 0; b < 4; ++b) {
        const std::int32_t* const column = columns[4 * q + b] + i;
        __builtin_prefetch(column + 32);  // of the next table
        const isa::Lanes one = isa::Lanes::load(column);
        const int known = 1 << b;
#pragma GCC unroll 8
        for (int e = 0; e < 8; ++e)
          if (e < known) sum[known + e] = sum[e] + one;
      }
#pragma GCC unroll 16
      for (int e = 0; e < 16; ++e) sum[e].store(table[q][e] + i);
    }
}

static void add_tabulated(std::int32_t* field, const std::int32_t (*table)[16][32],
                          std::uint64_t columns, int fours, int count) {
  isa::Lanes low = isa::Lanes::all(0);
  isa::Lanes high = low;  // numbers of an earlier table where there are only 16 neurons: not used
  for (int q = 0; q < fours; ++q, columns >>= 4) {
    const std::int32_t* const sum = table[q][columns & 15];
    low = low + isa::Lanes::load(sum);
    high = high + isa::Lanes::load(sum + lanes);
  }
  (isa::Lanes::load(field) + low.doubled()).store(field);
  if (count <= lanes) return;
  (isa::Lanes::load(field + lanes) + high.doubled()).store(field + lanes);
}

static std::int32_t lowest(const std::int32_t* field, const std::uint64_t* up, int count,
                           int* neuron) {
  std::int32_t least = 2147483647;
  *neuron = 0;
  for (int first = 0; first < count; first += lanes) {
    const auto bits = static_cast<unsigned>(up[first / 64] >> (first % 64)) & 0xffffU;
    std::int32_t stability[lanes];
    isa::Lanes::load(field + first).negated_where(~bits & 0xffffU).store(stability);
    for (int i = 0; i < lanes; ++i) {
      if (stability[i] >= least) continue;
      least = stability[i];
      *neuron = first + i;
    }
  }
  return least;
}

static int nth_bit(const std::uint64_t* words, int index) {
  int w = 0;
  for (int here; (here = __builtin_popcountll(words[w])) <= index; ++w) index -= here;
  std::uint64_t word = words[w];
  for (; index > 0; --index) word &= word - 1;
  return 64 * w + __builtin_ctzll(word);
}

// Of the couplings between the neurons visited, those of visit p: needed by most starts or none.
static __attribute__((noinline)) void fill_row(Encounter& encounter, int p) {
  const isa::Lanes zero = isa::Lanes::all(0);
  for (int q = 0; q < 64; q += lanes) {
    const isa::Lanes step =
        isa::gather(encounter.column[p], encounter.visited.neuron + q).doubled();
    step.store(encounter.row[0][p] + q);
    (zero - step).store(encounter.row[1][p] + q);
  }
  encounter.ready |= 1ULL << p;
}

/// One start on its way through the visits, in registers.
struct Walker {
  isa::Lanes field[4];
  std::uint64_t up;
  std::uint64_t went_up = 0;
  std::uint64_t went_down = 0;
  std::uint64_t next;  // the visits to come that flip, as far as known

  Walker(const Encounter& encounter, const LocalRun& run, int words, const WordJudge& word)
      : up(isa::bits_at(encounter.visited, run.up, words, 0)) {
#pragma GCC unroll 4
    for (int g = 0; g < 4; ++g)
      field[g] = isa::gather(run.field, encounter.visited.neuron + lanes * g);
    next = word.judge(field, up) & encounter.visits;
  }

  void step(Encounter& encounter, const WordJudge& word) {
    const int p = __builtin_ctzll(next);
    if (((encounter.ready >> p) & 1) == 0) fill_row(encounter, p);
    up ^= encounter.same[p];
    const std::uint64_t went = (up >> p) & 1;
    went_up |= went << p;
    went_down |= (went ^ 1) << p;
    const std::int32_t* row = encounter.row[went ^ 1][p];
#pragma GCC unroll 4
    for (int g = 0; g < 4; ++g) field[g] = field[g] + isa::Lanes::load(row + lanes * g);
    next = word.judge(field, up) & encounter.visits & ((~0ULL << p) << 1);
  }

  void finish(LocalRun& run) const {
    run.went_up = went_up;
    run.went_down = went_down;
  }
};

// Each flip waits for the one before; two starts side by side fill the time.
static void run_visits(Encounter& encounter, LocalRun* runs, int count, int words,
                       std::int32_t threshold) {
  const WordJudge word(threshold);
  int k = 0;
  for (; k + 2 <= count; k += 2) {
    Walker one(encounter, runs[k], words, word);
    Walker other(encounter, runs[k + 1], words, word);
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
  Walker last(encounter, runs[k], words, word);
  while (last.next != 0) last.step(encounter, word);
  last.finish(runs[k]);
}
