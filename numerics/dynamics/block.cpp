#include <steady/numerics/dynamics/block.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <memory>

namespace steady::dynamics::detail {

// Lanes of a tile: 64 columns of it are 32 kB, and the sums of one start fit the registers.
constexpr int tile = 128;

class Block {
 public:
  Block(const network::Network& network, std::span<const network::Spins> starts,
        std::int32_t threshold, const Options& options, Visits visits)
      : network_(network), threshold_(threshold), visits_(std::move(visits)) {
    states_.reserve(starts.size());
    for (const auto& start : starts)
      states_.push_back(LiveState({}, network, start, threshold, options.simd));
    start_fields();
    courses_.reserve(starts.size());
    for (const auto& state : states_) courses_.emplace_back(state, options, network.size());
    flips_.resize(starts.size(), 0);
  }

  std::vector<Summary> run() {
    begin();
    while (!active_.empty()) {
      draw_encounter();
      run_encounter();
      add_flips();
      end_encounter();
    }
    std::vector<Summary> summaries;
    for (std::size_t k = 0; k < courses_.size(); ++k)
      summaries.push_back(courses_[k].finish(flips_[k]));
    return summaries;
  }

 private:
  void start_fields();
  void begin();
  void draw_encounter();
  void run_encounter();
  void run_start(std::size_t k);
  void fill_row(int visit);
  void add_flips();
  void end_encounter();
  bool has_ended(std::size_t k);

  const network::Network& network_;
  std::int32_t threshold_;
  Visits visits_;
  std::vector<LiveState> states_;
  std::vector<Course> courses_;
  std::vector<std::int64_t> flips_;
  std::vector<std::size_t> active_;

  // The visits that are under way.
  int count_ = 0;
  std::array<int, 64> neurons_{};
  std::array<const std::int32_t*, 64> columns_{};
  std::array<std::uint64_t, 64> same_{};
  Bits visited_;
  alignas(64) std::array<std::int32_t, 64 * 64> rows_{};
  Encounter encounter_{};
  struct Flipped {
    std::size_t start;
    std::uint64_t up;
    std::uint64_t down;
  };
  std::vector<Flipped> flipped_;
};

// Σ_j J_ij s_j of all starts, 64 columns after the other, tile by tile.
void Block::start_fields() {
  const int size = network_.size();
  const int padded = states_.front().places_.padded_module();
  const Kernels& kernels = *states_.front().kernels_;
  for (int j = 0; j < size; j += 64) {
    const int some = std::min(64, size - j);
    const std::uint64_t used = some < 64 ? (1ULL << some) - 1 : ~0ULL;
    for (int i = 0; i < padded; i += tile) {
      for (int c = 0; c < some; ++c)
        columns_[static_cast<std::size_t>(c)] = network_.column(j + c).dense.data() + i;
      for (auto& state : states_) {
        const std::uint64_t up = state.up_[static_cast<std::size_t>(j) / 64];
        kernels.add_columns(state.fields_.data() + i, columns_.data(), up, used & ~up,
                            std::min(tile, padded - i), 1);
      }
    }
  }
  for (auto& state : states_) state.judge_module(0);
}

void Block::begin() {
  visited_.resize(states_.front().unstable_.size(), 0);
  for (std::size_t k = 0; k < states_.size(); ++k)
    if (!has_ended(k)) active_.push_back(k);
}

bool Block::has_ended(std::size_t k) {
  auto& course = courses_[k];
  if (course.arrived() || course.left() == 0 || course.stopped()) return true;
  if (states_[k].unstable() != 0) return false;
  course.pass_all();
  return true;
}

void Block::draw_encounter() {
  // All active starts have seen the same number of visits.
  const auto& course = courses_[active_.front()];
  count_ = static_cast<int>(std::min({std::int64_t{64}, course.left(), course.until_record()}));
  std::fill(visited_.begin(), visited_.end(), 0);
  bool repeated = false;
  for (int p = 0; p < count_; ++p) {
    const int neuron = visits_.next();
    const auto at = static_cast<std::size_t>(p);
    neurons_[at] = neuron;
    auto& word = visited_[static_cast<std::size_t>(neuron) / 64];
    const std::uint64_t mask = 1ULL << (static_cast<unsigned>(neuron) % 64);
    repeated = repeated || (word & mask) != 0;
    word |= mask;
    columns_[at] = network_.column(neuron).dense.data();
    same_[at] = 1ULL << p;
  }
  if (repeated)
    for (int p = 0; p < count_; ++p)
      for (int q = 0; q < p; ++q)
        if (neurons_[static_cast<std::size_t>(p)] == neurons_[static_cast<std::size_t>(q)]) {
          same_[static_cast<std::size_t>(p)] |= 1ULL << q;
          same_[static_cast<std::size_t>(q)] |= 1ULL << p;
        }
  encounter_ = {count_ < 64 ? (1ULL << count_) - 1 : ~0ULL, 0, rows_.data(), same_.data()};
}

void Block::run_encounter() {
  flipped_.clear();
  for (const auto k : active_) {
    const Bits& unstable = states_[k].unstable_;
    std::uint64_t any = 0;
    for (std::size_t w = 0; w < visited_.size(); ++w) any |= visited_[w] & unstable[w];
    if (any != 0) run_start(k);
  }
}

void Block::run_start(std::size_t k) {
  auto& state = states_[k];
  LocalState local;
  local.up = local.went_up = local.went_down = 0;
  for (int p = 0; p < count_; ++p) {
    const int neuron = neurons_[static_cast<std::size_t>(p)];
    local.field[p] = state.fields_[static_cast<std::size_t>(neuron)];
    local.up |= std::uint64_t{bit(state.up_, neuron)} << p;
  }
  for (int p = count_; p < 64; ++p) local.field[p] = 0;
  int visit = 0;
  while ((visit = state.kernels_->run_visits(encounter_, local, threshold_, visit)) < 64)
    fill_row(visit);
  flips_[k] += std::popcount(local.went_up | local.went_down);
  flipped_.push_back({k, local.went_up, local.went_down});
}

void Block::fill_row(int visit) {
  std::int32_t* row = rows_.data() + 64 * visit;
  const std::int32_t* column = columns_[static_cast<std::size_t>(visit)];
  for (int q = 0; q < count_; ++q)
    row[q] = 2 * column[static_cast<std::size_t>(neurons_[static_cast<std::size_t>(q)])];
  for (int q = count_; q < 64; ++q) row[q] = 0;
  encounter_.ready |= 1ULL << visit;
}

void Block::add_flips() {
  for (const auto& [k, up, down] : flipped_)
    for (std::uint64_t rest = up | down; rest != 0; rest &= rest - 1) {
      const auto neuron =
          static_cast<std::size_t>(neurons_[static_cast<std::size_t>(std::countr_zero(rest))]);
      states_[k].up_[neuron / 64] ^= 1ULL << (neuron % 64);
    }
  const int padded = states_.front().places_.padded_module();
  const Kernels& kernels = *states_.front().kernels_;
  std::array<const std::int32_t*, 64> pieces{};
  for (int i = 0; i < padded; i += tile) {
    for (std::size_t p = 0; p < 64; ++p) pieces[p] = columns_[p] + i;
    for (const auto& [k, up, down] : flipped_)
      kernels.add_columns(states_[k].fields_.data() + i, pieces.data(), up, down,
                          std::min(tile, padded - i), 2);
  }
  for (const auto& one : flipped_) states_[one.start].judge_module(0);
}

void Block::end_encounter() {
  // The clock of a start that settles stops at its last flip.
  for (const auto& [k, up, down] : flipped_)
    if (courses_[k].arrived()) courses_[k].pass(std::bit_width(up | down));
  std::erase_if(active_, [this](std::size_t k) {
    if (courses_[k].arrived()) return true;
    courses_[k].pass(count_);
    return has_ended(k);
  });
}

bool runs_in_blocks(const network::Network& network, const Options& options) {
  return network.modules() == 1 && network.is_dense() && options.temperature == 0.0 &&
         options.rule == Rule::asynchronous && options.order != Order::greedy;
}

std::vector<Summary> run_block(const network::Network& network,
                               std::span<const network::Spins> starts, std::int32_t threshold,
                               const Options& options, Visits visits) {
  return Block(network, starts, threshold, options, std::move(visits)).run();
}

}  // namespace steady::dynamics::detail
