// The learning rule in plain loops: every field is a dense product from scratch in every sweep, for
// one sample after the other. Slow, obvious, and on the same grid, so that states and weights must
// come out bit for bit as those of numerics/learning.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <steady/numerics/learning/trainer.hpp>
#include <steady/numerics/network/streams.hpp>

#include "plain_noise.hpp"

namespace steady::oracles {

class PlainLearning {
 public:
  using State = std::vector<std::vector<int>>;  // [layer][neuron]: −1, 0, 1

  struct Matrix {
    learning::BlockInfo info;
    std::vector<std::int64_t> weight;  // row by row
    std::vector<char> present;
    std::int64_t& at(int i, int j) { return weight[index(i, j)]; }
    std::int64_t at(int i, int j) const { return weight[index(i, j)]; }
    std::size_t index(int i, int j) const {
      return static_cast<std::size_t>(i) * static_cast<std::size_t>(info.columns) +
             static_cast<std::size_t>(j);
    }
  };

  PlainLearning(const learning::Model& model, const learning::Options& options)
      : net_(model.architecture()), options_(options) {
    for (std::size_t k = 0; k < model.blocks().size(); ++k) {
      Matrix matrix;
      matrix.info = model.blocks()[k];
      const auto size = static_cast<std::size_t>(matrix.info.rows) *
                        static_cast<std::size_t>(matrix.info.columns);
      matrix.weight.assign(size, 0);
      matrix.present.assign(size, 0);
      const auto values = model.values(k);
      if (matrix.info.pattern == learning::Pattern::sparse) {
        const auto first = model.sparse_first(k);
        const auto columns = model.sparse_columns(k);
        for (int i = 0; i < matrix.info.rows; ++i) {
          for (auto e = first[static_cast<std::size_t>(i)];
               e < first[static_cast<std::size_t>(i) + 1]; ++e) {
            const auto at = matrix.index(i, columns[static_cast<std::size_t>(e)]);
            matrix.weight[at] = values[static_cast<std::size_t>(e)];
            matrix.present[at] = 1;
          }
        }
      } else {
        for (int i = 0; i < matrix.info.rows; ++i) {
          for (int j = 0; j < matrix.info.columns; ++j) {
            matrix.at(i, j) = values[matrix.index(i, j)];
            matrix.present[matrix.index(i, j)] = !(matrix.info.diagonal_absent && i == j);
          }
        }
      }
      matrices_.push_back(matrix);
    }
    const auto& margins = options.plasticity.margins;
    for (std::size_t l = 0; l < net_.layers.size(); ++l) {
      margins_.emplace_back(static_cast<std::size_t>(net_.layers[l].size),
                            on_grid(margins[margins.size() == 1 ? 0 : l]));
    }
  }

  /// The same order as Model::values.
  std::vector<std::int32_t> values(std::size_t block) const {
    std::vector<std::int32_t> result;
    const Matrix& m = matrices_[block];
    for (std::size_t k = 0; k < m.weight.size(); ++k) {
      if (m.info.pattern == learning::Pattern::sparse && m.present[k] == 0) continue;
      result.push_back(static_cast<std::int32_t>(m.weight[k]));
    }
    return result;
  }

  std::uint64_t updates = 0, unstable = 0;
  std::uint64_t steered = 0;  // samples

  /// One batch of training; `number` of `total` batches, `first` samples were seen before.
  void train(const learning::Dataset& clean, const std::vector<std::uint32_t>& samples,
             std::uint64_t number, std::uint64_t total, std::uint64_t first) {
    const auto data = noisy_samples(clean, samples, options_.input_noise, options_.seed, first);
    std::vector<std::uint32_t> all, rest;  // numbers within the batch
    for (std::uint32_t b = 0; b < samples.size(); ++b) all.push_back(b);
    // All that follows uses the old weights, until the last lines.
    const bool of_free = options_.plasticity.readout_states == learning::ReadoutStates::free;
    const std::vector<double> none(static_cast<std::size_t>(options_.schedule.sweeps_inference));
    std::vector<State> free, states;
    for (const std::uint32_t b : all) {
      if (of_free) free.push_back(run(data, b, none, false, first + b, number));
      if (!of_free || !(confidence(free[b], data.labels, b) > options_.plasticity.confidence))
        rest.push_back(b);
    }
    const auto factors =
        learning::feedback_factors(options_.schedule, static_cast<int>(net_.layers.size()));
    for (std::size_t k = 0; k < rest.size(); ++k)
      states.push_back(run(data, rest[k], factors, true, first + k, number));
    steered += rest.size();
    learn_readouts(data, all, of_free ? free : states, number, total);
    if (!rest.empty()) learn(data, rest, states, samples.size(), number, total);
    if ((number + 1) % static_cast<std::uint64_t>(options_.plasticity.decay_interval) == 0)
      decay(number + 1, total);
  }

  State infer(const learning::Dataset& data, std::size_t sample) const {
    const std::vector<double> none(static_cast<std::size_t>(options_.schedule.sweeps_inference), 0);
    return run(data, sample, none, false, sample, 0);
  }

  std::int64_t readout_field(const State& state, int layer, int c) const {
    const Matrix& m = *find("readout/" + std::to_string(layer));
    std::int64_t sum = 0;
    for (int j = 0; j < m.info.columns; ++j) sum += m.at(c, j) * spin(state, layer, j);
    return sum;
  }

 private:
  static std::int64_t on_grid(double x) { return std::llround(x * 0x1p20); }
  static int spin(const State& state, int layer, int i) {
    return state[static_cast<std::size_t>(layer)][static_cast<std::size_t>(i)];
  }
  static int pattern(std::span<const std::uint64_t> words, int i) {
    return (words[static_cast<std::size_t>(i) / 64] >> (i % 64) & 1) != 0 ? 1 : -1;
  }
  const Matrix* find(const std::string& name) const {
    for (const Matrix& m : matrices_)
      if (m.info.name == name) return &m;
    return nullptr;
  }

  // Input, bias and random couplings: what the margin is about.
  std::int64_t learned_field(const learning::Dataset& data, std::size_t sample, const State& s,
                             int layer, int i) const {
    std::int64_t h = 0;
    for (const Matrix& m : matrices_) {
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
    const Matrix& m = *find("feedback/" + std::to_string(layer));
    double sum = 0.0;
    for (int c = 0; c < m.info.columns; ++c) {
      const double code = c == data.labels[sample] ? std::sqrt(double(m.info.columns)) / 2.0 : -0.5;
      sum += code * static_cast<double>(m.at(i, c));
    }
    return std::llround(factor * sum);
  }

  // By how much the summed readouts prefer the label to any other class.
  double confidence(const State& state, const std::vector<std::uint8_t>& labels,
                    std::size_t sample) const {
    if (labels.empty()) return 0.0;
    std::vector<std::int64_t> others;
    std::int64_t right = 0;
    for (int c = 0; c < net_.classes; ++c) {
      std::int64_t field = 0;
      for (std::size_t l = 0; l < net_.layers.size(); ++l)
        if (net_.layers[l].readout) field += readout_field(state, static_cast<int>(l), c);
      if (c == labels[sample])
        right = field;
      else
        others.push_back(field);
    }
    return double(right - *std::max_element(others.begin(), others.end())) * 0x1p-20;
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

  // floor(x + u), u the fractional part of number · 0x9E37…/2^64.
  static std::int64_t step(double rate, std::uint64_t number) {
    const double u = static_cast<double>((number * 0x9E3779B97F4A7C15ULL) >> 11) * 0x1p-53;
    return static_cast<std::int64_t>(std::floor(rate * 0x1p20 + u));
  }

  double rate(const Matrix& m) const {
    const auto& p = options_.plasticity;
    if (!m.info.learned) return 0.0;
    switch (m.info.kind) {
      case learning::BlockKind::internal:
      case learning::BlockKind::bridge:
        return p.rate * m.info.scale;
      case learning::BlockKind::input:
        return p.rate_input * m.info.scale;
      case learning::BlockKind::readout:
        return p.rate_readout * m.info.scale;
      case learning::BlockKind::bias:
        return p.rate_bias;
      case learning::BlockKind::feedback:
        break;
    }
    return 0.0;
  }

  double factor(std::size_t samples, std::uint64_t number, std::uint64_t total) const {
    return learning::rate_factor(options_.plasticity, double(number) / double(total)) /
           std::sqrt(double(samples));
  }

  void learn_readouts(const learning::Dataset& data, const std::vector<std::uint32_t>& samples,
                      const std::vector<State>& states, std::uint64_t number, std::uint64_t total) {
    const auto& p = options_.plasticity;
    for (Matrix& m : matrices_) {
      if (m.info.kind != learning::BlockKind::readout) continue;
      const double eta = rate(m) * factor(samples.size(), number, total);
      const std::int64_t right = step(eta * p.target_right, number);
      const std::int64_t wrong = step(eta * p.target_wrong, number);
      const Matrix old = m;
      for (std::size_t b = 0; b < samples.size(); ++b) {
        for (int c = 0; c < m.info.rows; ++c) {
          const int t = c == data.labels[samples[b]] ? 1 : -1;
          std::int64_t field = 0;
          for (int j = 0; j < m.info.columns; ++j)
            field += old.at(c, j) * spin(states[b], m.info.to, j);
          if (t * field > on_grid(p.margin_readout)) continue;
          for (int j = 0; j < m.info.columns; ++j)
            m.at(c, j) += (t > 0 ? right : -wrong) * spin(states[b], m.info.to, j);
        }
      }
    }
  }

  bool learns(int layer) const {
    return std::any_of(matrices_.begin(), matrices_.end(), [layer](const Matrix& m) {
      return m.info.to == layer && m.info.learned && m.info.kind != learning::BlockKind::readout;
    });
  }

  void learn(const learning::Dataset& data, const std::vector<std::uint32_t>& samples,
             const std::vector<State>& states, std::size_t shown, std::uint64_t number,
             std::uint64_t total) {
    const auto& p = options_.plasticity;
    // Who is updated, all with the weights before the update.
    std::vector<std::vector<std::vector<char>>> updated(samples.size());
    for (std::size_t b = 0; b < samples.size(); ++b) {
      for (int l = 0; l < static_cast<int>(net_.layers.size()); ++l) {
        const auto ll = static_cast<std::size_t>(l);
        updated[b].emplace_back();
        for (int i = 0; i < net_.layers[ll].size; ++i) {
          const int s = spin(states[b], l, i);
          const std::int64_t h = learned_field(data, samples[b], states[b], l, i);
          const bool small = s != 0 && s * h <= margins_[ll][static_cast<std::size_t>(i)];
          updated[b][ll].push_back(small);
          updates += small && learns(l);
          unstable += s * (h + structure_field(states[b], l, i)) < 0;
        }
      }
    }
    for (Matrix& m : matrices_) {
      if (m.info.kind == learning::BlockKind::readout) continue;
      const auto to = static_cast<std::size_t>(m.info.to);
      const std::int64_t eta = step(rate(m) * factor(shown, number, total), number);
      if (eta == 0) continue;
      const bool constrained =
          m.info.kind == learning::BlockKind::internal && p.symmetry != learning::Symmetry::none;
      int mirrored = 0;
      if (constrained) mirrored = p.symmetry == learning::Symmetry::symmetric ? 1 : -1;
      for (std::size_t b = 0; b < samples.size(); ++b) {
        for (int i = 0; i < m.info.rows; ++i) {
          for (int j = 0; j < m.info.columns; ++j) {
            if (m.present[m.index(i, j)] == 0) continue;
            int other = 1;
            if (m.info.kind == learning::BlockKind::input)
              other = pattern(data.input(samples[b]), j);
            else if (m.info.kind != learning::BlockKind::bias)
              other = spin(states[b], m.info.from, j);
            int times = updated[b][to][static_cast<std::size_t>(i)];
            if (mirrored != 0) times += mirrored * updated[b][to][static_cast<std::size_t>(j)];
            m.at(i, j) += eta * times * spin(states[b], m.info.to, i) * other;
          }
        }
      }
    }
    if (p.threshold_rate > 0.0) adapt(updated);
  }

  void adapt(const std::vector<std::vector<std::vector<char>>>& updated) {
    const auto& p = options_.plasticity;
    for (std::size_t l = 0; l < margins_.size(); ++l) {
      for (std::size_t i = 0; i < margins_[l].size(); ++i) {
        double share = 0.0;
        for (const auto& sample : updated) share += sample[l][i];
        share /= double(updated.size());
        margins_[l][i] += static_cast<std::int64_t>(
            std::floor(p.threshold_rate * (p.update_target - share) * 0x1p20 + 0.5));
      }
    }
  }

  // w −= round(w · decay · n · rate now), half away from 0; the last three in units of 2^-32.
  void decay(std::uint64_t number, std::uint64_t total) {
    const auto& p = options_.plasticity;
    const double factor = learning::rate_factor(p, double(number) / double(total));
    for (Matrix& m : matrices_) {
      if (!m.info.learned) continue;
      double share = 0.0;
      switch (m.info.kind) {
        case learning::BlockKind::internal:
        case learning::BlockKind::bridge:
          share = p.decay * p.rate;
          break;
        case learning::BlockKind::input:
          share = p.decay_input * p.rate_input;
          break;
        case learning::BlockKind::readout:
          share = p.decay_readout * p.rate_readout;
          break;
        default:
          break;
      }
      const auto units =
          static_cast<std::int64_t>(std::floor(share * factor * p.decay_interval * 0x1p32 + 0.5));
      for (std::int64_t& w : m.weight) {
        const std::int64_t part = (std::abs(w) * units + (std::int64_t{1} << 31)) >> 32;
        w -= w < 0 ? -part : part;
      }
    }
  }

  learning::Architecture net_;
  learning::Options options_;
  std::vector<Matrix> matrices_;
  std::vector<std::vector<std::int64_t>> margins_;
};

/// The order of samples in an epoch of `train`.
inline std::vector<std::uint32_t> epoch_order(std::size_t samples, std::uint64_t seed,
                                              std::uint64_t epoch) {
  std::vector<std::uint32_t> order(samples);
  for (std::size_t k = 0; k < samples; ++k) order[k] = static_cast<std::uint32_t>(k);
  network::RandomStream random(seed, "sample order", epoch);
  for (std::size_t k = samples; k > 1; --k)
    std::swap(order[k - 1], order[((random.next() >> 32) * k) >> 32]);
  return order;
}

/// All epochs.
inline void plain_train(PlainLearning& plain, const learning::Dataset& data,
                        const learning::Options& options) {
  const auto batch = static_cast<std::size_t>(options.batch);
  const std::size_t batches = (data.samples() + batch - 1) / batch;
  for (std::size_t epoch = 0; epoch < static_cast<std::size_t>(options.epochs); ++epoch) {
    const auto order = epoch_order(data.samples(), options.seed, epoch);
    for (std::size_t k = 0; k < batches; ++k) {
      const std::size_t last = std::min(data.samples(), (k + 1) * batch);
      const std::vector<std::uint32_t> samples(
          order.begin() + static_cast<std::ptrdiff_t>(k * batch),
          order.begin() + static_cast<std::ptrdiff_t>(last));
      plain.train(data, samples, epoch * batches + k,
                  batches * static_cast<std::size_t>(options.epochs),
                  epoch * data.samples() + k * batch);
    }
  }
}

}  // namespace steady::oracles
