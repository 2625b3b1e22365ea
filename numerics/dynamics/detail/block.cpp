#include <steady/numerics/dynamics/detail/block.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <memory>

namespace steady::dynamics::detail {

// Lanes of a tile: 64 columns of it are 32 kB, and the sums of one start fit the registers.
constexpr int tile = 128;
// So many starts pay for a table of sums.
constexpr std::size_t fewest_starts_for_table = 24;
// Visits of the common order that are drawn at a time: a part of a sweep.
int window_size(int neurons) {
  return std::max(64, neurons / 4 / 64 * 64);
}
// A start with fewer flips to expect in 64 visits flips neuron after neuron.
constexpr double fewest_flips_together = 6.0;

class Block {
 public:
  Block(const network::Network& network, std::span<const network::Spins> starts,
        std::int32_t threshold, const Options& options, Visits visits);
  std::vector<Summary> run();

 private:
  void start_fields();
  void add_starts(int word);
  void add_starts_by_table(int word, int fours);
  void gather_pieces(std::uint64_t columns, int first, int count);
  bool has_ended(std::size_t k);

  // A window: the next visits, the starts that go through it 64 visits at a time together, and
  // those that go through it flip by flip.
  void draw_window();
  void choose_ways();
  void end_window();

  void begin_encounter(int first);
  std::uint64_t unstable_visits(std::size_t k, int from) const;
  const std::int32_t* column_of(int visit) const {
    return dense_ + static_cast<std::size_t>(encounter_.visited.neuron[visit]) * stride_;
  }

  void find_flippers(const std::vector<std::size_t>& starts);
  void flip_one_by_one(int first);

  void run_encounter(int first);
  void add_flips();

  const network::Network& network_;
  const Kernels& kernels_;
  const std::int32_t* dense_;  // column j begins at dense_ + j·stride_
  std::size_t stride_;
  std::int32_t threshold_;
  Visits visits_;
  std::vector<LiveState> states_;
  std::vector<Course> courses_;
  std::vector<std::int64_t> flips_;
  std::vector<std::size_t> active_;

  std::vector<int> window_;     // the neurons to be visited
  std::vector<int> last_flip_;  // of a start in the window
  std::vector<std::size_t> together_;
  std::vector<std::size_t> alone_;

  Encounter encounter_;                   // 64 visits that are under way
  std::vector<std::uint64_t> visits_of_;  // a neuron; zero in between

  // The starts that flip a neuron in these visits, and which visits do it.
  struct Flipper {
    std::size_t start;
    std::uint64_t flips;
  };
  std::vector<Flipper> flippers_;

  // Of those that go together.
  std::vector<LocalRun> runs_;
  alignas(64) std::array<std::int32_t, 64 * tile> pieces_;  // of the columns, one tile
  std::array<const std::int32_t*, 64> piece_;

  alignas(64) std::int32_t table_[16][16][32] = {};  // for the fields of the starts
};

Block::Block(const network::Network& network, std::span<const network::Spins> starts,
             std::int32_t threshold, const Options& options, Visits visits)
    : network_(network),
      kernels_(kernels_for(options.simd)),
      dense_(network.column(0).dense.data()),
      stride_(static_cast<std::size_t>(network.column(1).dense.data() - dense_)),
      threshold_(threshold),
      visits_(std::move(visits)),
      visits_of_(static_cast<std::size_t>(network.size()), 0) {
  states_.reserve(starts.size());
  for (const auto& start : starts)
    states_.push_back(LiveState({}, network, start, threshold, options.simd));
  for (auto& state : states_) state.own_ = states_.front().own_;  // one copy serves all
  for (std::size_t c = 0; c < 64; ++c) piece_[c] = pieces_.data() + tile * c;
  start_fields();
  courses_.reserve(starts.size());
  for (const auto& state : states_) courses_.emplace_back(state, options, network.size());
  flips_.resize(starts.size(), 0);
  last_flip_.resize(starts.size(), 0);
}

std::vector<Summary> Block::run() {
  for (std::size_t k = 0; k < states_.size(); ++k)
    if (!has_ended(k)) active_.push_back(k);
  while (!active_.empty()) {
    draw_window();
    choose_ways();
    for (int p = 0; p < static_cast<int>(window_.size()); p += 64) {
      begin_encounter(p);
      if (!together_.empty()) run_encounter(p);
      if (!alone_.empty()) flip_one_by_one(p);
    }
    end_window();
  }
  std::vector<Summary> summaries;
  summaries.reserve(courses_.size());
  for (std::size_t k = 0; k < courses_.size(); ++k)
    summaries.push_back(courses_[k].finish(flips_[k]));
  return summaries;
}

// Pieces of columns side by side: in their own places far apart they would share few sets of the
// nearest cache and many pages of memory.
void Block::gather_pieces(std::uint64_t columns, int first, int count) {
  for (; columns != 0; columns &= columns - 1) {
    const int c = std::countr_zero(columns);
    std::copy_n(encounter_.column[c] + first, count, pieces_.data() + tile * c);
  }
}

// Σ_j J_ij s_j = 2 Σ_{j up} J_ij − Σ_j J_ij for all starts, 64 columns after the other.
void Block::start_fields() {
  const int size = network_.size();
  for (int j = 0; j < size; j += 64) {
    const int some = std::min(64, size - j);
    for (int c = 0; c < 64; ++c)
      encounter_.column[c] = dense_ + static_cast<std::size_t>(j + (c < some ? c : 0)) * stride_;
    if (states_.size() < fewest_starts_for_table)
      add_starts(j / 64);
    else
      add_starts_by_table(j / 64, (some + 3) / 4);
  }
  for (auto& state : states_) state.judge_module(0);
}

void Block::add_starts(int word) {
  const int padded = states_.front().places_.padded_module();
  const auto w = static_cast<std::size_t>(word);
  std::uint64_t used = 0;
  for (const auto& state : states_) used |= state.up_[w];
  for (int i = 0; i < padded; i += tile) {
    const int count = std::min(tile, padded - i);
    gather_pieces(used, i, count);
    for (auto& state : states_)
      kernels_.add_columns(state.fields_.data() + i, piece_.data(), state.up_[w], 0, count, 2);
  }
}

// The 16 sums of four columns serve all starts: four additions become one. One tile of neurons
// after the other, so that the table stays in the nearest cache.
void Block::add_starts_by_table(int word, int fours) {
  constexpr int table_tile = 32;
  const int padded = states_.front().places_.padded_module();
  std::array<const std::int32_t*, 64> columns{};
  for (int i = 0; i < padded; i += table_tile) {
    const int count = std::min(table_tile, padded - i);
    for (std::size_t c = 0; c < 64; ++c) columns[c] = encounter_.column[c] + i;
    kernels_.tabulate(columns.data(), fours, count, table_);
    for (auto& state : states_)
      kernels_.add_tabulated(state.fields_.data() + i, table_,
                             state.up_[static_cast<std::size_t>(word)], fours, count);
  }
}

bool Block::has_ended(std::size_t k) {
  auto& course = courses_[k];
  if (course.arrived() || course.left() == 0 || course.stopped()) return true;
  if (states_[k].unstable() != 0) return false;
  course.pass_all();
  return true;
}

void Block::draw_window() {
  // All active starts have seen the same number of visits.
  const auto& course = courses_[active_.front()];
  window_.resize(static_cast<std::size_t>(std::min(
      {std::int64_t{window_size(network_.size())}, course.left(), course.until_record()})));
  for (auto& neuron : window_) neuron = visits_.next();
}

void Block::choose_ways() {
  together_.clear();
  alone_.clear();
  for (const auto k : active_) {
    last_flip_[k] = -1;
    const double expected = 64.0 * states_[k].unstable() / network_.size();
    const bool alone = expected < fewest_flips_together;
    (alone ? alone_ : together_).push_back(k);
  }
}

void Block::end_window() {
  // The clock of a start that settles stops at its last flip.
  std::erase_if(active_, [this](std::size_t k) {
    const bool arrived = courses_[k].arrived();
    courses_[k].pass(arrived ? last_flip_[k] + 1 : static_cast<int>(window_.size()));
    return arrived || has_ended(k);
  });
}

void Block::begin_encounter(int first) {
  const int count = std::min(64, static_cast<int>(window_.size()) - first);
  encounter_.visits = count < 64 ? (1ULL << count) - 1 : ~0ULL;
  encounter_.ready = 0;
  for (int p = 0; p < 64; ++p) {
    const int neuron = p < count ? window_[static_cast<std::size_t>(first + p)] : 0;
    encounter_.visited.set(p, neuron);
    encounter_.column[p] = column_of(p);
    visits_of_[static_cast<std::size_t>(neuron)] |= 1ULL << p;
  }
  for (int p = 0; p < 64; ++p)
    encounter_.same[p] = visits_of_[static_cast<std::size_t>(encounter_.visited.neuron[p])];
  for (const int neuron : encounter_.visited.neuron)
    visits_of_[static_cast<std::size_t>(neuron)] = 0;
}

std::uint64_t Block::unstable_visits(std::size_t k, int from) const {
  const LiveState& state = states_[k];
  const auto words = static_cast<int>(state.unstable_.size());
  return encounter_.visits & (~0ULL << from) &
         kernels_.bits_at(encounter_.visited, state.unstable_.data(), words, from);
}

// As far as known before the first of these flips.
void Block::find_flippers(const std::vector<std::size_t>& starts) {
  flippers_.clear();
  for (const auto k : starts) {
    const std::uint64_t flips = unstable_visits(k, 0);
    if (flips != 0) flippers_.push_back({k, flips});
  }
}

// One start after the other goes through the next 64 visits: its fields stay in the nearest cache
// and the columns, which other starts will need too, in the next one. Which column is read next is
// mostly known: it is on its way from memory meanwhile.
void Block::flip_one_by_one(int first) {
  find_flippers(alone_);
  for (std::size_t f = 0; f < flippers_.size(); ++f) {
    auto [k, flips] = flippers_[f];
    const std::uint64_t others = f + 1 < flippers_.size() ? flippers_[f + 1].flips : 0;
    while (flips != 0) {
      const int p = std::countr_zero(flips);
      const std::uint64_t later = ~1ULL << p;
      const std::uint64_t following = (flips & later) != 0 ? flips & later : others;
      const int next = following != 0 ? std::countr_zero(following) : p;
      states_[k].flip_dense(encounter_.visited.neuron[p], encounter_.column[p],
                            encounter_.column[next]);
      ++flips_[k];
      last_flip_[k] = first + p;
      flips = p < 63 ? unstable_visits(k, p + 1) : 0;
    }
  }
}

void Block::run_encounter(int first) {
  find_flippers(together_);
  runs_.clear();
  for (const auto& one : flippers_)
    runs_.push_back({states_[one.start].fields_.data(), states_[one.start].up_.data(), 0, 0});
  const LiveState& any = states_.front();
  if (any.own_)
    kernels_.run_visits_own(encounter_, runs_.data(), static_cast<int>(runs_.size()),
                            any.places_.words(), threshold_, any.own_of(0));
  else
    kernels_.run_visits(encounter_, runs_.data(), static_cast<int>(runs_.size()),
                        any.places_.words(), threshold_);
  for (std::size_t f = 0; f < runs_.size(); ++f) {
    const auto k = flippers_[f].start;
    const std::uint64_t flips = flippers_[f].flips = runs_[f].went_up | runs_[f].went_down;
    flips_[k] += std::popcount(flips);
    last_flip_[k] = first + std::bit_width(flips) - 1;
  }
  add_flips();
}

void Block::add_flips() {
  std::uint64_t used = 0;
  for (const auto& [k, flips] : flippers_) {
    used |= flips;
    for (std::uint64_t rest = flips; rest != 0; rest &= rest - 1) {
      const auto neuron =
          static_cast<std::size_t>(encounter_.visited.neuron[std::countr_zero(rest)]);
      states_[k].up_[neuron / 64] ^= 1ULL << (neuron % 64);
    }
  }
  const int padded = states_.front().places_.padded_module();
  for (int i = 0; i < padded; i += tile) {
    const int count = std::min(tile, padded - i);
    gather_pieces(used, i, count);
    for (std::size_t f = 0; f < runs_.size(); ++f)
      kernels_.add_columns(states_[flippers_[f].start].fields_.data() + i, piece_.data(),
                           runs_[f].went_up, runs_[f].went_down, count, 2);
  }
  for (const auto& one : flippers_) states_[one.start].judge_module(0);
}

bool runs_in_blocks(const network::Network& network) {
  return network.modules() == 1 && network.is_dense();
}

std::vector<Summary> run_block(const network::Network& network,
                               std::span<const network::Spins> starts, std::int32_t threshold,
                               const Options& options, Visits visits) {
  return Block(network, starts, threshold, options, std::move(visits)).run();
}

}  // namespace steady::dynamics::detail
