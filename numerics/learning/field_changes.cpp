// Fields follow the neurons that changed in a sweep.
#include <algorithm>
#include <cstring>

#include <steady/numerics/learning/sweeper.hpp>

namespace steady::learning::detail {
namespace {

std::size_t padded_batch(int batch) {
  return (static_cast<std::size_t>(batch) + 15) / 16 * 16;
}

bool same(const std::uint16_t* a, const std::uint16_t* b) {
  return std::memcmp(a, b, 4 * sizeof(std::uint16_t)) == 0;
}

void append(FlipList& list, unsigned bits, std::uint32_t first) {
  for (; bits != 0; bits &= bits - 1)
    list.columns.push_back(first + static_cast<std::uint32_t>(__builtin_ctz(bits)));
}

}  // namespace

void Sweeper::find_flips(Member& m, int layer, int before, int after) const {
  const auto l = static_cast<std::size_t>(layer);
  const LayerState& old = states_[static_cast<std::size_t>(before)][l];
  const LayerState& now = states_[static_cast<std::size_t>(after)][l];
  LayerFlips& flips = m.flips[l];
  for (FlipList* list : {&flips.up2, &flips.down2, &flips.up1, &flips.down1}) list->columns.clear();
  flips.first_states = false;
  const auto finish = [&](std::size_t b) {
    for (FlipList* list : {&flips.up2, &flips.down2, &flips.up1, &flips.down1})
      list->first[b + 1] = static_cast<std::uint32_t>(list->columns.size());
  };
  bool any = false;
  for (std::size_t b = 0; b < static_cast<std::size_t>(m.batch); ++b) {
    for (std::size_t c = b * strides_[l]; c < (b + 1) * strides_[l]; c += 4) {
      if (same(&old.plus[c], &now.plus[c]) && same(&old.zero[c], &now.zero[c])) continue;
      any = true;
      if (m.started[l] == 0) break;
      for (std::size_t k = c; k < c + 4; ++k) {
        const unsigned p0 = old.plus[k], p1 = now.plus[k];
        const unsigned fresh = old.zero[k] & ~unsigned{now.zero[k]};
        const auto column = static_cast<std::uint32_t>((k - b * strides_[l]) * chunk_rows);
        append(flips.up2, p1 & ~p0 & ~fresh, column);
        append(flips.down2, p0 & ~p1, column);
        append(flips.up1, fresh & p1, column);
        append(flips.down1, fresh & ~p1, column);
      }
    }
    finish(b);
  }
  flips.any = any;
  if (!any || m.started[l] != 0) return;
  // First states: a dense product takes neurons without a state for −1; up1 puts that right.
  m.started[l] = 1;
  flips.first_states = true;
  for (std::size_t b = 0; b < static_cast<std::size_t>(m.batch); ++b) {
    for (std::size_t k = 0; k < strides_[l]; ++k) {
      append(flips.up1, now.zero[b * strides_[l] + k], static_cast<std::uint32_t>(k * chunk_rows));
    }
    finish(b);
  }
}

void Sweeper::add_changes(Member& m) {
  for (std::size_t l = 0; l < wiring_.size(); ++l)
    if (has_sparse_out_[l] != 0 && m.flips[l].any) set_change(m, static_cast<int>(l), false);
  for (const Item item : m.neurons) {
    const LayerWiring& layer = wiring_[static_cast<std::size_t>(item.layer)];
    for (const std::size_t block : layer.dense) add_dense(m, item, block);
    for (const std::size_t block : layer.sparse) add_sparse(m, item, block);
  }
  for (std::size_t l = 0; l < wiring_.size(); ++l)
    if (has_sparse_out_[l] != 0 && m.flips[l].any) set_change(m, static_cast<int>(l), true);
}

void Sweeper::add_dense(Member& m, Item item, std::size_t block) {
  const BlockInfo& info = model_.blocks()[block];
  const auto from = static_cast<std::size_t>(info.from);
  const LayerFlips& flips = m.flips[from];
  if (!flips.any) return;
  use(m, block, item.chunk);
  const std::size_t per_chunk = chunk_numbers(info.columns);
  const std::int32_t* lines =
      model_.storage(block).numbers.data() + static_cast<std::size_t>(item.chunk) * per_chunk;
  std::int32_t* field = fields(item.layer, item.chunk);
  if (flips.first_states) {
    std::array<const std::uint16_t*, largest_batch> signs{};
    const LayerState& now = state(m, info.from);
    for (std::size_t b = 0; b < static_cast<std::size_t>(m.batch); ++b)
      signs[b] = now.plus.data() + b * strides_[from];
    kernels_.product(lines, per_chunk / 64, signs.data(), m.batch, field);
  } else if (!flips.up2.columns.empty() || !flips.down2.columns.empty()) {
    kernels_.flips(lines, flips.up2.view(), flips.down2.view(), 2, m.batch, field);
  }
  if (!flips.up1.columns.empty() || !flips.down1.columns.empty())
    kernels_.flips(lines, flips.up1.view(), flips.down1.view(), 1, m.batch, field);
}

// change[column · stride + b]: what is added to column's state in sample b.
void Sweeper::set_change(Member& m, int layer, bool clear) {
  const auto l = static_cast<std::size_t>(layer);
  const std::size_t width = padded_batch(m.batch);
  const auto size = static_cast<std::size_t>(wiring_[l].size);
  auto& change = m.change[l];
  change.resize(size * padded_batch(largest_batch_), 0);
  const LayerFlips& flips = m.flips[l];
  if (flips.first_states) {
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
  set(flips.up2, 2);
  set(flips.down2, -2);
  set(flips.up1, 1);
  set(flips.down1, -1);
}

void Sweeper::add_sparse(Member& m, Item item, std::size_t block) {
  const BlockInfo& info = model_.blocks()[block];
  if (!m.flips[static_cast<std::size_t>(info.from)].any) return;
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
