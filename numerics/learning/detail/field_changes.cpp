// Fields follow the neurons that changed in a sweep.
#include <algorithm>
#include <utility>

#include <steady/numerics/learning/detail/sweeper.hpp>

namespace steady::learning::detail {
namespace {

std::size_t padded_batch(int batch) {
  return (static_cast<std::size_t>(batch) + 15) / 16 * 16;
}

// work(column) for the rows of a chunk whose bits are set.
template <class Work>
void for_rows(unsigned rows, std::size_t chunk, const Work& work) {
  for (; rows != 0; rows &= rows - 1)
    work(static_cast<std::uint32_t>(chunk * chunk_rows) +
         static_cast<std::uint32_t>(__builtin_ctz(rows)));
}

}  // namespace

void Sweeper::find_flips(const Member& m, Report& report) const {
  for (auto& flips : report.flips) flips.clear();
  for (std::size_t k = 0; k < m.neurons.size(); ++k) {
    const auto l = static_cast<std::size_t>(m.neurons[k].layer);
    const auto chunk = static_cast<std::size_t>(m.neurons[k].chunk);
    const std::size_t first = k * static_cast<std::size_t>(largest_batch_);
    auto& flips = report.flips[l];
    if (m.started[l] == 0) continue;  // its first states are taken as they are
    for (std::uint64_t moved = report.moved[k]; moved != 0; moved &= moved - 1) {
      const auto b = static_cast<std::size_t>(__builtin_ctzll(moved));
      const std::size_t at = b * strides_[l] + chunk;
      const unsigned p0 = m.states[l].plus[at], p1 = report.plus[first + b];
      const unsigned fresh = m.states[l].zero[at] & ~unsigned{report.zero[first + b]};
      const auto note = [&](unsigned rows, Flip::Kind kind) {
        for_rows(rows, chunk, [&](std::uint32_t column) {
          flips.push_back({column, static_cast<std::uint16_t>(b), kind});
        });
      };
      note(p1 & ~p0 & ~fresh, Flip::up2);
      note(p0 & ~p1, Flip::down2);
      note(fresh & p1, Flip::up1);
      note(fresh & ~p1, Flip::down1);
    }
  }
}

void Sweeper::take_reports(Member& m) const {
  std::fill(m.moved.begin(), m.moved.end(), 0);
  take_first_states(m);
  for (std::size_t l = 0; l < wiring_.size(); ++l) {
    m.first_states[l] = m.moved[l];
    if (m.started[l] != 0) {
      for (const Member& other : members_)
        if (!other.reports[m.turn].flips[l].empty()) m.moved[l] = 1;
    }
    if (m.moved[l] == 0) continue;
    m.started[l] = 1;
    if (m.first_states[l] != 0) {
      list_stateless(m, l);
    } else {
      take_flips(m, l);
    }
  }
}

void Sweeper::take_first_states(Member& m) const {
  for (const Member& other : members_) {
    const Report& report = other.reports[m.turn];
    for (std::size_t k = 0; k < other.neurons.size(); ++k) {
      const auto l = static_cast<std::size_t>(other.neurons[k].layer);
      if (m.started[l] != 0 || report.moved[k] == 0) continue;
      m.moved[l] = 1;
      const std::size_t first = k * static_cast<std::size_t>(largest_batch_);
      std::size_t at = static_cast<std::size_t>(other.neurons[k].chunk);
      for (std::size_t b = 0; b < static_cast<std::size_t>(m.batch); ++b, at += strides_[l]) {
        m.states[l].plus[at] = report.plus[first + b];
        m.states[l].zero[at] = report.zero[first + b];
      }
    }
  }
}

// A dense product takes neurons without a state for −1: up1 puts that right.
void Sweeper::list_stateless(Member& m, std::size_t layer) const {
  for (FlipList& list : m.flips[layer]) {
    list.columns.clear();
    list.first.fill(0);
  }
  FlipList& up = m.flips[layer][Flip::up1];
  for (std::size_t b = 0; b < static_cast<std::size_t>(m.batch); ++b) {
    for (std::size_t c = 0; c < strides_[layer]; ++c) {
      for_rows(m.states[layer].zero[b * strides_[layer] + c], c,
               [&](std::uint32_t column) { up.columns.push_back(column); });
    }
    up.first[b + 1] = static_cast<std::uint32_t>(up.columns.size());
  }
}

// Sorts the flips of all threads by kind and sample, and turns the neurons over.
void Sweeper::take_flips(Member& m, std::size_t layer) const {
  LayerFlips& lists = m.flips[layer];
  const auto batch = static_cast<std::size_t>(m.batch);
  const auto for_all = [&](const auto& work) {
    for (const Member& other : members_)
      for (const Flip& flip : other.reports[m.turn].flips[layer]) work(flip);
  };
  std::array<std::array<std::uint32_t, largest_batch>, 4> next{};
  for_all([&](const Flip& flip) { ++next[flip.kind][flip.sample]; });
  for (std::size_t kind = 0; kind < lists.size(); ++kind) {
    std::uint32_t sum = 0;
    for (std::size_t b = 0; b < batch; ++b) {
      lists[kind].first[b] = sum;
      sum += std::exchange(next[kind][b], sum);
    }
    lists[kind].first[batch] = sum;
    lists[kind].columns.resize(sum);
  }
  LayerState& state = m.states[layer];
  for_all([&](const Flip& flip) {
    lists[flip.kind].columns[next[flip.kind][flip.sample]++] = flip.column;
    const std::size_t at = flip.sample * strides_[layer] + flip.column / chunk_rows;
    const auto bit = static_cast<std::uint16_t>(1u << flip.column % chunk_rows);
    const bool up = flip.kind == Flip::up2 || flip.kind == Flip::up1;
    state.plus[at] = static_cast<std::uint16_t>(up ? state.plus[at] | bit : state.plus[at] & ~bit);
    state.zero[at] = static_cast<std::uint16_t>(state.zero[at] & ~bit);
  });
}

void Sweeper::add_changes(Member& m) {
  for (std::size_t l = 0; l < wiring_.size(); ++l)
    if (has_sparse_out_[l] != 0 && m.moved[l] != 0) set_change(m, static_cast<int>(l), false);
  for (const Item item : m.neurons) {
    const LayerWiring& layer = wiring_[static_cast<std::size_t>(item.layer)];
    for (const std::size_t block : layer.dense) add_dense(m, item, block);
    for (const std::size_t block : layer.sparse) add_sparse(m, item, block);
  }
  for (std::size_t l = 0; l < wiring_.size(); ++l)
    if (has_sparse_out_[l] != 0 && m.moved[l] != 0) set_change(m, static_cast<int>(l), true);
}

void Sweeper::add_dense(Member& m, Item item, std::size_t block) {
  const BlockInfo& info = model_.blocks()[block];
  const auto from = static_cast<std::size_t>(info.from);
  if (m.moved[from] == 0) return;
  use(m, block, item.chunk);
  const std::size_t per_chunk = chunk_numbers(info.columns);
  const std::int32_t* lines =
      model_.storage(block).numbers.data() + static_cast<std::size_t>(item.chunk) * per_chunk;
  std::int32_t* field = fields(item.layer, item.chunk);
  if (m.first_states[from] != 0) {
    std::array<const std::uint16_t*, largest_batch> signs{};
    const LayerState& now = state(m, info.from);
    for (std::size_t b = 0; b < static_cast<std::size_t>(m.batch); ++b)
      signs[b] = now.plus.data() + b * strides_[from];
    kernels_.product(lines, per_chunk / 64, signs.data(), m.batch, field);
  }
  const LayerFlips& flips = m.flips[from];
  const auto add = [&](const FlipList& up, const FlipList& down, std::int32_t factor) {
    if (!up.columns.empty() || !down.columns.empty())
      kernels_.flips(lines, up.view(), down.view(), factor, m.batch, field);
  };
  add(flips[Flip::up2], flips[Flip::down2], 2);
  add(flips[Flip::up1], flips[Flip::down1], 1);
}

// change[column · stride + b]: what is added to column's state in sample b.
void Sweeper::set_change(Member& m, int layer, bool clear) {
  const auto l = static_cast<std::size_t>(layer);
  const std::size_t width = padded_batch(m.batch);
  const auto size = static_cast<std::size_t>(wiring_[l].size);
  auto& change = m.change[l];
  change.resize(size * padded_batch(largest_batch_), 0);
  if (m.first_states[l] != 0) {
    if (clear) {
      std::fill(change.begin(), change.end(), 0);
      return;
    }
    const LayerState& now = state(m, layer);
    for (std::size_t b = 0; b < static_cast<std::size_t>(m.batch); ++b) {
      for (std::size_t j = 0; j < size; ++j) {
        const std::size_t at = b * strides_[l] + j / chunk_rows;
        const unsigned bit = 1u << (j % chunk_rows);
        change[j * width + b] = (now.zero[at] & bit) != 0 ? 0 : (now.plus[at] & bit) != 0 ? 1 : -1;
      }
    }
    return;
  }
  const auto set = [&](const FlipList& list, std::int32_t value) {
    for (std::size_t b = 0; b < static_cast<std::size_t>(m.batch); ++b)
      for (std::uint32_t k = list.first[b]; k < list.first[b + 1]; ++k)
        change[list.columns[k] * width + b] = clear ? 0 : value;
  };
  const LayerFlips& flips = m.flips[l];
  set(flips[Flip::up2], 2);
  set(flips[Flip::down2], -2);
  set(flips[Flip::up1], 1);
  set(flips[Flip::down1], -1);
}

void Sweeper::add_sparse(Member& m, Item item, std::size_t block) {
  const BlockInfo& info = model_.blocks()[block];
  if (m.moved[static_cast<std::size_t>(info.from)] == 0) return;
  use(m, block, item.chunk);
  const Model::Storage& storage = model_.storage(block);
  const auto& change = m.change[static_cast<std::size_t>(info.from)];
  const auto width = static_cast<int>(padded_batch(m.batch));
  std::int32_t* field = fields(item.layer, item.chunk);
  alignas(64) std::array<std::int32_t, largest_batch> sums{};
  for (int r = 0; r < chunk_rows; ++r) {
    const auto row =
        static_cast<std::size_t>(item.chunk) * chunk_rows + static_cast<std::size_t>(r);
    if (row >= static_cast<std::size_t>(info.rows)) break;
    const auto first = static_cast<std::size_t>(storage.first_entry[row]);
    const auto entries = static_cast<std::size_t>(storage.first_entry[row + 1]) - first;
    kernels_.sparse_row(storage.numbers.data() + first, storage.column.data() + first, entries,
                        change.data(), width, sums.data());
    for (int b = 0; b < m.batch; ++b)
      field[chunk_rows * b + r] += sums[static_cast<std::size_t>(b)];
  }
}

}  // namespace steady::learning::detail
