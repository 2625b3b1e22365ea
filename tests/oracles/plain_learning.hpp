// Learning by steering in plain loops: slow, obvious, and on the same grid, so that states and
// weights must come out bit for bit as those of numerics/learning.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "plain_noise.hpp"
#include "plain_rule.hpp"

namespace steady::oracles {

class PlainLearning : public PlainRule {
 public:
  using PlainRule::PlainRule;

  std::uint64_t steered = 0;  // samples

  /// One batch of training; `number` of `total` batches, `first` samples were seen before.
  void train(const learning::Dataset& clean, const std::vector<std::uint32_t>& samples,
             std::uint64_t number, std::uint64_t total, std::uint64_t first) {
    const auto data = noisy_samples(clean, samples, options_.input_noise, options_.seed, first);
    std::vector<std::uint32_t> all, rest;  // numbers within the batch
    for (std::uint32_t b = 0; b < samples.size(); ++b) all.push_back(b);
    // All that follows uses the old weights, until the last lines.
    const bool of_free = options_.plasticity.readout_states == learning::ReadoutStates::free;
    const std::vector<double> none(static_cast<std::size_t>(options_.schedule.inference_sweeps));
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

 private:
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
