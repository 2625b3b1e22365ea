// Noise on the inputs of training, bit by bit.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <steady/numerics/learning/data/dataset.hpp>
#include <steady/numerics/network/streams.hpp>

namespace steady::oracles {

/// The samples of `data` in this order, every input bit flipped with this probability: when the
/// 16-bit number that belongs to it is below noise·2^16. Sample b takes stream first + b, bits
/// 16c … 16c+15 its block c; bit r of the sixteen 16-bit words of the block, the last word first,
/// is the number of bit 16c + r.
inline learning::Dataset noisy_samples(const learning::Dataset& data,
                                       const std::vector<std::uint32_t>& samples, double noise,
                                       std::uint64_t seed, std::uint64_t first) {
  learning::Dataset shown;
  shown.input_size = data.input_size;
  shown.classes = data.classes;
  shown.target_size = data.target_size;
  const auto threshold = static_cast<std::uint64_t>(std::llround(noise * 65536.0));
  for (std::size_t b = 0; b < samples.size(); ++b) {
    const network::RandomStream random(seed, "input noise", first + b);
    std::vector<std::int8_t> x;
    for (int i = 0; i < data.input_size; ++i) {
      const auto words = random.block(static_cast<std::uint64_t>(i / 16));
      std::uint64_t number = 0;
      for (int bit = 0; bit < 16; ++bit) {
        const auto word = words[static_cast<std::size_t>(bit / 4)] >> (16 * (bit % 4));
        number |= (word >> (i % 16) & 1) << bit;
      }
      const bool plus =
          (data.input(samples[b])[static_cast<std::size_t>(i) / 64] >> (i % 64) & 1) != 0;
      x.push_back(plus != (number < threshold) ? 1 : -1);
    }
    if (!data.has_targets()) {
      shown.add(x, data.labels[samples[b]]);
      continue;
    }
    std::vector<std::int8_t> y;
    for (int i = 0; i < data.target_size; ++i)
      y.push_back((data.target(samples[b])[static_cast<std::size_t>(i) / 64] >> (i % 64) & 1) != 0
                      ? 1
                      : -1);
    shown.add(x, y);
  }
  return shown;
}

}  // namespace steady::oracles
