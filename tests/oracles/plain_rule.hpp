// The local rule in plain loops, on the grid of numerics/learning: weights must come out bit for
// bit.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "plain_network.hpp"

namespace steady::oracles {

class PlainRule : public PlainNetwork {
 public:
  PlainRule(const learning::Model& model, const learning::Options& options)
      : PlainNetwork(model, options) {
    const auto& margins = options.plasticity.margin;
    for (std::size_t l = 0; l < net_.layers.size(); ++l) {
      margins_.emplace_back(static_cast<std::size_t>(net_.layers[l].size),
                            on_grid(margins[margins.size() == 1 ? 0 : l]));
    }
  }

  std::uint64_t updates = 0, unstable = 0;

 protected:
  void learn_readouts(const learning::Dataset& data, const std::vector<std::uint32_t>& samples,
                      const std::vector<State>& states, std::uint64_t number, std::uint64_t total) {
    const auto& p = options_.plasticity;
    for (PlainMatrix& m : matrices_) {
      if (m.info.kind != learning::BlockKind::readout) continue;
      const double eta = rate(m) * factor(samples.size(), number, total);
      const std::int64_t right = step(eta * p.target_right, number);
      const std::int64_t wrong = step(eta * p.target_wrong, number);
      const PlainMatrix old = m;
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
    return std::any_of(matrices_.begin(), matrices_.end(), [layer](const PlainMatrix& m) {
      return m.info.to == layer && m.info.learned && m.info.kind != learning::BlockKind::readout;
    });
  }

  // Who is updated: [sample][layer][neuron].
  using Updated = std::vector<std::vector<std::vector<char>>>;

  void learn(const learning::Dataset& data, const std::vector<std::uint32_t>& samples,
             const std::vector<State>& states, std::size_t shown, std::uint64_t number,
             std::uint64_t total) {
    const auto updated = find_updated(data, samples, states);  // with the weights before the update
    for (PlainMatrix& m : matrices_) {
      if (m.info.kind == learning::BlockKind::readout) continue;
      const std::int64_t eta = step(rate(m) * factor(shown, number, total), number);
      if (eta == 0) continue;
      for (std::size_t b = 0; b < samples.size(); ++b)
        learn_from(data, samples[b], states[b], updated[b], eta, m);
    }
    if (options_.plasticity.threshold_rate > 0.0) adapt(updated);
  }

  Updated find_updated(const learning::Dataset& data, const std::vector<std::uint32_t>& samples,
                       const std::vector<State>& states) {
    Updated updated(samples.size());
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
    return updated;
  }

  void learn_from(const learning::Dataset& data, std::size_t sample, const State& state,
                  const std::vector<std::vector<char>>& updated, std::int64_t eta,
                  PlainMatrix& m) const {
    const auto symmetry = options_.plasticity.symmetry;
    const auto& mine = updated[static_cast<std::size_t>(m.info.to)];
    int mirrored = 0;
    if (m.info.kind == learning::BlockKind::internal && symmetry != learning::Symmetry::none)
      mirrored = symmetry == learning::Symmetry::symmetric ? 1 : -1;
    for (int i = 0; i < m.info.rows; ++i) {
      for (int j = 0; j < m.info.columns; ++j) {
        if (m.present[m.index(i, j)] == 0) continue;
        int other = 1;
        if (m.info.kind == learning::BlockKind::input)
          other = pattern(data.input(sample), j);
        else if (m.info.kind != learning::BlockKind::bias)
          other = spin(state, m.info.from, j);
        int times = mine[static_cast<std::size_t>(i)];
        if (mirrored != 0) times += mirrored * mine[static_cast<std::size_t>(j)];
        m.at(i, j) += eta * times * spin(state, m.info.to, i) * other;
      }
    }
  }

  void adapt(const Updated& updated) {
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
    for (PlainMatrix& m : matrices_) {
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

 private:
  // floor(x + u), u the fractional part of number · 0x9E37…/2^64.
  static std::int64_t step(double rate, std::uint64_t number) {
    const double u = static_cast<double>((number * 0x9E3779B97F4A7C15ULL) >> 11) * 0x1p-53;
    return static_cast<std::int64_t>(std::floor(rate * 0x1p20 + u));
  }

  double rate(const PlainMatrix& m) const {
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

  std::vector<std::vector<std::int64_t>> margins_;
};

}  // namespace steady::oracles
