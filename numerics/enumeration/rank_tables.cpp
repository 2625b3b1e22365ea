#include <limits>
#include <steady/numerics/enumeration/rank_tables.hpp>

namespace steady::enumeration::detail {

namespace {

// A block state and its inner field in one word that sorts by the field.
constexpr std::int64_t field_unit = 1 << 16;
constexpr std::int32_t field_of(std::int64_t key) {
  return static_cast<std::int32_t>(key >> 16);
}
constexpr std::size_t state_of(std::int64_t key) {
  return static_cast<std::size_t>(key & 0xffff);
}

// Fine enough that the bell-shaped fields rarely put three values into one bucket.
constexpr std::size_t buckets_per_state = 4;

std::size_t round_up(std::size_t n, std::size_t unit) {
  return (n + unit - 1) / unit * unit;
}

}  // namespace

RankTables::RankTables(int rows, int spins, int words)
    : states_(std::size_t{1} << spins),
      words_(static_cast<std::size_t>(words)),
      buckets_(buckets_per_state * states_ + 1),
      values_(static_cast<std::size_t>(rows) * round_up(states_ + 2, 16)),
      first_(static_cast<std::size_t>(rows) * round_up(buckets_, 32)),
      masks_(static_cast<std::size_t>(rows) * (states_ + 1) * words_),
      tables_(static_cast<std::size_t>(rows)),
      sorted_(states_),
      merged_(states_) {}

// The fields of k + 1 spins are those of k spins, once with −J and once with +J: merge.
void RankTables::sort_states(std::span<const std::int32_t> couplings) {
  std::int64_t all_down = 0;
  for (const std::int32_t coupling : couplings) all_down -= coupling;
  sorted_[0] = all_down * field_unit;
  std::size_t count = 1;
  for (std::size_t spin = 0; spin < couplings.size(); ++spin) {
    const std::int64_t up =
        2 * std::int64_t{couplings[spin]} * field_unit + (std::int64_t{1} << spin);
    std::size_t a = 0, b = 0;
    for (std::size_t k = 0; k < 2 * count; ++k) {
      const bool take_up = a == count || (b < count && sorted_[b] + up < sorted_[a]);
      merged_[k] = take_up ? sorted_[b] + up : sorted_[a];
      b += take_up ? 1 : 0;
      a += take_up ? 0 : 1;
    }
    count *= 2;
    sorted_.swap(merged_);
  }
}

// From the largest field down, so that each set is the one above it and a few states more.
std::size_t RankTables::fill_sets(std::int32_t* values, std::uint64_t* masks) const {
  std::size_t distinct = 0;
  for (std::size_t k = 0; k < states_; ++k) {
    const std::int32_t field = field_of(sorted_[k]);
    if (distinct == 0 || field != values[distinct - 1]) values[distinct++] = field;
  }
  std::fill_n(masks + distinct * words_, words_, 0);
  std::size_t k = states_;
  for (std::size_t rank = distinct; rank-- > 0;) {
    std::uint64_t* set = masks + rank * words_;
    std::copy_n(set + words_, words_, set);
    for (; k > 0 && field_of(sorted_[k - 1]) == values[rank]; --k) {
      const std::size_t state = state_of(sorted_[k - 1]);
      set[state / 64] |= std::uint64_t{1} << (state % 64);
    }
  }
  return distinct;
}

void RankTables::build(int row, std::span<const std::int32_t> couplings) {
  const auto r = static_cast<std::size_t>(row);
  std::int32_t* values = values_.data() + r * round_up(states_ + 2, 16);
  std::uint16_t* first = first_.data() + r * round_up(buckets_, 32);
  std::uint64_t* masks = masks_.data() + r * (states_ + 1) * words_;
  sort_states(couplings);
  const std::size_t distinct = fill_sets(values, masks);
  const std::int32_t reach = values[distinct - 1];
  std::fill_n(values + distinct, 2, std::numeric_limits<std::int32_t>::max());

  std::int32_t shift = 0;
  while ((2 * std::int64_t{reach} + 1) >> shift >= static_cast<std::int64_t>(buckets_)) ++shift;
  std::size_t rank = 0;
  for (std::size_t bucket = 0; bucket < buckets_; ++bucket) {
    const std::size_t start = rank;
    while (rank < distinct && static_cast<std::size_t>((values[rank] + reach) >> shift) == bucket) {
      ++rank;
    }
    first[bucket] = static_cast<std::uint16_t>(start | (rank - start > 2 ? crowded_bucket : 0));
  }
  tables_[r] = {.values = values,
                .first = first,
                .masks = masks,
                .aligned = nullptr,
                .reach = reach,
                .shift = shift};
}

}  // namespace steady::enumeration::detail
