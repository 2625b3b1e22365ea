#include <steady/numerics/dynamics/detail/thermal_walk.hpp>

#include <algorithm>

namespace steady::dynamics::detail {

ThermalWalk::ThermalWalk(const network::Network& network, std::span<const std::int8_t> start,
                         const Options& options, network::RandomStream words,
                         network::RandomStream order)
    : state_(network, start, network::stability_threshold(options.self_coupling), options.simd),
      rule_(options.rule),
      order_(options.order),
      law_(options.self_coupling, options.temperature),
      visits_(options.order, network.size(), order),
      stream_(words),
      flipping_(state_.up_places().size(), 0) {}

struct ThermalWalk::View {
  const FlipLaw& law;
  const std::int32_t* fields;
  const std::uint64_t* up;
  const std::int32_t* own;  // null: none
  Places places;
  std::uint64_t turned;  // all bits where a neuron that is down takes 1 − U

  struct Visit {
    std::int32_t stability;
    std::uint64_t word;
  };
  /// `Plain`: one module, no self-couplings of single neurons.
  template <bool Plain>
  Visit look(int neuron, std::uint64_t word) const {
    const auto place = static_cast<std::size_t>(Plain ? neuron : places.of(neuron));
    const std::uint64_t down = ((up[place / 64] >> (place % 64)) & 1) - 1;  // all bits or none
    const auto sign = static_cast<std::int32_t>(down);
    std::int32_t stability = (fields[place] ^ sign) - sign;
    if (!Plain && own != nullptr) stability += own[place];
    return {stability, word ^ (down & turned)};
  }
};

ThermalWalk::View ThermalWalk::view() const {
  return {law_,         state_.fields(), state_.up_places().data(),
          state_.own(), state_.places(), rule_ == Rule::heat_bath ? ~0ULL : 0};
}

/// How many of the wanted words lie ready from next_word_ on. Blocks are drawn many at a time: they
/// do not wait for one another, as neurons do.
std::size_t ThermalWalk::words_ready(std::int64_t wanted) {
  if (next_word_ == words_.size()) {
    for (std::size_t w = 0; w < words_.size(); w += 4) {
      const auto block = stream_.block(next_block_++);
      std::copy(block.begin(), block.end(), words_.begin() + static_cast<std::ptrdiff_t>(w));
    }
    next_word_ = 0;
  }
  return std::min(static_cast<std::size_t>(wanted), words_.size() - next_word_);
}

namespace {

/// A neuron and a U, both from one word.
struct Drawn {
  int neuron;
  std::uint64_t word;
};

struct AnyNeuron {
  std::uint64_t size;
  Drawn operator()(std::uint64_t word) const {
    __extension__ using Wide = unsigned __int128;
    const auto product = static_cast<Wide>(word) * size;
    return {static_cast<int>(product >> 64), static_cast<std::uint64_t>(product)};
  }
};

/// The next word that may flip its neuron: a loop in which nothing changes, and all stays in
/// registers.
template <bool Plain, class View, class Draw>
const std::uint64_t* next_that_may(const View& view, const Draw& draw, const std::uint64_t* word,
                                   const std::uint64_t* end) {
  for (; word != end; ++word) {
    const auto [neuron, uniform] = draw(*word);
    const auto visit = view.template look<Plain>(neuron, uniform);
    if (view.law.may_flip(visit.stability, visit.word)) break;
  }
  return word;
}

}  // namespace

std::int64_t ThermalWalk::visit_randomly() {
  const AnyNeuron draw{static_cast<std::uint64_t>(state_.size())};
  const View all = view();
  const bool plain = all.own == nullptr && all.places.modules() == 1;
  std::int64_t flipped = 0;
  for (std::int64_t left = state_.size(); left > 0;) {
    const auto count = words_ready(left);
    const std::uint64_t* word = words_.data() + next_word_;
    const std::uint64_t* const end = word + count;
    for (;; ++word) {
      word = plain ? next_that_may<true>(all, draw, word, end)
                   : next_that_may<false>(all, draw, word, end);
      if (word == end) break;
      const auto [neuron, uniform] = draw(*word);
      const auto visit = all.look<false>(neuron, uniform);
      if (!law_.flips(visit.stability, visit.word)) continue;
      state_.flip(neuron);
      ++flipped;
    }
    next_word_ += count;
    left -= static_cast<std::int64_t>(count);
  }
  return flipped;
}

/// visit(neuron, flips) for neuron after neuron, one word each.
template <class Visit>
void ThermalWalk::visit_in_turn(const Visit& visit) {
  const View all = view();
  for (std::int64_t left = state_.size(); left > 0;) {
    const auto count = words_ready(left);
    for (std::size_t k = 0; k < count; ++k) visit(all, words_[next_word_ + k]);
    next_word_ += count;
    left -= static_cast<std::int64_t>(count);
  }
}

std::int64_t ThermalWalk::visit_in_order() {
  std::int64_t flipped = 0;
  visit_in_turn([&](const View& all, std::uint64_t word) {
    const int neuron = visits_.next();
    const auto visit = all.look<false>(neuron, word);
    if (!law_.flips(visit.stability, visit.word)) return;
    state_.flip(neuron);
    ++flipped;
  });
  return flipped;
}

std::int64_t ThermalWalk::update_all() {
  std::fill(flipping_.begin(), flipping_.end(), 0);
  int neuron = 0;
  visit_in_turn([&](const View& all, std::uint64_t word) {
    const auto place = static_cast<std::size_t>(all.places.of(neuron));
    const auto visit = all.look<false>(neuron++, word);
    flipping_[place / 64] |= std::uint64_t{law_.flips(visit.stability, visit.word)} << (place % 64);
  });
  return state_.flip(flipping_);
}

std::int64_t ThermalWalk::sweep() {
  if (rule_ == Rule::parallel) return update_all();
  return order_ == Order::random ? visit_randomly() : visit_in_order();
}

}  // namespace steady::dynamics::detail
