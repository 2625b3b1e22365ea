#include <algorithm>
#include <limits>
#include <numeric>
#include <steady/numerics/enumeration/detail/sweep_plan.hpp>

namespace steady::enumeration::detail {

namespace {

constexpr std::int32_t int_max = std::numeric_limits<std::int32_t>::max();
constexpr std::int32_t int_min = std::numeric_limits<std::int32_t>::min();

std::size_t index(int k) {
  return static_cast<std::size_t>(k);
}
std::uint64_t bit(int k) {
  return std::uint64_t{1} << k;
}
std::uint64_t low_bits(int count) {
  return network::all_up(count);
}

// Differences of two θ may leave 32 bits and come back when they are added to a θ.
std::int32_t wrapping_sum(std::int32_t a, std::int32_t b) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) + static_cast<std::uint32_t>(b));
}

std::int32_t saturated(std::int64_t value) {
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(value, int_min, int_max));
}

std::int64_t sum_of_sizes(std::span<const std::int32_t> values) {
  std::int64_t sum = 0;
  for (const std::int32_t value : values) sum += std::abs(value);
  return sum;
}

}  // namespace

// A larger block makes fewer, longer set operations but costs N·2^block to prepare; beyond nine
// spins the sets no longer fit a core's second-level cache.
SweepLayout sweep_layout(int size) {
  constexpr int inner_spins = 3;
  constexpr int gray_spins = 12;  // a chunk takes about a millisecond: soon enough for a stop
  const int block = size <= 20 ? 6 : size <= 24 ? 8 : 9;
  SweepLayout layout{};
  int left = size - 1;
  const auto take = [&left](int most) {
    const int taken = std::min(left, most);
    left -= taken;
    return taken;
  };
  layout.words = 1 << (block - 6);
  layout.block = take(block);
  layout.inner = take(inner_spins);
  layout.gray = take(gray_spins);
  layout.chunks = left;
  return layout;
}

PreparedSweep::PreparedSweep(const network::Couplings& couplings,
                             std::span<const std::int32_t> thresholds, int side,
                             const SweepLayout& layout)
    : couplings_(couplings),
      threshold_(thresholds.begin(), thresholds.end()),
      external_(index(couplings.size()), 0),
      layout_(layout),
      outer_(couplings.size() - layout.block),
      padded_(index((couplings.size() + sweep_lanes - 1) / sweep_lanes * sweep_lanes)),
      rank_tables_(couplings.size(), layout.block, layout.words) {
  take_own_terms(side);
  order_neurons();
  build_start();
  build_rank_tables();
  build_bounds();
  build_inner();
  build_gray();
  build_block_states();
  plan_.rows = couplings_.size();
  plan_.padded = static_cast<int>(padded_);
  plan_.words = layout_.words;
  plan_.inner_count = 1 << layout_.inner;
  plan_.all_rows = low_bits(plan_.rows);
  plan_.outer_rows = low_bits(outer_);
  plan_.known_rows = plan_.outer_rows & ~low_bits(layout_.inner);
}

// Beyond every field of its row a threshold changes nothing, and sums stay within 32 bits.
void PreparedSweep::take_own_terms(int side) {
  const auto external = couplings_.external_field();
  for (std::size_t i = 0; i < threshold_.size(); ++i) {
    if (!external.empty()) external_[i] = side * external[i];
    const auto largest = static_cast<std::int32_t>(
        sum_of_sizes(couplings_.row(static_cast<int>(i))) + std::abs(external_[i]));
    threshold_[i] = std::clamp(threshold_[i], -largest, largest + 1);
  }
}

std::uint64_t PreparedSweep::states_per_chunk() const {
  return bit(layout_.block + layout_.inner + layout_.gray);
}

std::int32_t PreparedSweep::coupling(int row, int column) const {
  return couplings_.grid(neuron_[index(row)], neuron_[index(column)]);
}

// H_i grows by 2J_ij; row j itself goes from 1 − t_j − H_j to t_j − H_j.
std::int32_t PreparedSweep::shift_when_up(int row, int spin) const {
  return row == spin ? 2 * threshold(row) - 1 : -2 * coupling(row, spin);
}

// The weaker a spin acts on the others, the later it is decided: the fields of the early spins
// then settle most rows. Heaviest last among the outer rows (slowest), lightest in the block.
void PreparedSweep::order_neurons() {
  const int size = couplings_.size();
  std::vector<std::int64_t> weight(index(size), 0);
  for (int i = 0; i < size; ++i) {
    for (int j = 0; j < size; ++j) weight[index(j)] += std::abs(couplings_.grid(i, j));
  }
  neuron_.resize(index(size));
  std::iota(neuron_.begin(), neuron_.end(), 0);
  std::stable_sort(neuron_.begin(), neuron_.end(),
                   [&](int a, int b) { return weight[index(a)] < weight[index(b)]; });
  std::rotate(neuron_.begin(), neuron_.begin() + layout_.block, neuron_.end());
}

// θ with every outer spin down.
void PreparedSweep::build_start() {
  all_down_ = AlignedArray<std::int32_t>(padded_, 0);
  for (int row = 0; row < couplings_.size(); ++row) {
    std::int32_t theta = row < outer_ ? 1 - threshold(row) : threshold(row);
    theta -= external(row);
    for (int spin = 0; spin < outer_; ++spin) theta += coupling(row, spin);
    all_down_[index(row)] = theta;
  }
}

void PreparedSweep::build_rank_tables() {
  std::vector<std::int32_t> to_block(index(layout_.block));
  least_ = AlignedArray<std::int32_t>(padded_, 0);
  most_ = AlignedArray<std::int32_t>(padded_, 0);
  for (int row = 0; row < couplings_.size(); ++row) {
    for (int b = 0; b < layout_.block; ++b) to_block[index(b)] = coupling(row, outer_ + b);
    if (row < outer_) {
      rank_tables_.build_outer(row, to_block);
    } else {
      rank_tables_.build_block(row, to_block, row - outer_, 1 - 2 * std::int64_t{threshold(row)});
    }
    least_[index(row)] = rank_tables_.least(row);
    most_[index(row)] = rank_tables_.most(row);
  }
  plan_.tables = rank_tables_.tables().data();
  plan_.least = least_.data();
  plan_.most = most_.data();
}

std::int64_t PreparedSweep::reach(int row) const {
  std::int64_t sum = 0;
  for (int spin = outer_; spin < couplings_.size(); ++spin) sum += std::abs(coupling(row, spin));
  return sum;
}

void PreparedSweep::build_bounds() {
  high_ = AlignedArray<std::int32_t>(padded_, int_max);
  low_ = AlignedArray<std::int32_t>(padded_, int_min);
  group_high_ = AlignedArray<std::int32_t>(padded_, int_max);
  group_low_ = AlignedArray<std::int32_t>(padded_, int_min);
  for (int row = outer_; row < couplings_.size(); ++row) {
    high_[index(row)] = saturated(-reach(row));
    low_[index(row)] = saturated(reach(row) - 1 + 2 * std::int64_t{threshold(row)});
  }
  for (int row = 0; row < outer_; ++row) {
    high_[index(row)] = saturated(reach(row));
    low_[index(row)] = saturated(-reach(row));
    if (row < layout_.inner) continue;  // its own spin is not known to the group
    std::int64_t fall = 0, rise = 0;    // of θ, at most, by the inner spins
    for (int spin = 0; spin < layout_.inner; ++spin) {
      fall -= std::min(0, shift_when_up(row, spin));
      rise += std::max(0, shift_when_up(row, spin));
    }
    group_high_[index(row)] = saturated(reach(row) + fall);
    group_low_[index(row)] = saturated(-reach(row) - rise);
  }
  plan_.high = high_.data();
  plan_.low = low_.data();
  plan_.group_high = group_high_.data();
  plan_.group_low = group_low_.data();
}

void PreparedSweep::build_inner() {
  const std::size_t patterns = std::size_t{1} << layout_.inner;
  inner_shift_ = AlignedArray<std::int32_t>(patterns * padded_, 0);
  inner_rows_.assign(patterns, 0);
  inner_state_.assign(patterns, 0);
  for (std::size_t pattern = 0; pattern < patterns; ++pattern) {
    inner_rows_[pattern] = pattern;
    for (int spin = 0; spin < layout_.inner; ++spin) {
      if (((pattern >> spin) & 1) == 0) continue;
      inner_state_[pattern] |= bit(neuron_[index(spin)]);
      for (int row = 0; row < couplings_.size(); ++row) {
        std::int32_t& shift = inner_shift_[pattern * padded_ + index(row)];
        shift = wrapping_sum(shift, shift_when_up(row, spin));
      }
    }
  }
  plan_.inner_shift = inner_shift_.data();
  plan_.inner_rows = inner_rows_.data();
  plan_.inner_state = inner_state_.data();
}

void PreparedSweep::build_gray() {
  const auto spins = index(layout_.gray);
  gray_shift_ = AlignedArray<std::int32_t>(std::max<std::size_t>(1, 2 * spins * padded_), 0);
  for (int spin = 0; spin < layout_.gray; ++spin) {
    const int gray_row = layout_.inner + spin;
    gray_row_.push_back(bit(gray_row));
    gray_state_.push_back(bit(neuron_[index(gray_row)]));
    for (int row = 0; row < couplings_.size(); ++row) {
      const std::int32_t shift = shift_when_up(row, gray_row);
      gray_shift_[index(2 * spin) * padded_ + index(row)] = shift;
      gray_shift_[index(2 * spin + 1) * padded_ + index(row)] = -shift;
    }
  }
  plan_.gray_shift = gray_shift_.data();
  plan_.gray_row = gray_row_.data();
  plan_.gray_state = gray_state_.data();
}

void PreparedSweep::build_block_states() {
  const std::uint64_t states = bit(layout_.block);
  block_state_.assign(states, 0);
  allowed_ = AlignedArray<std::uint64_t>(index(layout_.words), 0);
  for (std::uint64_t x = 0; x < states; ++x) {
    allowed_[x / 64] |= std::uint64_t{1} << (x % 64);
    for (int b = 0; b < layout_.block; ++b) {
      if ((x >> b) & 1) block_state_[x] |= bit(neuron_[index(outer_ + b)]);
    }
  }
  plan_.allowed = allowed_.data();
  plan_.block_state = block_state_.data();
}

void PreparedSweep::start(std::uint64_t chunk_index, SweepChunk& chunk) const {
  std::copy_n(all_down_.data(), padded_, chunk.theta);
  chunk.up = 0;
  chunk.state = 0;
  chunk.gray_steps = bit(layout_.gray);
  for (int k = 0; k < layout_.chunks; ++k) {
    if (((chunk_index >> k) & 1) == 0) continue;
    const int spin = layout_.inner + layout_.gray + k;
    chunk.up |= bit(spin);
    chunk.state |= bit(neuron_[index(spin)]);
    for (int row = 0; row < couplings_.size(); ++row) {
      chunk.theta[row] += shift_when_up(row, spin);
    }
  }
}

}  // namespace steady::enumeration::detail
