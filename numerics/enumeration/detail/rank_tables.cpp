#include <limits>
#include <steady/numerics/enumeration/detail/rank_tables.hpp>

namespace steady::enumeration::detail {

namespace {

// A block state x and the value of θ where it enters or leaves the set, in one word that sorts
// by the value.
constexpr std::int64_t value_unit = 1 << 16;
constexpr std::size_t state_of(std::int64_t key) {
  return static_cast<std::size_t>(key & 0xffff);
}

// No θ is as large as this, so what lies beyond may be moved here.
constexpr std::int64_t value_limit = (std::int64_t{1} << 31) - (1 << 24);
constexpr std::int32_t value_of(std::int64_t key) {
  return static_cast<std::int32_t>(std::clamp(key >> 16, -value_limit, value_limit));
}

// Fine enough that the bell-shaped values rarely put three into one bucket.
constexpr std::size_t buckets_per_state = 4;

std::size_t round_up(std::size_t n, std::size_t unit) {
  return (n + unit - 1) / unit * unit;
}

}  // namespace

RankTables::RankTables(int rows, int spins, int words)
    : states_(std::size_t{1} << spins),
      words_(static_cast<std::size_t>(words)),
      buckets_(buckets_per_state * states_),
      values_(static_cast<std::size_t>(rows) * round_up(states_ + 1, 16)),
      first_(static_cast<std::size_t>(rows) * round_up(buckets_, 32)),
      masks_(static_cast<std::size_t>(rows) * (states_ + 1) * words_),
      tables_(static_cast<std::size_t>(rows)),
      least_(static_cast<std::size_t>(rows)),
      most_(static_cast<std::size_t>(rows)),
      sorted_(states_),
      merged_(states_) {}

void RankTables::build_outer(int row, std::span<const std::int32_t> couplings) {
  build_block(row, couplings, -1, 0);
}

void RankTables::build_block(int row, std::span<const std::int32_t> couplings, int own,
                             std::int64_t twist) {
  std::int64_t all_down = -twist;
  for (const std::int32_t coupling : couplings) all_down -= coupling;
  start_sort(all_down);
  for (std::size_t spin = 0; spin < couplings.size(); ++spin) {
    const bool itself = static_cast<int>(spin) == own;
    add_spin(spin, itself ? twist : 2 * std::int64_t{couplings[spin]});
  }
  fill(row, own);
}

void RankTables::start_sort(std::int64_t lowest) {
  sorted_[0] = lowest * value_unit;
  sorted_count_ = 1;
}

// The values with one spin more are the old ones, and the old ones raised: merge.
void RankTables::add_spin(std::size_t spin, std::int64_t rise) {
  const std::int64_t up = rise * value_unit + (std::int64_t{1} << spin);
  const std::size_t count = sorted_count_;
  std::size_t a = 0, b = 0;
  for (std::size_t k = 0; k < 2 * count; ++k) {
    const bool take_up = a == count || (b < count && sorted_[b] + up < sorted_[a]);
    merged_[k] = take_up ? sorted_[b] + up : sorted_[a];
    b += take_up ? 1 : 0;
    a += take_up ? 0 : 1;
  }
  sorted_count_ = 2 * count;
  sorted_.swap(merged_);
}

void RankTables::fill(int row, int own) {
  const auto r = static_cast<std::size_t>(row);
  std::uint32_t* values = values_.data() + r * round_up(states_ + 1, 16);
  std::uint16_t* first = first_.data() + r * round_up(buckets_, 32);
  std::uint64_t* masks = masks_.data() + r * (states_ + 1) * words_;
  const std::int32_t least = value_of(sorted_.front());
  const std::int32_t most = value_of(sorted_.back()) + 1;
  const auto from_least = [least](std::int64_t key) {
    return static_cast<std::uint32_t>(value_of(key)) - static_cast<std::uint32_t>(least);
  };

  std::size_t distinct = 0;
  for (const std::int64_t key : sorted_) {
    const std::uint32_t value = from_least(key);
    if (distinct == 0 || value != values[distinct - 1]) values[distinct++] = value;
  }
  values[distinct] = std::numeric_limits<std::uint32_t>::max();

  // Above all values only states with the row's own spin down satisfy it. On the way down each
  // state changes sides once, at its value.
  std::uint64_t* set = masks + distinct * words_;
  std::fill_n(set, words_, 0);
  for (std::size_t x = 0; own >= 0 && x < states_; ++x) {
    if (((x >> own) & 1) == 0) set[x / 64] |= std::uint64_t{1} << (x % 64);
  }
  std::size_t k = states_;
  for (std::size_t rank = distinct; rank-- > 0;) {
    set = masks + rank * words_;
    std::copy_n(set + words_, words_, set);
    for (; k > 0 && from_least(sorted_[k - 1]) == values[rank]; --k) {
      const std::size_t x = state_of(sorted_[k - 1]);
      set[x / 64] ^= std::uint64_t{1} << (x % 64);
    }
  }

  const std::uint32_t range = static_cast<std::uint32_t>(most) - static_cast<std::uint32_t>(least);
  int shift = 0;
  while (range >> shift >= buckets_) ++shift;
  std::size_t rank = 0;
  for (std::size_t bucket = 0; bucket < buckets_; ++bucket) {
    const std::size_t start = rank;
    while (rank < distinct && values[rank] >> shift == bucket) ++rank;
    first[bucket] = static_cast<std::uint16_t>(start | (rank - start > 2 ? crowded_bucket : 0));
  }
  tables_[r] = {.values = values, .first = first, .masks = masks, .shift = shift};
  least_[r] = least;
  most_[r] = most;
}

}  // namespace steady::enumeration::detail
