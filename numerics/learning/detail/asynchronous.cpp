// Asynchronous dynamics of a batch: one neuron after the other, in one order for all samples. The
// samples do not feel each other, so every thread takes its share of them.
#include <algorithm>
#include <cstdlib>

#include <steady/numerics/learning/detail/shuffle.hpp>
#include <steady/numerics/learning/detail/sweeper.hpp>

namespace steady::learning::detail {
namespace {

bool bit(const std::uint16_t* words, std::size_t at, int row) {
  return (words[at] >> row & 1) != 0;
}
std::int32_t sign(const std::uint16_t* plus, const std::uint16_t* zero, std::size_t at, int row) {
  if (zero != nullptr && bit(zero, at, row)) return 0;
  return bit(plus, at, row) ? 1 : -1;
}

}  // namespace

void Sweeper::sort_by_column() {
  by_column_.resize(model_.blocks().size());
  for (std::size_t k = 0; k < by_column_.size(); ++k) {
    const BlockInfo& info = model_.blocks()[k];
    if (info.pattern != Pattern::sparse) continue;
    const Model::Storage& storage = model_.storage(k);
    ByColumn& sorted = by_column_[k];
    sorted.first.assign(static_cast<std::size_t>(info.columns) + 1, 0);
    for (const std::int32_t column : storage.column)
      ++sorted.first[static_cast<std::size_t>(column) + 1];
    for (std::size_t j = 1; j < sorted.first.size(); ++j) sorted.first[j] += sorted.first[j - 1];
    sorted.entry.resize(storage.column.size());
    sorted.row.resize(storage.column.size());
    auto place = sorted.first;
    for (std::size_t i = 0; i + 1 < storage.first_entry.size(); ++i) {
      for (auto e = storage.first_entry[i]; e < storage.first_entry[i + 1]; ++e) {
        const auto j = static_cast<std::size_t>(storage.column[static_cast<std::size_t>(e)]);
        const auto at = static_cast<std::size_t>(place[j]++);
        sorted.entry[at] = e;
        sorted.row[at] = static_cast<std::int32_t>(i);
      }
    }
  }
}

// Adds change · J_·j to the fields that neuron j of `layer` acts on in this sample.
void Sweeper::add_neuron(int layer, int neuron, int sample, std::int32_t change) {
  const auto j = static_cast<std::size_t>(neuron);
  for (std::size_t k = 0; k < model_.blocks().size(); ++k) {
    const BlockInfo& info = model_.blocks()[k];
    if ((info.kind != BlockKind::internal && info.kind != BlockKind::bridge) || info.from != layer)
      continue;
    const auto& numbers = model_.storage(k).numbers;
    if (info.pattern == Pattern::sparse) {
      for (auto at = by_column_[k].first[j]; at < by_column_[k].first[j + 1]; ++at) {
        const int row = by_column_[k].row[static_cast<std::size_t>(at)];
        fields(info.to, row / chunk_rows)[chunk_rows * sample + row % chunk_rows] +=
            change *
            numbers[static_cast<std::size_t>(by_column_[k].entry[static_cast<std::size_t>(at)])];
      }
      continue;
    }
    const std::int32_t* line = numbers.data() + j * chunk_rows;
    for (int c = 0; c < wiring_[static_cast<std::size_t>(info.to)].chunks; ++c) {
      std::int32_t* field = fields(info.to, c) + chunk_rows * sample;
      for (int r = 0; r < chunk_rows; ++r) field[r] += change * line[r];
      line += chunk_numbers(info.columns);
    }
  }
}

// Returns 1 if the neuron changed.
int Sweeper::visit(Member& m, Item item, int row, int sample, const SweepFeedback& feedback) {
  const auto l = static_cast<std::size_t>(item.layer);
  const auto chunk = static_cast<std::size_t>(item.chunk);
  const auto b = static_cast<std::size_t>(sample);
  const LayerWiring& layer = wiring_[l];
  LayerState& own = m.states[l];
  const std::size_t at = b * strides_[l] + chunk;
  const std::int32_t old = sign(own.plus.data(), own.zero.data(), at, row);
  std::int32_t field =
      fields(item.layer, item.chunk)[chunk_rows * sample + row] + layer.self_coupling * old;
  for (const auto& [other, coupling] : layer.ferromagnetic) {
    const LayerState& neighbour = state(m, other);
    field += coupling *
             sign(neighbour.plus.data(), neighbour.zero.data(), b * stride(other) + chunk, row);
  }
  if (feedback.table >= 0 && layer.feedback) {
    const auto rows = static_cast<std::size_t>(layer.chunks) * chunk_rows;
    field += feedback_[static_cast<std::size_t>(feedback.table)][l]
                      [static_cast<std::size_t>(m.labels[b]) * rows + chunk * chunk_rows +
                       static_cast<std::size_t>(row)];
  }
  if (feedback.table >= 0 && layer.feedback_identity && !m.target.empty()) {
    const std::size_t target_stride = m.target.size() / static_cast<std::size_t>(m.batch);
    field += to_grid(*layer.feedback_identity * feedback.factor) *
             sign(m.target.data(), nullptr, b * target_stride + chunk, row);
  }
  const std::int32_t now = field > 0 ? 1 : field < 0 ? -1 : old;
  if (now == old) return 0;
  const auto mask = static_cast<std::uint16_t>(1u << row);
  own.zero[at] = static_cast<std::uint16_t>(own.zero[at] & ~mask);
  own.plus[at] = static_cast<std::uint16_t>(now > 0 ? own.plus[at] | mask : own.plus[at] & ~mask);
  add_neuron(item.layer, item.chunk * chunk_rows + row, sample, now - old);
  return 1;
}

int Sweeper::first_sample(const Member& m, int index) const {
  return m.batch * index / team_.threads();
}

// The states of the samples that other threads ran.
void Sweeper::take_samples(Member& m) const {
  for (const Member& other : members_) {
    if (other.index == m.index) continue;
    const auto from = static_cast<std::size_t>(first_sample(m, other.index));
    const auto to = static_cast<std::size_t>(first_sample(m, other.index + 1));
    for (std::size_t l = 0; l < wiring_.size(); ++l) {
      const std::size_t first = from * strides_[l], count = (to - from) * strides_[l];
      std::copy_n(other.states[l].plus.data() + first, count, m.states[l].plus.data() + first);
      std::copy_n(other.states[l].zero.data() + first, count, m.states[l].zero.data() + first);
    }
  }
}

void Sweeper::run_asynchronous(Member& m, std::span<const SweepFeedback> sweeps, int first) {
  team_.barrier().wait();
  for (const Item item : m.neurons) {
    const LayerWiring& layer = wiring_[static_cast<std::size_t>(item.layer)];
    for (const std::size_t block : layer.dense) use(m, block, item.chunk);
    for (const std::size_t block : layer.sparse) use(m, block, item.chunk);
  }
  std::vector<Item> home;  // of every neuron: its layer, and its number in `chunk`
  for (int l = 0; l < static_cast<int>(wiring_.size()); ++l)
    for (int i = 0; i < wiring_[static_cast<std::size_t>(l)].size; ++i) home.push_back({l, i});
  team_.barrier().wait();
  const int from = first_sample(m, m.index), to = first_sample(m, m.index + 1);
  for (std::size_t k = 0; k < sweeps.size() && from < to;) {
    const std::uint64_t sweep = static_cast<std::uint64_t>(first) + k;
    const auto order =
        shuffled(home.size(), {m.randomness.seed, "sweep order", (m.randomness.batch << 24) + sweep,
                               m.randomness.sample});
    long changed = 0;
    for (const std::uint32_t n : order) {
      const Item item{home[n].layer, home[n].chunk / chunk_rows};
      for (int b = from; b < to; ++b)
        changed += visit(m, item, home[n].chunk % chunk_rows, b, sweeps[k]);
    }
    const SweepFeedback& last = sweeps[k];
    ++k;
    if (changed != 0) continue;
    while (k < sweeps.size() && sweeps[k] == last) ++k;
  }
  team_.barrier().wait();
  take_samples(m);
  team_.barrier().wait();
}

}  // namespace steady::learning::detail
