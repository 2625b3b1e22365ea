// A network of the learning rule in plain loops: every field is a dense product from scratch in
// every sweep, for one sample after the other. On the same grid as numerics/learning, so that
// states must come out bit for bit.
#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <steady/numerics/learning/engine/trainer.hpp>
#include <steady/numerics/network/streams.hpp>

namespace steady::oracles {

/// A block of weights, in full: what is absent is 0 and stays it.
struct PlainMatrix {
  learning::BlockInfo info;
  std::vector<std::int64_t> weight;  // row by row
  std::vector<char> present;

  PlainMatrix(const learning::Model& model, std::size_t block) : info(model.blocks()[block]) {
    const auto size = static_cast<std::size_t>(info.rows) * static_cast<std::size_t>(info.columns);
    weight.assign(size, 0);
    present.assign(size, 0);
    if (info.pattern == learning::Pattern::sparse)
      take_sparse(model, block);
    else
      take_dense(model, block);
  }

  std::int64_t& at(int i, int j) { return weight[index(i, j)]; }
  std::int64_t at(int i, int j) const { return weight[index(i, j)]; }
  std::size_t index(int i, int j) const {
    return static_cast<std::size_t>(i) * static_cast<std::size_t>(info.columns) +
           static_cast<std::size_t>(j);
  }

 private:
  void take_sparse(const learning::Model& model, std::size_t block) {
    const auto values = model.values(block);
    const auto first = model.sparse_first(block);
    const auto columns = model.sparse_columns(block);
    for (int i = 0; i < info.rows; ++i) {
      for (auto e = first[static_cast<std::size_t>(i)]; e < first[static_cast<std::size_t>(i) + 1];
           ++e) {
        const auto here = index(i, columns[static_cast<std::size_t>(e)]);
        weight[here] = values[static_cast<std::size_t>(e)];
        present[here] = 1;
      }
    }
  }

  void take_dense(const learning::Model& model, std::size_t block) {
    const auto values = model.values(block);
    for (int i = 0; i < info.rows; ++i) {
      for (int j = 0; j < info.columns; ++j) {
        at(i, j) = values[index(i, j)];
        present[index(i, j)] = !(info.diagonal_absent && i == j);
      }
    }
  }
};

class PlainNetwork {
 public:
  using State = std::vector<std::vector<int>>;  // [layer][neuron]: −1, 0, 1

  PlainNetwork(const learning::Model& model, const learning::Options& options)
      : net_(model.architecture()), options_(options) {
    for (std::size_t k = 0; k < model.blocks().size(); ++k) matrices_.emplace_back(model, k);
  }

  /// The same order as Model::values.
  std::vector<std::int32_t> values(std::size_t block) const {
    std::vector<std::int32_t> result;
    const PlainMatrix& m = matrices_[block];
    for (std::size_t k = 0; k < m.weight.size(); ++k) {
      if (m.info.pattern == learning::Pattern::sparse && m.present[k] == 0) continue;
      result.push_back(static_cast<std::int32_t>(m.weight[k]));
    }
    return result;
  }

  State infer(const learning::Dataset& data, std::size_t sample) const {
    const std::vector<double> none(static_cast<std::size_t>(options_.schedule.inference_sweeps), 0);
    return run(data, sample, none, false, sample, 0);
  }

  std::int64_t readout_field(const State& state, int layer, int c) const {
    const PlainMatrix& m = *find("readout/" + std::to_string(layer));
    std::int64_t sum = 0;
    for (int j = 0; j < m.info.columns; ++j) sum += m.at(c, j) * spin(state, layer, j);
    return sum;
  }

 protected:
  static std::int64_t on_grid(double x) { return std::llround(x * 0x1p20); }
  static int spin(const State& state, int layer, int i) {
    return state[static_cast<std::size_t>(layer)][static_cast<std::size_t>(i)];
  }
  static int pattern(std::span<const std::uint64_t> words, int i) {
    return (words[static_cast<std::size_t>(i) / 64] >> (i % 64) & 1) != 0 ? 1 : -1;
  }
  const PlainMatrix* find(const std::string& name) const {
    for (const PlainMatrix& m : matrices_)
      if (m.info.name == name) return &m;
    return nullptr;
  }

  // Input, bias and random couplings: what the margin is about.
  std::int64_t learned_field(const learning::Dataset& data, std::size_t sample, const State& s,
                             int layer, int i) const {
    std::int64_t h = 0;
    for (const PlainMatrix& m : matrices_) {
      if (m.info.to != layer) continue;
      using learning::BlockKind;
      if (m.info.kind == BlockKind::internal || m.info.kind == BlockKind::bridge) {
        for (int j = 0; j < m.info.columns; ++j) h += m.at(i, j) * spin(s, m.info.from, j);
      }
      if (m.info.kind == BlockKind::input) {
        for (int j = 0; j < m.info.columns; ++j) h += m.at(i, j) * pattern(data.input(sample), j);
      }
      if (m.info.kind == BlockKind::bias) h += m.at(i, 0);
    }
    const auto& input = net_.layers[static_cast<std::size_t>(layer)].input;
    if (input && input->port == learning::Port::identity)
      h += on_grid(input->strength) * pattern(data.input(sample), i);
    return h;
  }

  // J_D s_i and λ Σ s'_i.
  std::int64_t structure_field(const State& s, int layer, int i) const {
    std::int64_t h =
        on_grid(net_.layers[static_cast<std::size_t>(layer)].self_coupling) * spin(s, layer, i);
    for (const auto& bridge : net_.bridges) {
      if (bridge.ferromagnetic == 0.0) continue;  // then sizes may differ
      if (bridge.from == layer) h += on_grid(bridge.ferromagnetic) * spin(s, bridge.to, i);
      if (bridge.to == layer) h += on_grid(bridge.ferromagnetic) * spin(s, bridge.from, i);
    }
    return h;
  }

  std::int64_t feedback_field(const learning::Dataset& data, std::size_t sample, double factor,
                              int layer, int i) const {
    const auto& feedback = net_.layers[static_cast<std::size_t>(layer)].feedback;
    if (!feedback || factor == 0.0) return 0;
    if (feedback->port == learning::Port::identity)
      return on_grid(feedback->strength * factor) * pattern(data.target(sample), i);
    const PlainMatrix& m = *find("feedback/" + std::to_string(layer));
    double sum = 0.0;
    for (int c = 0; c < m.info.columns; ++c) {
      const double code = c == data.labels[sample] ? std::sqrt(double(m.info.columns)) / 2.0 : -0.5;
      sum += code * static_cast<double>(m.at(i, c));
    }
    return std::llround(factor * sum);
  }

  int answer(const learning::Dataset& data, std::size_t sample, double factor, const State& s,
             int layer, int i) const {
    const std::int64_t h = learned_field(data, sample, s, layer, i) + structure_field(s, layer, i) +
                           feedback_field(data, sample, factor, layer, i);
    return h > 0 ? 1 : h < 0 ? -1 : spin(s, layer, i);
  }

  // With probability p: 16-bit number below p·2^16. Chunk k of 16 neurons (counted through the
  // layers) takes one block of the sample's stream; bit r of its sixteen 16-bit words, the last
  // word first, is the number of neuron r.
  bool may_update(bool training, std::uint64_t stream, int sweep, int layer, int i) const {
    const auto threshold =
        static_cast<std::uint64_t>(std::llround(options_.dynamics.update_probability * 65536.0));
    if (threshold >= 65536) return true;
    std::uint64_t chunk = static_cast<std::uint64_t>(i / 16);
    for (int l = 0; l < layer; ++l)
      chunk +=
          static_cast<std::uint64_t>((net_.layers[static_cast<std::size_t>(l)].size + 15) / 16);
    const network::RandomStream random(options_.seed,
                                       training ? "training updates" : "inference updates", stream);
    const auto words = random.block(chunk, static_cast<std::uint64_t>(sweep));
    std::uint64_t value = 0;
    for (int bit = 0; bit < 16; ++bit) {
      const auto word = words[static_cast<std::size_t>(bit / 4)] >> (16 * (bit % 4));
      value |= (word >> (i % 16) & 1) << bit;
    }
    return value < threshold;
  }

  State run(const learning::Dataset& data, std::size_t sample, const std::vector<double>& factors,
            bool training, std::uint64_t stream, std::uint64_t batch) const {
    State s;
    for (const auto& layer : net_.layers) s.emplace_back(static_cast<std::size_t>(layer.size), 0);
    for (std::size_t t = 0; t < factors.size(); ++t) {
      if (options_.dynamics.rule == learning::UpdateRule::asynchronous) {
        visit_all(data, sample, factors[t], (batch << 24) + t, s);
        continue;
      }
      State next = s;
      for (int l = 0; l < static_cast<int>(s.size()); ++l) {
        for (int i = 0; i < net_.layers[static_cast<std::size_t>(l)].size; ++i) {
          if (may_update(training, stream, static_cast<int>(t), l, i))
            next[static_cast<std::size_t>(l)][static_cast<std::size_t>(i)] =
                answer(data, sample, factors[t], s, l, i);
        }
      }
      s = next;
    }
    return s;
  }

  void visit_all(const learning::Dataset& data, std::size_t sample, double factor,
                 std::uint64_t index, State& s) const {
    std::vector<std::pair<int, int>> order;
    for (int l = 0; l < static_cast<int>(s.size()); ++l)
      for (int i = 0; i < net_.layers[static_cast<std::size_t>(l)].size; ++i)
        order.push_back({l, i});
    network::RandomStream random(options_.seed, "sweep order", index);
    for (std::size_t k = order.size(); k > 1; --k)
      std::swap(order[k - 1], order[((random.next() >> 32) * k) >> 32]);
    for (const auto& [l, i] : order)
      s[static_cast<std::size_t>(l)][static_cast<std::size_t>(i)] =
          answer(data, sample, factor, s, l, i);
  }

  learning::Architecture net_;
  learning::Options options_;
  std::vector<PlainMatrix> matrices_;
};

}  // namespace steady::oracles
