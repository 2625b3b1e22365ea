// Inputs of ±1 with their classes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace steady::learning {

/// Samples one after the other: `input_size` entries of ±1 and a label 0 … classes−1 each.
struct Dataset {
  int input_size = 0;
  int classes = 0;
  std::vector<std::int8_t> inputs;
  std::vector<std::int32_t> labels;

  std::size_t size() const { return labels.size(); }
  std::span<const std::int8_t> input(std::size_t sample) const {
    const auto length = static_cast<std::size_t>(input_size);
    return std::span(inputs).subspan(sample * length, length);
  }
};

}  // namespace steady::learning
