#include <steady/numerics/dynamics/detail/live_state.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

namespace steady::dynamics::detail {
namespace {

// A column is read once and from far away; processors' own guesses stop at the end of a page.
constexpr int fetched_ahead = 32 * lanes;

template <class Function>
void for_each_bit(std::uint64_t word, Function&& function) {
  for (; word != 0; word &= word - 1) function(std::countr_zero(word));
}

template <class Function>
void for_each_bit(const Bits& bits, Function&& function) {
  for (std::size_t w = 0; w < bits.size(); ++w)
    for_each_bit(bits[w], [&](int b) { function(static_cast<int>(64 * w) + b); });
}

// Bit i of the result: spin i of 8 is up. The multiplication collects the lowest bits of the bytes
// in the highest byte.
std::uint64_t pack8(const std::int8_t* spins) {
  std::uint64_t up = 0;
  for (int i = 0; i < 8; ++i)
    up |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(spins[i])) << (8 * i);
  return (((~up >> 7) & 0x0101010101010101ULL) * 0x0102040810204080ULL) >> 56;
}

// The other way: byte i gets bit i, then 1 or, times 255, -1.
void unpack8(std::uint64_t bits, std::int8_t* spins) {
  const std::uint64_t spread =
      ((bits & 255) * 0x0101010101010101ULL) & 0x8040201008040201ULL;  // bit i of byte i
  const std::uint64_t up = ((spread + 0x7f7f7f7f7f7f7f7fULL) >> 7) & 0x0101010101010101ULL;
  const std::uint64_t bytes = (up ^ 0x0101010101010101ULL) * 255 | up;
  for (int i = 0; i < 8; ++i) spins[i] = static_cast<std::int8_t>(bytes >> (8 * i));
}

int number_of(const Bits& bits) {
  int count = 0;
  for (const auto word : bits) count += std::popcount(word);
  return count;
}

}  // namespace

namespace {

std::shared_ptr<const AlignedArray<std::int32_t>> by_place(std::span<const std::int32_t> values,
                                                           const Places& places) {
  auto placed =
      std::make_shared<AlignedArray<std::int32_t>>(static_cast<std::size_t>(places.count()), 0);
  for (std::size_t i = 0; i < values.size(); ++i)
    placed->data()[places.of(static_cast<int>(i))] = values[i];
  return placed;
}

}  // namespace

LiveState::LiveState(WithoutSums, const network::Network& network,
                     std::span<const std::int8_t> spins, std::int32_t threshold, SimdLevel simd)
    : network_(&network),
      kernels_(&kernels_for(simd)),
      places_(network),
      threshold_(threshold),
      fields_(static_cast<std::size_t>(places_.count()), padding_field),
      up_(bits_of(spins)),
      unstable_(static_cast<std::size_t>(places_.words()), 0),
      module_unstable_(static_cast<std::size_t>(places_.modules()), 0) {
  if (!network.self_couplings().empty()) own_ = by_place(network.self_couplings(), places_);
  // Where all neurons are down.
  const auto external = network.external_field();
  const auto up = network.saturated_field();
  for (int l = 0; l < places_.modules(); ++l) {
    const auto first = static_cast<std::size_t>(l * places_.module_size());
    std::int32_t* const field = fields_.data() + l * places_.stride();
    const auto size = static_cast<std::size_t>(places_.module_size());
    if (external.empty())
      for (std::size_t i = 0; i < size; ++i) field[i] = -up[first + i];
    else
      for (std::size_t i = 0; i < size; ++i) field[i] = external[first + i] - up[first + i];
  }
}

LiveState::LiveState(const network::Network& network, std::span<const std::int8_t> spins,
                     std::int32_t threshold, SimdLevel simd)
    : LiveState(WithoutSums{}, network, spins, threshold, simd) {
  const Bits none(up_.size(), 0);
  for (int l = 0; l < places_.modules(); ++l) add_dense(l, up_, none, 2);
  add_entries(up_, none, 2);
  for (int l = 0; l < places_.modules(); ++l) judge_module(l);
}

Bits LiveState::bits_of(std::span<const std::int8_t> spins) const {
  Bits bits(static_cast<std::size_t>(places_.words()), 0);
  const std::int8_t* spin = spins.data();
  for (int l = 0; l < places_.modules(); ++l) {
    std::uint64_t* const words = bits.data() + l * places_.stride() / 64;
    int i = 0;
    for (; i + 8 <= places_.module_size(); i += 8, spin += 8)
      words[i / 64] |= pack8(spin) << (i % 64);
    for (; i < places_.module_size(); ++i, ++spin)
      words[i / 64] |= std::uint64_t{*spin > 0} << (i % 64);
  }
  return bits;
}

std::int32_t LiveState::stability(int neuron) const {
  const int place = places_.of(neuron);
  const std::int32_t field = fields_[static_cast<std::size_t>(place)];
  const std::int32_t without = bit(up_, place) ? field : -field;
  return own_ ? without + *own_of(place) : without;
}

std::int64_t LiveState::signed_sum(const std::int32_t* values) const {
  std::int64_t sum = 0;
  for (int l = 0; l < places_.modules(); ++l) {
    const int first = l * places_.stride();
    sum += kernels_->sum_of_stabilities(values + first, up_.data() + first / 64,
                                        places_.module_size());
  }
  return sum;
}

int LiveState::nth_unstable(int index) const {
  return places_.neuron(kernels_->nth_bit(unstable_.data(), index));
}

int LiveState::lowest_of_own() const {
  int found = 0;
  for (int i = 1; i < size(); ++i)
    if (stability(i) < stability(found)) found = i;
  return found;
}

int LiveState::lowest() const {
  if (own_) return lowest_of_own();
  std::int32_t least = std::numeric_limits<std::int32_t>::max();
  int found = 0;
  for (int l = 0; l < places_.modules(); ++l) {
    const int first = l * places_.stride();
    int place = 0;
    const std::int32_t here = kernels_->lowest(fields_.data() + first, up_.data() + first / 64,
                                               places_.padded_module(), &place);
    if (here >= least) continue;
    least = here;
    found = first + place;
  }
  return places_.neuron(found);
}

void LiveState::flip(int neuron) {
  const int place = places_.of(neuron);
  const auto column = network_->column(neuron);
  if (!column.dense.empty()) {
    flip_dense(place, column.dense.data(), column.dense.data() + fetched_ahead);
  } else {
    up_[static_cast<std::size_t>(place) / 64] ^= 1ULL << (static_cast<unsigned>(place) % 64);
    judge_one(place);
  }
  const bool went_up = bit(up_, place);
  for (const auto& entry : column.sparse) {
    const int target = places_.of(entry.neuron);
    fields_[static_cast<std::size_t>(target)] += went_up ? 2 * entry.value : -2 * entry.value;
    judge_one(target);
  }
}

void LiveState::flip_dense(int place, const std::int32_t* column, const std::int32_t* next) {
  const int module = places_.modules() == 1 ? 0 : place / places_.stride();
  const int first = module * places_.stride();
  std::uint64_t* const up = up_.data() + first / 64;
  std::uint64_t& word = up_[static_cast<std::size_t>(place) / 64];
  word ^= 1ULL << (static_cast<unsigned>(place) % 64);
  const bool went_up = ((word >> (static_cast<unsigned>(place) % 64)) & 1) != 0;
  std::int32_t* const fields = fields_.data() + first;
  std::uint64_t* const unstable = unstable_.data() + first / 64;
  const int now = own_ ? kernels_->flip_own(fields, column, went_up, up, places_.padded_module(),
                                            threshold_, own_of(first), unstable, next)
                       : kernels_->flip(fields, column, went_up, up, places_.padded_module(),
                                        threshold_, unstable, next);
  auto& before = module_unstable_[static_cast<std::size_t>(module)];
  unstable_count_ += now - before;
  before = now;
}

int LiveState::flip(const Bits& places) {
  Bits plus(places.size()), minus(places.size());
  for (std::size_t w = 0; w < places.size(); ++w) {
    plus[w] = places[w] & ~up_[w];
    minus[w] = places[w] & up_[w];
    up_[w] ^= places[w];
  }
  for (int l = 0; l < places_.modules(); ++l) add_dense(l, plus, minus, 2);
  add_entries(plus, minus, 2);
  for (int l = 0; l < places_.modules(); ++l) judge_module(l);
  return number_of(plus) + number_of(minus);
}

void LiveState::add_dense(int module, const Bits& plus, const Bits& minus, int factor) {
  if (!network_->is_dense()) return;
  const int first = module * places_.stride();
  std::array<const std::int32_t*, 64> columns{};
  for (int place = first; place < first + places_.stride(); place += 64) {
    const auto w = static_cast<std::size_t>(place) / 64;
    for_each_bit(plus[w] | minus[w], [&](int c) {
      columns[static_cast<std::size_t>(c)] =
          network_->column(places_.neuron(place + c)).dense.data();
    });
    if ((plus[w] | minus[w]) != 0)
      kernels_->add_columns(fields_.data() + first, columns.data(), plus[w], minus[w],
                            places_.padded_module(), factor);
  }
}

void LiveState::add_entries(const Bits& plus, const Bits& minus, int factor) {
  const auto add = [&](int place, std::int32_t times) {
    for (const auto& entry : network_->column(places_.neuron(place)).sparse)
      fields_[static_cast<std::size_t>(places_.of(entry.neuron))] += times * entry.value;
  };
  for_each_bit(plus, [&](int place) { add(place, factor); });
  for_each_bit(minus, [&](int place) { add(place, -factor); });
}

void LiveState::judge_module(int module) {
  const int first = module * places_.stride();
  const std::int32_t* const fields = fields_.data() + first;
  const std::uint64_t* const up = up_.data() + first / 64;
  std::uint64_t* const unstable = unstable_.data() + first / 64;
  const int now = own_ ? kernels_->judge_own(fields, up, places_.padded_module(), threshold_,
                                             own_of(first), unstable)
                       : kernels_->judge(fields, up, places_.padded_module(), threshold_, unstable);
  auto& before = module_unstable_[static_cast<std::size_t>(module)];
  unstable_count_ += now - before;
  before = now;
}

void LiveState::judge_one(int place) {
  const std::int32_t field = fields_[static_cast<std::size_t>(place)];
  const std::int32_t limit = own_ ? threshold_ - *own_of(place) : threshold_;
  const bool now = (bit(up_, place) ? field : -field) < limit;
  if (now == bit(unstable_, place)) return;
  unstable_[static_cast<std::size_t>(place) / 64] ^= 1ULL << (static_cast<unsigned>(place) % 64);
  const int change = now ? 1 : -1;
  unstable_count_ += change;
  module_unstable_[static_cast<std::size_t>(place / places_.stride())] += change;
}

network::Spins LiveState::spins() const {
  network::Spins spins(static_cast<std::size_t>(size()));
  auto* spin = spins.data();
  for (int l = 0; l < places_.modules(); ++l) {
    const std::uint64_t* const words = up_.data() + l * places_.stride() / 64;
    int i = 0;
    for (; i + 8 <= places_.module_size(); i += 8, spin += 8)
      unpack8(words[i / 64] >> (i % 64), spin);
    for (; i < places_.module_size(); ++i)
      *spin++ = (words[i / 64] >> (i % 64)) & 1 ? std::int8_t{1} : std::int8_t{-1};
  }
  return spins;
}

double LiveState::magnetisation() const {
  return static_cast<double>(2 * number_of(up_) - size()) / size();
}

double LiveState::overlap(const Bits& other) const {
  int differ = 0;
  for (std::size_t w = 0; w < up_.size(); ++w) differ += std::popcount(up_[w] ^ other[w]);
  return static_cast<double>(size() - 2 * differ) / size();
}

}  // namespace steady::dynamics::detail
