#include <steady/numerics/learning/detail/sweeper.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include <steady/numerics/learning/detail/random_bits.hpp>

namespace steady::learning::detail {
namespace {

std::size_t sign_stride(int bits) {
  return Dataset::words(bits) * 4;
}

void unpack(std::span<const std::uint64_t> words, std::uint16_t* signs) {
  for (const std::uint64_t word : words)
    for (int q = 0; q < 4; ++q) *signs++ = static_cast<std::uint16_t>(word >> (16 * q));
}

}  // namespace

Sweeper::Sweeper(const Model& model, int most_samples, const Dynamics& dynamics, Team& team,
                 SimdLevel simd, std::span<const double> factors)
    : model_(model),
      kernels_(detail::kernels(simd)),
      dynamics_(dynamics),
      team_(team),
      largest_batch_(most_samples),
      update_threshold_(static_cast<std::uint32_t>(
          std::max(1L, std::lround(dynamics.update_probability * 65536.0)))),
      wiring_(wire(model)),
      input_stride_(sign_stride(model.architecture().input_size)) {
  has_sparse_out_.assign(wiring_.size(), 0);
  const auto batch = static_cast<std::size_t>(most_samples);
  for (std::size_t l = 0; l < wiring_.size(); ++l) {
    strides_.push_back(sign_stride(wiring_[l].size));
    const auto rows = static_cast<std::size_t>(wiring_[l].chunks) * chunk_rows;
    fields_.emplace_back(rows * batch, 0);
    const auto outputs =
        wiring_[l].readout ? static_cast<std::size_t>(chunks(model.architecture().classes)) : 0;
    readouts_.emplace_back(outputs * chunk_rows * batch, 0);
    for (const std::size_t block : wiring_[l].sparse)
      has_sparse_out_[static_cast<std::size_t>(model.blocks()[block].from)] = 1;
  }
  read_feedback(factors);
  divide();
  if (dynamics.rule == UpdateRule::asynchronous) sort_by_column();
}

// Every thread gets a contiguous share of the chunks, equal in the number of their columns.
void Sweeper::divide() {
  const auto columns = [&](const std::vector<std::size_t>& blocks) {
    double sum = 1.0;
    for (const std::size_t block : blocks) sum += model_.blocks()[block].columns;
    return sum;
  };
  struct Share {
    Item item;
    bool readout;
    double weight;
  };
  std::vector<Share> shares;
  double total = 0.0;
  for (int l = 0; l < static_cast<int>(wiring_.size()); ++l) {
    const LayerWiring& layer = wiring_[static_cast<std::size_t>(l)];
    const double weight =
        columns(layer.dense) + (layer.input ? model_.architecture().input_size : 0) + 32.0;
    for (int c = 0; c < layer.chunks; ++c) shares.push_back({{l, c}, false, weight});
    if (!layer.readout) continue;
    for (int c = 0; c < chunks(model_.architecture().classes); ++c)
      shares.push_back({{l, c}, true, double(layer.size)});
  }
  for (const Share& share : shares) total += share.weight;
  members_.resize(static_cast<std::size_t>(team_.threads()));
  for (std::size_t k = 0; k < members_.size(); ++k) {
    members_[k].index = static_cast<int>(k);
    members_[k].started.assign(wiring_.size(), 0);
    members_[k].moved.assign(wiring_.size(), 0);
    members_[k].first_states.assign(wiring_.size(), 0);
    members_[k].flips.resize(wiring_.size());
    members_[k].change.resize(wiring_.size());
  }
  double before = 0.0;
  for (const Share& share : shares) {
    const double middle = (before + 0.5 * share.weight) / total;
    const auto owner =
        std::min(members_.size() - 1, static_cast<std::size_t>(middle * double(members_.size())));
    (share.readout ? members_[owner].readouts : members_[owner].neurons).push_back(share.item);
    before += share.weight;
  }
  for (Member& member : members_) make_room(member);
}

void Sweeper::make_room(Member& m) const {
  const auto batch = static_cast<std::size_t>(largest_batch_);
  for (const std::size_t stride : strides_) {
    LayerState state;
    state.plus.assign(batch * stride, 0);
    state.zero.assign(batch * stride, 0);
    m.states.push_back(std::move(state));
  }
  for (Report& report : m.reports) {
    report.plus.assign(batch * m.neurons.size(), 0);
    report.zero.assign(batch * m.neurons.size(), 0);
    report.moved.assign(m.neurons.size(), 0);
    report.flips.resize(wiring_.size());
  }
}

// The field of every label on every neuron: right class +√C/2, wrong classes −1/2.
void Sweeper::read_feedback(std::span<const double> factors) {
  const int classes = model_.architecture().classes;
  for (const double factor : factors) {
    if (factor == 0.0 || std::find(factors_.begin(), factors_.end(), factor) != factors_.end())
      continue;
    factors_.push_back(factor);
    feedback_.emplace_back(wiring_.size());
    for (std::size_t l = 0; l < wiring_.size(); ++l) {
      if (!wiring_[l].feedback) continue;
      const auto& info = model_.blocks()[*wiring_[l].feedback];
      const auto& numbers = model_.storage(*wiring_[l].feedback).numbers;
      const auto rows = static_cast<std::size_t>(wiring_[l].chunks) * chunk_rows;
      auto& table = feedback_.back()[l];
      table.assign(rows * static_cast<std::size_t>(classes), 0);
      for (int label = 0; label < classes; ++label) {
        for (int i = 0; i < wiring_[l].size; ++i) {
          double sum = 0.0;
          for (int c = 0; c < classes; ++c) {
            const double code = c == label ? std::sqrt(double(classes)) / 2.0 : -0.5;
            sum += code * numbers[dense_index(info, i, c)];
          }
          if (!(std::abs(sum) < 0x1p28)) {
            throw std::domain_error(
                fmt::format("the feedback of neuron {} of layer {} is beyond 2^8", i, l));
          }
          table[static_cast<std::size_t>(label) * rows + static_cast<std::size_t>(i)] =
              static_cast<std::int32_t>(std::llround(factor * sum));
        }
      }
    }
  }
}

SweepFeedback Sweeper::feedback(double factor) const {
  const auto at = std::find(factors_.begin(), factors_.end(), factor);
  if (at == factors_.end()) return {};
  return {static_cast<int>(at - factors_.begin()), factor};
}

void Sweeper::load(Member& m, const Dataset& data, std::span<const std::uint32_t> samples,
                   const Randomness& randomness) {
  m.batch = static_cast<int>(samples.size());
  m.input.resize(samples.size() * input_stride_);
  const std::size_t target_stride = data.words_per_target() * 4;
  m.target.resize(samples.size() * target_stride);
  m.input_signs.resize(samples.size());
  m.labels.assign(samples.size(), 0);
  m.streams.clear();
  const char* purpose = randomness.training ? "training updates" : "inference updates";
  for (std::size_t b = 0; b < samples.size(); ++b) {
    unpack(data.input(samples[b]), m.input.data() + b * input_stride_);
    m.input_signs[b] = m.input.data() + b * input_stride_;
    if (data.has_targets()) {
      unpack(data.target(samples[b]), m.target.data() + b * target_stride);
    } else {
      m.labels[b] = data.labels[samples[b]];
    }
    if (update_threshold_ < 65536)
      m.streams.emplace_back(randomness.seed, purpose, randomness.first_sample + b,
                             randomness.sample);
  }
}

void Sweeper::clear_states(Member& m) const {
  for (std::size_t l = 0; l < wiring_.size(); ++l) {
    LayerState& state = m.states[l];
    const std::size_t used = static_cast<std::size_t>(m.batch) * strides_[l];
    std::fill_n(state.plus.begin(), used, std::uint16_t{0});
    for (int c = 0; c < wiring_[l].chunks; ++c)
      state.zero[static_cast<std::size_t>(c)] = valid_rows(wiring_[l].size, c);
    for (std::size_t at = strides_[l]; at < used; at += strides_[l])
      std::copy_n(state.zero.begin(), strides_[l], state.zero.begin() + static_cast<long>(at));
  }
}

void Sweeper::start_fields(Member& m, Item item) {
  const LayerWiring& layer = wiring_[static_cast<std::size_t>(item.layer)];
  std::int32_t* field = fields(item.layer, item.chunk);
  const auto first = static_cast<std::size_t>(item.chunk);
  std::array<std::int32_t, chunk_rows> bias{};
  if (layer.bias) {
    const auto& numbers = model_.storage(*layer.bias).numbers;
    std::copy_n(numbers.data() + first * chunk_numbers(1), chunk_rows, bias.data());
  }
  for (int b = 0; b < m.batch; ++b) std::copy(bias.begin(), bias.end(), field + chunk_rows * b);
  if (layer.input) {
    use(m, *layer.input, item.chunk);
    const std::size_t per_chunk = chunk_numbers(model_.architecture().input_size);
    kernels_.product(model_.storage(*layer.input).numbers.data() + first * per_chunk,
                     per_chunk / 64, m.input_signs.data(), m.batch, field);
  }
  if (layer.input_identity) {
    const std::uint16_t valid = valid_rows(layer.size, item.chunk);
    for (int b = 0; b < m.batch; ++b) {
      const unsigned plus = m.input_signs[static_cast<std::size_t>(b)][first];
      for (int r = 0; r < chunk_rows; ++r) {
        if ((valid >> r & 1) == 0) continue;
        field[chunk_rows * b + r] +=
            (plus >> r & 1) != 0 ? *layer.input_identity : -*layer.input_identity;
      }
    }
  }
}

void Sweeper::begin(Member& m, const Dataset& data, std::span<const std::uint32_t> samples,
                    const Randomness& randomness) {
  load(m, data, samples, randomness);
  m.randomness = randomness;
  std::fill(m.started.begin(), m.started.end(), 0);
  clear_states(m);
  for (const Item item : m.neurons) start_fields(m, item);
}

ChunkView Sweeper::view(const Member& m, Item item, std::vector<Neighbour>& room) const {
  const LayerWiring& layer = wiring_[static_cast<std::size_t>(item.layer)];
  const auto chunk = static_cast<std::size_t>(item.chunk);
  room.clear();
  for (const auto& [other, coupling] : layer.ferromagnetic) {
    const LayerState& neighbour = state(m, other);
    room.push_back(
        {neighbour.plus.data() + chunk, neighbour.zero.data() + chunk, stride(other), coupling});
  }
  const LayerState& own = state(m, item.layer);
  return {m.batch,
          fields(item.layer, item.chunk),
          own.plus.data() + chunk,
          own.zero.data() + chunk,
          stride(item.layer),
          layer.self_coupling,
          room.data(),
          static_cast<int>(room.size()),
          valid_rows(layer.size, item.chunk)};
}

// Bit r is 1 with probability p.
void Sweeper::update_mask(const Member& m, Item item, int sweep, std::uint16_t* allowed) const {
  std::uint64_t counter = static_cast<std::uint64_t>(item.chunk);
  for (int l = 0; l < item.layer; ++l)
    counter += static_cast<std::uint64_t>(wiring_[static_cast<std::size_t>(l)].chunks);
  for (int b = 0; b < m.batch; ++b) {
    const auto words =
        m.streams[static_cast<std::size_t>(b)].block(counter, static_cast<std::uint64_t>(sweep));
    allowed[b] = bits_below(words, update_threshold_);
  }
}

Decided Sweeper::decide(Member& m, Item item, const SweepFeedback& feedback, int number,
                        DecideOutput out) {
  thread_local std::vector<Neighbour> room;
  ChunkView chunk = view(m, item, room);
  const LayerWiring& layer = wiring_[static_cast<std::size_t>(item.layer)];
  std::array<const std::int32_t*, largest_batch> fed{};
  const bool labels = feedback.table >= 0 && layer.feedback;
  if (labels) {
    const auto& table =
        feedback_[static_cast<std::size_t>(feedback.table)][static_cast<std::size_t>(item.layer)];
    const auto rows = static_cast<std::size_t>(layer.chunks) * chunk_rows;
    for (std::size_t b = 0; b < static_cast<std::size_t>(m.batch); ++b) {
      fed[b] = table.data() + static_cast<std::size_t>(m.labels[b]) * rows +
               static_cast<std::size_t>(item.chunk) * chunk_rows;
    }
  }
  if (feedback.table >= 0 && layer.feedback_identity && !m.target.empty()) {
    room.push_back({m.target.data() + item.chunk, nullptr,
                    m.target.size() / static_cast<std::size_t>(m.batch),
                    to_grid(*layer.feedback_identity * feedback.factor)});
    chunk.neighbours = room.data();
    chunk.neighbour_count = static_cast<int>(room.size());
  }
  std::array<std::uint16_t, largest_batch> allowed{};
  const bool partial = update_threshold_ < 65536;
  if (partial) update_mask(m, item, number, allowed.data());
  return kernels_.decide(chunk, labels ? fed.data() : nullptr, partial ? allowed.data() : nullptr,
                         out);
}

long Sweeper::sweep(Member& m, const SweepFeedback& feedback, int number) {
  m.turn = 1 - m.turn;
  Report& mine = m.reports[m.turn];
  long wanted = 0;
  for (std::size_t k = 0; k < m.neurons.size(); ++k) {
    const std::size_t first = k * static_cast<std::size_t>(largest_batch_);
    const Decided decided = decide(m, m.neurons[k], feedback, number,
                                   {mine.plus.data() + first, mine.zero.data() + first});
    wanted += decided.wanted;
    mine.moved[k] = decided.moved;
  }
  mine.wanted = wanted;
  find_flips(m, mine);
  team_.barrier().wait();
  long total = 0;
  for (const Member& other : members_) total += other.reports[m.turn].wanted;
  if (total == 0) return 0;
  take_reports(m);
  add_changes(m);
  return total;
}

void Sweeper::run(Member& m, std::span<const SweepFeedback> sweeps, int first) {
  if (dynamics_.rule == UpdateRule::asynchronous) {
    run_asynchronous(m, sweeps, first);
    return;
  }
  for (std::size_t k = 0; k < sweeps.size();) {
    const long wanted = sweep(m, sweeps[k], first + static_cast<int>(k));
    const SweepFeedback& last = sweeps[k];
    ++k;
    if (wanted != 0) continue;
    while (k < sweeps.size() && sweeps[k] == last) ++k;  // nothing moves until the feedback does
  }
}

void Sweeper::read(Member& m) {
  for (const Item item : m.readouts) {
    const std::size_t block = *wiring_[static_cast<std::size_t>(item.layer)].readout;
    const std::size_t per_chunk = chunk_numbers(model_.blocks()[block].columns);
    const LayerState& now = state(m, item.layer);
    std::array<const std::uint16_t*, largest_batch> signs{};
    for (std::size_t b = 0; b < static_cast<std::size_t>(m.batch); ++b)
      signs[b] = now.plus.data() + b * stride(item.layer);
    auto* field = own_readout_fields(item.layer, item.chunk);
    std::fill_n(field, static_cast<std::size_t>(m.batch) * chunk_rows, 0);
    kernels_.product(
        model_.storage(block).numbers.data() + static_cast<std::size_t>(item.chunk) * per_chunk,
        per_chunk / 64, signs.data(), m.batch, field);
    // A neuron without a state counts as −1 in the product: take it back.
    for (int b = 0; b < m.batch; ++b) {
      for (std::size_t k = 0; k < stride(item.layer); ++k) {
        unsigned zero = now.zero[static_cast<std::size_t>(b) * stride(item.layer) + k];
        for (; zero != 0; zero &= zero - 1) {
          const std::size_t column = k * chunk_rows + static_cast<std::size_t>(__builtin_ctz(zero));
          const std::int32_t* line = model_.storage(block).numbers.data() +
                                     static_cast<std::size_t>(item.chunk) * per_chunk +
                                     column * chunk_rows;
          for (int r = 0; r < chunk_rows; ++r) field[chunk_rows * b + r] += line[r];
        }
      }
    }
  }
}

}  // namespace steady::learning::detail
