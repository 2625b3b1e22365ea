#include <steady/numerics/learning/detail/learner.hpp>

#include <algorithm>
#include <cmath>

namespace steady::learning::detail {
namespace {

double rate_of(const BlockInfo& info, const Plasticity& plasticity) {
  if (!info.learned) return 0.0;
  switch (info.kind) {
    case BlockKind::internal:
    case BlockKind::bridge:
      return plasticity.rate * info.scale;
    case BlockKind::input:
      return plasticity.rate_input * info.scale;
    case BlockKind::readout:
      return plasticity.rate_readout * info.scale;
    case BlockKind::bias:
      return plasticity.rate_bias;
    case BlockKind::feedback:
      break;
  }
  return 0.0;
}

// floor(x + u): the mean over batches is x.
std::int32_t dithered(double x, std::uint64_t batch) {
  const double u = static_cast<double>((batch * 0x9E3779B97F4A7C15ULL) >> 11) * 0x1p-53;
  return static_cast<std::int32_t>(std::min(std::floor(x + u), 0x1p30));
}

std::uint64_t transposed_bits(const std::uint16_t* rows, int batch, int row) {
  std::uint64_t bits = 0;
  for (int b = 0; b < batch; ++b) bits |= std::uint64_t{rows[b] >> row & 1u} << b;
  return bits;
}

}  // namespace

Steps steps(const Model& model, const Plasticity& plasticity, std::uint64_t batch,
            std::uint64_t total, int samples) {
  const double factor =
      rate_factor(plasticity, static_cast<double>(batch) / static_cast<double>(total));
  Steps result;
  for (const BlockInfo& info : model.blocks()) {
    const double x =
        rate_of(info, plasticity) * factor / std::sqrt(static_cast<double>(samples)) * 0x1p20;
    const bool readout = info.kind == BlockKind::readout;
    result.block.push_back(dithered(readout ? x * plasticity.target_right : x, batch));
    result.wrong.push_back(dithered(readout ? x * plasticity.target_wrong : x, batch));
  }
  return result;
}

double largest_growth(const Model& model, const Plasticity& plasticity, int samples) {
  std::vector<double> growth(model.architecture().layers.size(), 0.0);
  double largest = 0.0;
  for (const BlockInfo& info : model.blocks()) {
    double step = rate_of(info, plasticity);
    if (step == 0.0) continue;
    if (info.kind == BlockKind::readout)
      step *= std::max(plasticity.target_right, plasticity.target_wrong);
    // A symmetric constraint updates a coupling twice.
    if (info.kind == BlockKind::internal && plasticity.symmetry != Symmetry::none) step *= 2.0;
    const double most =
        (step / std::sqrt(static_cast<double>(samples)) + grid) * info.columns * samples;
    double& sum = growth[static_cast<std::size_t>(info.to)];
    if (info.kind != BlockKind::readout) sum += most;
    largest = std::max({largest, sum, most});
  }
  return largest;
}

Learner::Learner(Model& model, Sweeper& sweeper, const Plasticity& plasticity, int most_samples,
                 int threads, std::vector<AlignedVector<std::int32_t>>& margins)
    : model_(model),
      sweeper_(sweeper),
      plasticity_(plasticity),
      largest_batch_(most_samples),
      margins_(margins) {
  const auto& wiring = sweeper.wiring();
  Notes notes;
  for (const LayerWiring& layer : wiring) {
    const auto padded = static_cast<std::size_t>(layer.chunks) * chunk_rows;
    notes.masks.emplace_back(padded, 0);
    notes.zeros.emplace_back();
    const std::size_t signs =
        static_cast<std::size_t>(layer.chunks) * static_cast<std::size_t>(most_samples);
    notes.updates.emplace_back(signs, 0);
    notes.plus.emplace_back(signs, 0);
    all_updates_.emplace_back(padded, 0);
  }
  learns_.assign(wiring.size(), 0);
  for (const BlockInfo& info : model.blocks())
    if (info.learned && info.kind != BlockKind::readout && info.kind != BlockKind::feedback)
      learns_[static_cast<std::size_t>(info.to)] = 1;
  notes.input.assign(sweeper.input_stride() * chunk_rows, 0);
  for (const BlockInfo& info : model.blocks())
    notes.pending.emplace_back(static_cast<std::size_t>(chunks(info.rows)), 0);
  notes_.assign(static_cast<std::size_t>(threads), notes);
}

void Learner::note_masks(Member& m, Notes& notes) const {
  const Kernels& kernels = sweeper_.kernels();
  const auto& wiring = sweeper_.wiring();
  for (std::size_t l = 0; l < wiring.size(); ++l) {
    const LayerState& state = sweeper_.state(m, static_cast<int>(l));
    const std::size_t stride = sweeper_.stride(static_cast<int>(l));
    bool any_zero = false;
    for (int c = 0; c < wiring[l].chunks; ++c) {
      kernels.transpose(state.plus.data() + c, stride, m.batch,
                        &notes.masks[l][16 * std::size_t(c)]);
      for (int b = 0; b < m.batch; ++b)
        any_zero =
            any_zero || state.zero[static_cast<std::size_t>(b) * stride + std::size_t(c)] != 0;
    }
    notes.zeros[l].clear();
    if (!any_zero) continue;
    notes.zeros[l].resize(notes.masks[l].size());
    for (int c = 0; c < wiring[l].chunks; ++c)
      kernels.transpose(state.zero.data() + c, stride, m.batch,
                        &notes.zeros[l][16 * std::size_t(c)]);
  }
  for (std::size_t c = 0; c < sweeper_.input_stride(); ++c)
    kernels.transpose(m.input.data() + c, sweeper_.input_stride(), m.batch, &notes.input[16 * c]);
}

void Learner::note(Member& m, const Steps& steps) {
  apply_all(m);  // what was noted before is overwritten
  Notes& notes = notes_[static_cast<std::size_t>(m.index)];
  notes.batch = m.batch;
  notes.steps = steps;
  note_masks(m, notes);
}

LearnCounts Learner::collect(Member& m) {
  const bool symmetric = plasticity_.symmetry != Symmetry::none;
  if (symmetric) sweeper_.team().barrier().wait();  // all_updates_ may be in use
  Notes& notes = notes_[static_cast<std::size_t>(m.index)];
  LearnCounts counts;
  std::vector<Neighbour> room;
  for (const Item item : m.neurons) {
    const auto l = static_cast<std::size_t>(item.layer);
    const MarginCounts found = note_updates(m, notes, item, room);
    if (learns_[l] != 0) counts.updates += static_cast<std::uint64_t>(found.updates);
    counts.unstable += static_cast<std::uint64_t>(found.unstable);
    note_pending(notes, item, found.updates != 0);
    if (found.updates != 0) learn_bias(notes, item);
    if (plasticity_.threshold_rate > 0.0)
      adapt_margins(item, &notes.updates[l][signs_of(item)], m.batch);
  }
  return counts;
}

std::size_t Learner::signs_of(Item item) const {
  return static_cast<std::size_t>(item.chunk) * static_cast<std::size_t>(largest_batch_);
}

MarginCounts Learner::note_updates(Member& m, Notes& notes, Item item,
                                   std::vector<Neighbour>& room) {
  const auto l = static_cast<std::size_t>(item.layer);
  std::uint16_t* updates = &notes.updates[l][signs_of(item)];
  std::uint16_t* plus = &notes.plus[l][signs_of(item)];
  const ChunkView chunk = sweeper_.view(m, item, room);
  const MarginCounts found = sweeper_.kernels().margins(
      chunk, margins_[l].data() + std::size_t{16} * static_cast<std::size_t>(item.chunk), updates);
  for (int b = 0; b < m.batch; ++b)
    plus[b] = chunk.plus[static_cast<std::size_t>(b) * chunk.stride];
  if (plasticity_.symmetry == Symmetry::none) return found;
  for (int r = 0; r < chunk_rows; ++r)
    all_updates_[l][static_cast<std::size_t>(item.chunk * chunk_rows + r)] =
        transposed_bits(updates, m.batch, r);
  return found;
}

void Learner::note_pending(Notes& notes, Item item, bool updated) const {
  const auto note = [&](std::size_t block) {
    if (model_.blocks()[block].learned && notes.steps.block[block] != 0)
      notes.pending[block][static_cast<std::size_t>(item.chunk)] = 1;
  };
  const LayerWiring& layer = sweeper_.wiring()[static_cast<std::size_t>(item.layer)];
  // Under a symmetric constraint a row also learns from the updates of others.
  if (updated || plasticity_.symmetry != Symmetry::none) {
    for (const std::size_t block : layer.dense) note(block);
    for (const std::size_t block : layer.sparse) note(block);
  }
  if (updated && layer.input) note(*layer.input);
}

void Learner::learn_bias(const Notes& notes, Item item) {
  const auto l = static_cast<std::size_t>(item.layer);
  const auto& block = sweeper_.wiring()[l].bias;
  if (!block || notes.steps.block[*block] == 0) return;
  alignas(64) std::array<std::int32_t, std::size_t{16} * largest_batch> signals;
  std::uint64_t active =
      sweeper_.kernels().signals(&notes.updates[l][signs_of(item)], &notes.plus[l][signs_of(item)],
                                 1, notes.steps.block[*block], notes.batch, signals.data());
  std::int32_t* bias = model_.storage(*block).numbers.data() +
                       static_cast<std::size_t>(item.chunk) * chunk_numbers(1);
  for (; active != 0; active &= active - 1)
    for (int r = 0; r < chunk_rows; ++r)
      bias[r] += signals[std::size_t(__builtin_ctzll(active) * 16 + r)];
}

void Learner::learn_readouts(Member& m) {
  const Notes& notes = notes_[static_cast<std::size_t>(m.index)];
  for (const Item item : m.readouts) learn_readout(m, notes, item);
}

void Learner::adapt_margins(Item item, const std::uint16_t* updates, int batch) {
  std::int32_t* margin = margins_[static_cast<std::size_t>(item.layer)].data() +
                         std::size_t{16} * static_cast<std::size_t>(item.chunk);
  constexpr double most = 256.0 * 0x1p20;
  for (int r = 0; r < chunk_rows; ++r) {
    const double share = double(__builtin_popcountll(transposed_bits(updates, batch, r))) / batch;
    const double change = plasticity_.threshold_rate * (plasticity_.update_target - share) * 0x1p20;
    margin[r] =
        static_cast<std::int32_t>(std::clamp(margin[r] + std::floor(change + 0.5), -most, most));
  }
}

void Learner::learn_readout(const Member& m, const Notes& notes, Item item) {
  const auto l = static_cast<std::size_t>(item.layer);
  const std::size_t block = *sweeper_.wiring()[l].readout;
  const BlockInfo& info = model_.blocks()[block];
  if (!info.learned) return;
  const std::int32_t* field = sweeper_.readout_fields(item.layer, item.chunk);
  const std::int32_t margin = to_grid(plasticity_.margin_readout);
  alignas(64) std::array<std::int32_t, std::size_t{16} * largest_batch> signals{};
  std::uint64_t active = 0;
  for (int b = 0; b < m.batch; ++b) {
    for (int r = 0; r < chunk_rows; ++r) {
      const int c = item.chunk * chunk_rows + r;
      if (c >= info.rows) break;
      const auto at = static_cast<std::size_t>(16 * b + r);
      const bool right = c == m.labels[static_cast<std::size_t>(b)];
      if ((right ? field[at] : -field[at]) > margin) continue;
      signals[at] = right ? notes.steps.block[block] : -notes.steps.wrong[block];
      active |= std::uint64_t{1} << b;
    }
  }
  if (active != 0) learn_dense(notes, block, item.chunk, signals.data(), active);
}

void Learner::learn_dense(const Notes& notes, std::size_t block, int chunk,
                          const std::int32_t* signals, std::uint64_t active) {
  const BlockInfo& info = model_.blocks()[block];
  const std::size_t per_chunk = chunk_numbers(info.columns);
  std::int32_t* lines =
      model_.storage(block).numbers.data() + static_cast<std::size_t>(chunk) * per_chunk;
  const auto columns = static_cast<std::size_t>(info.columns);
  const bool input = info.kind == BlockKind::input;
  const auto from = static_cast<std::size_t>(info.from);
  sweeper_.kernels().learn(lines, columns, input ? notes.input.data() : notes.masks[from].data(),
                           signals, active);
  if (!input && !notes.zeros[from].empty()) {
    // Neurons without a state passed for −1.
    for (std::size_t j = 0; j < columns; ++j) {
      for (std::uint64_t bits = notes.zeros[from][j] & active; bits != 0; bits &= bits - 1) {
        const int b = __builtin_ctzll(bits);
        for (int r = 0; r < chunk_rows; ++r) lines[16 * j + std::size_t(r)] += signals[16 * b + r];
      }
    }
  }
  if (!info.diagonal_absent) return;
  for (int r = 0; r < chunk_rows; ++r) {
    const auto j = static_cast<std::size_t>(chunk * chunk_rows + r);
    if (j < columns) lines[16 * j + std::size_t(r)] = 0;
  }
}

// ΔJ_ij ± ΔJ_ji: an updated neuron i and an updated neuron j both count.
void Learner::learn_symmetric(const Notes& notes, std::size_t block, int chunk) {
  const BlockInfo& info = model_.blocks()[block];
  const auto l = static_cast<std::size_t>(info.to);
  const std::int32_t step = notes.steps.block[block];
  const std::int32_t mirrored = plasticity_.symmetry == Symmetry::symmetric ? step : -step;
  const std::uint64_t all =
      notes.batch == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << notes.batch) - 1;
  const auto settled = [&](std::size_t i) {
    return notes.zeros[l].empty() ? all : all & ~notes.zeros[l][i];
  };
  auto& numbers = model_.storage(block).numbers;
  for (int i = chunk * chunk_rows; i < std::min(info.rows, (chunk + 1) * chunk_rows); ++i) {
    const std::uint64_t plus = notes.masks[l][std::size_t(i)];
    for (int j = 0; j < info.columns; ++j) {
      if (i == j) continue;
      const std::uint64_t both = settled(std::size_t(i)) & settled(std::size_t(j));
      const std::uint64_t differ = plus ^ notes.masks[l][std::size_t(j)];
      const auto product = [&](std::uint64_t counted) {
        counted &= both;
        return __builtin_popcountll(counted) - 2 * __builtin_popcountll(counted & differ);
      };
      numbers[dense_index(info, i, j)] += step * product(all_updates_[l][std::size_t(i)]) +
                                          mirrored * product(all_updates_[l][std::size_t(j)]);
    }
  }
}

void Learner::learn_sparse(const Notes& notes, std::size_t block, int chunk) {
  const BlockInfo& info = model_.blocks()[block];
  const auto to = static_cast<std::size_t>(info.to), from = static_cast<std::size_t>(info.from);
  const auto first = static_cast<std::size_t>(chunk) * static_cast<std::size_t>(largest_batch_);
  Model::Storage& storage = model_.storage(block);
  for (int r = 0; r < chunk_rows; ++r) {
    const auto i = static_cast<std::size_t>(chunk * chunk_rows + r);
    if (i >= static_cast<std::size_t>(info.rows)) break;
    const std::uint64_t updated = transposed_bits(&notes.updates[to][first], notes.batch, r);
    if (updated == 0) continue;
    const std::uint64_t plus = transposed_bits(&notes.plus[to][first], notes.batch, r);
    for (auto e = storage.first_entry[i]; e < storage.first_entry[i + 1]; ++e) {
      const auto at = static_cast<std::size_t>(e);
      const auto j = static_cast<std::size_t>(storage.column[at]);
      const std::uint64_t counted =
          notes.zeros[from].empty() ? updated : updated & ~notes.zeros[from][j];
      const int product = __builtin_popcountll(counted) -
                          2 * __builtin_popcountll(counted & (plus ^ notes.masks[from][j]));
      storage.numbers[at] += notes.steps.block[block] * product;
    }
  }
}

void Learner::apply(Member& m, std::size_t block, int chunk) {
  Notes& notes = notes_[static_cast<std::size_t>(m.index)];
  char& pending = notes.pending[block][static_cast<std::size_t>(chunk)];
  if (pending == 0) return;
  pending = 0;
  const BlockInfo& info = model_.blocks()[block];
  if (info.pattern == Pattern::sparse) {
    learn_sparse(notes, block, chunk);
    return;
  }
  if (info.kind == BlockKind::internal && plasticity_.symmetry != Symmetry::none) {
    learn_symmetric(notes, block, chunk);
    return;
  }
  const auto l = static_cast<std::size_t>(info.to);
  const auto first = static_cast<std::size_t>(chunk) * static_cast<std::size_t>(largest_batch_);
  alignas(64) std::array<std::int32_t, std::size_t{16} * largest_batch> signals;
  const std::uint64_t active =
      sweeper_.kernels().signals(&notes.updates[l][first], &notes.plus[l][first], 1,
                                 notes.steps.block[block], notes.batch, signals.data());
  learn_dense(notes, block, chunk, signals.data(), active);
}

void Learner::apply_all(Member& m) {
  for (const Item item : m.neurons) {
    const LayerWiring& layer = sweeper_.wiring()[static_cast<std::size_t>(item.layer)];
    for (const std::size_t block : layer.dense) apply(m, block, item.chunk);
    for (const std::size_t block : layer.sparse) apply(m, block, item.chunk);
    if (layer.input) apply(m, *layer.input, item.chunk);
  }
}

void Learner::shrink(Member& m, std::span<const std::uint32_t> shares) {
  const auto shrink_chunk = [&](std::size_t block, int chunk) {
    if (shares[block] == 0) return;
    const BlockInfo& info = model_.blocks()[block];
    Model::Storage& storage = model_.storage(block);
    std::size_t first = static_cast<std::size_t>(chunk) * chunk_numbers(info.columns);
    std::size_t count = chunk_numbers(info.columns);
    if (info.pattern == Pattern::sparse) {
      const auto row = static_cast<std::size_t>(chunk) * chunk_rows;
      const auto end = std::min(row + chunk_rows, static_cast<std::size_t>(info.rows));
      first = static_cast<std::size_t>(storage.first_entry[row]);
      count = static_cast<std::size_t>(storage.first_entry[end]) - first;
    }
    sweeper_.kernels().shrink(storage.numbers.data() + first, count, shares[block]);
  };
  for (const Item item : m.neurons) {
    const LayerWiring& layer = sweeper_.wiring()[static_cast<std::size_t>(item.layer)];
    for (const std::size_t block : layer.dense) shrink_chunk(block, item.chunk);
    for (const std::size_t block : layer.sparse) shrink_chunk(block, item.chunk);
    if (layer.input) shrink_chunk(*layer.input, item.chunk);
  }
  for (const Item item : m.readouts)
    shrink_chunk(*sweeper_.wiring()[static_cast<std::size_t>(item.layer)].readout, item.chunk);
}

}  // namespace steady::learning::detail
