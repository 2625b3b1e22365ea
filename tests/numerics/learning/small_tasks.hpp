// Small tasks that a small network learns: noisy prototypes, and pairs of patterns.
#pragma once

#include <cstdint>
#include <stop_token>
#include <utility>
#include <vector>

#include <steady/numerics/learning/data/dataset.hpp>
#include <steady/numerics/learning/engine/trainer.hpp>
#include <steady/numerics/learning/rule/architecture.hpp>
#include <steady/numerics/network/spins.hpp>
#include <steady/numerics/network/streams.hpp>

namespace steady::oracles {

/// `classes` random prototypes; every bit of a sample is flipped with probability `noise`.
inline learning::Dataset prototypes(int input_size, int classes, std::size_t samples, double noise,
                                    std::uint64_t seed, std::uint64_t part = 0) {
  learning::Dataset data;
  data.input_size = input_size;
  data.classes = classes;
  network::RandomStream patterns(seed, "test prototypes", 0);
  std::vector<network::Spins> prototype;
  for (int c = 0; c < classes; ++c)
    prototype.push_back(network::random_spins(input_size, patterns));
  network::RandomStream random(seed, "test noise", part);
  for (std::size_t k = 0; k < samples; ++k) {
    const auto label = static_cast<std::uint8_t>(k % static_cast<std::size_t>(classes));
    network::Spins x = prototype[label];
    for (auto& spin : x)
      if (random.next_uniform() < noise) spin = static_cast<std::int8_t>(-spin);
    data.add(x, label);
  }
  return data;
}

/// The task that a small network is mostly tested with: four easy prototypes.
inline learning::Dataset small_data(std::uint64_t part = 0, std::size_t samples = 400) {
  return prototypes(50, 4, samples, 0.25, 1, part);
}

/// One layer for it.
inline learning::Architecture small_net(double self_coupling = 0.5) {
  learning::PresetNumbers numbers;
  numbers.input_size = 50;
  numbers.classes = 4;
  numbers.hidden = 100;
  numbers.self_coupling = self_coupling;
  numbers.input_strength = 2.0;
  return learning::single(numbers);
}

/// Random inputs, each with a random target.
inline learning::Dataset pairs(int input_size, int target_size, std::size_t samples,
                               std::uint64_t seed) {
  learning::Dataset data;
  data.input_size = input_size;
  data.target_size = target_size;
  network::RandomStream random(seed, "test pairs", 0);
  for (std::size_t k = 0; k < samples; ++k) {
    const auto x = network::random_spins(input_size, random);
    const auto y = network::random_spins(target_size, random);
    data.add(x, y);
  }
  return data;
}

/// A training that is stopped in the middle of epochs, wherever it reports, and goes on.
struct Interrupted {
  learning::Summary end;
  int times = 0;
};
inline Interrupted train_in_parts(learning::State state, const learning::Dataset& training,
                                  const learning::Dataset* test, learning::Options options) {
  options.progress_interval = 0.0;
  for (int times = 0;; ++times) {
    std::stop_source source;
    options.stop = source.get_token();
    options.on_progress = [&](const learning::TrainingProgress& progress) {
      if (progress.done > 0 && progress.done < progress.samples) source.request_stop();
    };
    auto part = learning::train(std::move(state), training, test, options);
    if (part.status != learning::Status::stopped) return {std::move(part), times};
    state = std::move(part.state);
  }
}

}  // namespace steady::oracles
