#include <steady/numerics/learning/engine/model.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <stdexcept>

#include <fmt/format.h>

#include <steady/numerics/learning/detail/layout.hpp>
#include <steady/numerics/network/streams.hpp>

namespace steady::learning {
namespace {

using detail::dense_index;

constexpr std::int64_t largest_row_sum = std::int64_t{512} << 20;

BlockInfo couplings_block(std::string name, BlockKind kind, const Architecture& net, int from,
                          int to, const RandomCouplings& couplings, bool diagonal_absent) {
  BlockInfo info;
  info.name = std::move(name);
  info.kind = kind;
  info.from = from;
  info.to = to;
  info.rows = net.layers[static_cast<std::size_t>(to)].size;
  info.columns = net.layers[static_cast<std::size_t>(from)].size;
  info.pattern = couplings.pattern;
  info.learned = couplings.learned;
  info.diagonal_absent = diagonal_absent;
  const double degree =
      couplings.pattern == Pattern::sparse ? couplings.mean_degree : double(info.columns);
  info.scale = couplings.strength / std::sqrt(degree);
  return info;
}

BlockInfo port_block(std::string name, BlockKind kind, int layer, int rows, int columns,
                     double scale, bool learned) {
  BlockInfo info;
  info.name = std::move(name);
  info.kind = kind;
  info.to = info.from = layer;
  info.rows = rows;
  info.columns = columns;
  info.scale = scale;
  info.learned = learned;
  return info;
}

void add_layer_blocks(const Architecture& net, int k, std::vector<BlockInfo>& infos) {
  const Layer& layer = net.layers[static_cast<std::size_t>(k)];
  if (layer.internal.pattern != Pattern::none) {
    infos.push_back(couplings_block(fmt::format("internal/{}", k), BlockKind::internal, net, k, k,
                                    layer.internal, true));
  }
  if (layer.input && layer.input->port == Port::random) {
    infos.push_back(port_block(fmt::format("input/{}", k), BlockKind::input, k, layer.size,
                               net.input_size, layer.input->strength / std::sqrt(net.input_size),
                               layer.input->learned));
  }
  if (layer.feedback && layer.feedback->port == Port::random) {
    infos.push_back(port_block(fmt::format("feedback/{}", k), BlockKind::feedback, k, layer.size,
                               net.classes, layer.feedback->strength / std::sqrt(net.classes),
                               false));
  }
  if (layer.learned_bias)
    infos.push_back(
        port_block(fmt::format("bias/{}", k), BlockKind::bias, k, layer.size, 1, 0.0, true));
  if (layer.readout) {
    infos.push_back(port_block(fmt::format("readout/{}", k), BlockKind::readout, k, net.classes,
                               layer.size, 1.0 / std::sqrt(layer.size), true));
  }
}

std::vector<BlockInfo> describe(const Architecture& net) {
  std::vector<BlockInfo> infos;
  for (int k = 0; k < static_cast<int>(net.layers.size()); ++k) add_layer_blocks(net, k, infos);
  for (const Bridge& bridge : net.bridges) {
    const bool diagonal = bridge.ferromagnetic != 0.0;
    const auto add = [&](int from, int to, const RandomCouplings& couplings) {
      if (couplings.pattern == Pattern::none) return;
      infos.push_back(couplings_block(fmt::format("bridge/{}-{}", from, to), BlockKind::bridge, net,
                                      from, to, couplings, diagonal));
    };
    add(bridge.from, bridge.to, bridge.forward);
    add(bridge.to, bridge.from, bridge.backward);
  }
  return infos;
}

// Row i of the matrix of normals that belongs to this block.
void draw_row(const network::RandomStream& stream, int row, std::vector<double>& normals) {
  const std::size_t half = normals.size() / 2;
  stream.normal_pairs(0, static_cast<std::uint64_t>(row), std::span(normals).first(half),
                      std::span(normals).last(half));
}

void draw_dense(const BlockInfo& info, const network::RandomStream& stream,
                Model::Storage& storage) {
  storage.numbers.assign(
      static_cast<std::size_t>(detail::chunks(info.rows)) * detail::chunk_numbers(info.columns), 0);
  if (info.scale == 0.0) return;
  std::vector<double> normals((static_cast<std::size_t>(info.columns) + 1) / 2 * 2);
  for (int i = 0; i < info.rows; ++i) {
    draw_row(stream, i, normals);
    for (int j = 0; j < info.columns; ++j) {
      if (info.diagonal_absent && i == j) continue;
      storage.numbers[dense_index(info, i, j)] =
          detail::to_grid(info.scale * normals[static_cast<std::size_t>(j)]);
    }
  }
}

void draw_sparse(const BlockInfo& info, double degree, const network::RandomStream& stream,
                 network::RandomStream graph, Model::Storage& storage) {
  std::vector<double> normals((static_cast<std::size_t>(info.columns) + 1) / 2 * 2);
  const double probability = degree / info.columns;
  storage.first_entry.assign(1, 0);
  for (int i = 0; i < info.rows; ++i) {
    draw_row(stream, i, normals);
    for (int j = 0; j < info.columns; ++j) {
      const bool present = graph.next_uniform() < probability;
      if (!present || (info.diagonal_absent && i == j)) continue;
      storage.numbers.push_back(detail::to_grid(info.scale * normals[static_cast<std::size_t>(j)]));
      storage.column.push_back(j);
    }
    storage.first_entry.push_back(static_cast<std::int64_t>(storage.column.size()));
  }
}

double mean_degree(const Architecture& net, const BlockInfo& info) {
  if (info.kind == BlockKind::internal)
    return net.layers[static_cast<std::size_t>(info.to)].internal.mean_degree;
  for (const Bridge& bridge : net.bridges) {
    if (bridge.from == info.from && bridge.to == info.to) return bridge.forward.mean_degree;
    if (bridge.from == info.to && bridge.to == info.from) return bridge.backward.mean_degree;
  }
  return 0.0;
}

// Σ_j |w_ij| of every row.
std::vector<std::int64_t> row_sums(const BlockInfo& info, const Model::Storage& storage) {
  std::vector<std::int64_t> sums(static_cast<std::size_t>(info.rows), 0);
  if (info.pattern == Pattern::sparse) {
    for (std::size_t i = 0; i < sums.size(); ++i) {
      for (auto e = storage.first_entry[i]; e < storage.first_entry[i + 1]; ++e)
        sums[i] += std::abs(std::int64_t{storage.numbers[static_cast<std::size_t>(e)]});
    }
    return sums;
  }
  const std::int32_t* line = storage.numbers.data();
  for (std::size_t row = 0; row < sums.size(); row += detail::chunk_rows) {
    std::array<std::int64_t, detail::chunk_rows> chunk{};
    for (std::size_t j = 0; j < detail::padded_columns(info.columns); ++j, line += chunk.size())
      for (std::size_t r = 0; r < chunk.size(); ++r) chunk[r] += std::abs(std::int64_t{line[r]});
    for (std::size_t r = 0; r < chunk.size() && row + r < sums.size(); ++r)
      sums[row + r] = chunk[r];
  }
  return sums;
}

void require_rows_in_range(const BlockInfo& info, const Model::Storage& storage) {
  const auto sums = row_sums(info, storage);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (sums[i] < largest_row_sum) continue;
    throw std::domain_error(
        fmt::format("block {}: the weights of row {} sum up to {:.3g}, not below 512", info.name, i,
                    double(sums[i]) * grid));
  }
}

void require_length(const BlockInfo& info, std::size_t length, std::size_t expected) {
  if (length == expected) return;
  throw std::invalid_argument(
      fmt::format("block {}: {} weights instead of {}", info.name, length, expected));
}

void require_order(const BlockInfo& info, std::span<const std::int64_t> first,
                   std::span<const std::int32_t> columns) {
  const auto fail = [&](std::size_t row) {
    throw std::invalid_argument(
        fmt::format("block {}: entries of row {} are out of order", info.name, row));
  };
  if (first.size() != static_cast<std::size_t>(info.rows) + 1 || first.front() != 0 ||
      first.back() != static_cast<std::int64_t>(columns.size())) {
    fail(0);
  }
  for (std::size_t i = 0; i + 1 < first.size(); ++i) {
    if (first[i] > first[i + 1] || first[i + 1] > first.back()) fail(i);
    for (auto e = first[i]; e < first[i + 1]; ++e) {
      const auto column = columns[static_cast<std::size_t>(e)];
      const bool rising = e == first[i] || columns[static_cast<std::size_t>(e) - 1] < column;
      if (!rising || column < 0 || column >= info.columns) fail(i);
      if (info.diagonal_absent && column == static_cast<std::int32_t>(i)) fail(i);
    }
  }
}

}  // namespace

std::int32_t detail::to_grid(double x) {
  return static_cast<std::int32_t>(std::llround(x * 0x1p20));
}

Model::Model(const Architecture& architecture, std::uint64_t seed, std::uint64_t sample)
    : architecture_(architecture), seed_(seed), sample_(sample) {
  validate(architecture);
  infos_ = describe(architecture);
  storage_.resize(infos_.size());
  for (std::size_t k = 0; k < infos_.size(); ++k) {
    BlockInfo& info = infos_[k];
    const network::RandomStream stream(seed, "learning " + info.name, 0, sample);
    if (info.pattern == Pattern::sparse) {
      draw_sparse(info, mean_degree(architecture, info), stream,
                  {seed, "learning presence " + info.name, 0, sample}, storage_[k]);
      info.values = storage_[k].numbers.size();
    } else {
      draw_dense(info, stream, storage_[k]);
      info.values = static_cast<std::size_t>(info.rows) * static_cast<std::size_t>(info.columns);
    }
    require_rows_in_range(info, storage_[k]);
  }
}

std::size_t Model::block(const std::string& name) const {
  for (std::size_t k = 0; k < infos_.size(); ++k)
    if (infos_[k].name == name) return k;
  throw std::invalid_argument(fmt::format("the model has no block '{}'", name));
}

std::vector<std::int32_t> Model::values(std::size_t block) const {
  const BlockInfo& info = infos_.at(block);
  const auto& numbers = storage_[block].numbers;
  if (info.pattern == Pattern::sparse) return {numbers.begin(), numbers.end()};
  std::vector<std::int32_t> result;
  result.reserve(info.values);
  for (int i = 0; i < info.rows; ++i)
    for (int j = 0; j < info.columns; ++j) result.push_back(numbers[dense_index(info, i, j)]);
  return result;
}

std::span<const std::int64_t> Model::sparse_first(std::size_t block) const {
  return storage_.at(block).first_entry;
}
std::span<const std::int32_t> Model::sparse_columns(std::size_t block) const {
  return storage_.at(block).column;
}

void Model::set_values(std::size_t block, std::span<const std::int32_t> values) {
  const BlockInfo& info = infos_.at(block);
  require_length(info, values.size(), info.values);
  Storage changed = storage_[block];
  if (info.pattern == Pattern::sparse) {
    std::copy(values.begin(), values.end(), changed.numbers.begin());
  } else {
    for (int i = 0; i < info.rows; ++i) {
      for (int j = 0; j < info.columns; ++j) {
        const auto value =
            values[static_cast<std::size_t>(i) * static_cast<std::size_t>(info.columns) +
                   static_cast<std::size_t>(j)];
        if (info.diagonal_absent && i == j && value != 0) {
          throw std::invalid_argument(
              fmt::format("block {}: a weight on the diagonal, row {}", info.name, i));
        }
        changed.numbers[dense_index(info, i, j)] = value;
      }
    }
  }
  require_rows_in_range(info, changed);
  storage_[block] = std::move(changed);
}

void Model::set_weights(std::size_t block, std::span<const double> weights) {
  std::vector<std::int32_t> values(weights.size());
  for (std::size_t k = 0; k < weights.size(); ++k) {
    if (!(std::abs(weights[k]) < 512.0)) {
      throw std::domain_error(
          fmt::format("block {}: weight number {} is {}", infos_.at(block).name, k, weights[k]));
    }
    values[k] = detail::to_grid(weights[k]);
  }
  set_values(block, values);
}

void Model::set_sparse(std::size_t block, std::span<const std::int64_t> first,
                       std::span<const std::int32_t> columns,
                       std::span<const std::int32_t> values) {
  BlockInfo& info = infos_.at(block);
  if (info.pattern != Pattern::sparse)
    throw std::invalid_argument(fmt::format("block {} is not sparse", info.name));
  require_length(info, values.size(), columns.size());
  require_order(info, first, columns);
  Storage changed;
  changed.numbers.assign(values.begin(), values.end());
  changed.first_entry.assign(first.begin(), first.end());
  changed.column.assign(columns.begin(), columns.end());
  require_rows_in_range(info, changed);
  storage_[block] = std::move(changed);
  info.values = values.size();
}

double expected_bytes(const Architecture& architecture) {
  validate(architecture);
  double bytes = 0.0;
  for (const BlockInfo& info : describe(architecture)) {
    const double rows = info.rows, columns = info.columns;
    if (info.pattern == Pattern::sparse)
      bytes += mean_degree(architecture, info) * rows *
                   (info.diagonal_absent ? 1.0 - 1.0 / columns : 1.0) * 2.0 * sizeof(std::int32_t) +
               (rows + 1.0) * sizeof(std::int64_t);
    else
      bytes += static_cast<double>(detail::chunks(info.rows)) *
               static_cast<double>(detail::chunk_numbers(info.columns)) * sizeof(std::int32_t);
  }
  return bytes;
}

std::size_t Model::bytes() const {
  std::size_t total = 0;
  for (const Storage& storage : storage_) {
    total += storage.numbers.size() * sizeof(std::int32_t) +
             storage.first_entry.size() * sizeof(std::int64_t) +
             storage.column.size() * sizeof(std::int32_t);
  }
  return total;
}

double Model::largest_field() const {
  std::vector<std::vector<std::int64_t>> total(architecture_.layers.size());
  std::int64_t largest = 0;
  for (std::size_t k = 0; k < infos_.size(); ++k) {
    const auto sums = row_sums(infos_[k], storage_[k]);
    if (infos_[k].kind == BlockKind::readout) {
      for (const auto sum : sums) largest = std::max(largest, sum);
      continue;
    }
    auto& layer = total[static_cast<std::size_t>(infos_[k].to)];
    layer.resize(std::max(layer.size(), sums.size()), 0);
    for (std::size_t i = 0; i < sums.size(); ++i) largest = std::max(largest, layer[i] += sums[i]);
  }
  return double(largest) * grid;
}

bool Model::operator==(const Model& other) const {
  return architecture_ == other.architecture_ && storage_ == other.storage_;
}

std::vector<detail::LayerWiring> detail::wire(const Model& model) {
  const Architecture& net = model.architecture();
  std::vector<LayerWiring> wiring(net.layers.size());
  for (std::size_t l = 0; l < wiring.size(); ++l) {
    const Layer& layer = net.layers[l];
    wiring[l].size = layer.size;
    wiring[l].chunks = chunks(layer.size);
    wiring[l].self_coupling = to_grid(layer.self_coupling);
    if (layer.input && layer.input->port == Port::identity)
      wiring[l].input_identity = to_grid(layer.input->strength);
    if (layer.feedback && layer.feedback->port == Port::identity)
      wiring[l].feedback_identity = layer.feedback->strength;
  }
  for (std::size_t k = 0; k < model.blocks().size(); ++k) {
    const BlockInfo& info = model.blocks()[k];
    LayerWiring& layer = wiring[static_cast<std::size_t>(info.to)];
    switch (info.kind) {
      case BlockKind::internal:
      case BlockKind::bridge:
        (info.pattern == Pattern::sparse ? layer.sparse : layer.dense).push_back(k);
        break;
      case BlockKind::input:
        layer.input = k;
        break;
      case BlockKind::feedback:
        layer.feedback = k;
        break;
      case BlockKind::bias:
        layer.bias = k;
        break;
      case BlockKind::readout:
        layer.readout = k;
        break;
    }
  }
  for (const Bridge& bridge : net.bridges) {
    const std::int32_t coupling = to_grid(bridge.ferromagnetic);
    if (coupling == 0) continue;
    wiring[static_cast<std::size_t>(bridge.to)].ferromagnetic.emplace_back(bridge.from, coupling);
    wiring[static_cast<std::size_t>(bridge.from)].ferromagnetic.emplace_back(bridge.to, coupling);
  }
  return wiring;
}

}  // namespace steady::learning
