// What a network learns from: patterns of ±1 with a label or a target pattern each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace steady::learning {

/// Inputs of N = input_size neurons ±1, packed: bit i of a sample is 1 for x_i = +1 (word i/64,
/// bit i%64; the unused upper bits of the last word are 0).
struct Dataset {
  int input_size = 0;  ///< N
  int classes = 0;     ///< C, at most 256; 0 when there are targets instead of labels
  std::vector<std::uint64_t> inputs;  ///< samples × words_per_input()
  std::vector<std::uint8_t> labels;   ///< one a sample, below classes
  /// Hetero-association: a ±1 pattern a sample, packed as the inputs are; empty with labels.
  int target_size = 0;
  std::vector<std::uint64_t> targets;

  static std::size_t words(int bits) { return (static_cast<std::size_t>(bits) + 63) / 64; }
  std::size_t words_per_input() const { return words(input_size); }
  std::size_t words_per_target() const { return words(target_size); }
  std::size_t samples() const { return input_size > 0 ? inputs.size() / words_per_input() : 0; }
  bool has_targets() const { return target_size > 0; }
  std::span<const std::uint64_t> input(std::size_t sample) const {
    return {inputs.data() + sample * words_per_input(), words_per_input()};
  }
  std::span<const std::uint64_t> target(std::size_t sample) const {
    return {targets.data() + sample * words_per_target(), words_per_target()};
  }

  /// Appends one sample; `input` are input_size numbers ±1 (target: target_size). Throws
  /// std::invalid_argument for another length or value, or a label not below `classes`.
  void add(std::span<const std::int8_t> input, std::uint8_t label);
  void add(std::span<const std::int8_t> input, std::span<const std::int8_t> target);

  /// The samples first, first+1, …, first+count−1.
  Dataset slice(std::size_t first, std::size_t count) const;
};

/// Throws std::invalid_argument naming the field that is inconsistent: sizes, labels outside the
/// classes, set padding bits, neither or both of labels and targets.
void validate(const Dataset& data);

/// Splits off a random `fraction` of the samples (a function of the seed alone): {rest, split off}.
/// Throws std::domain_error for a fraction outside [0,1).
struct Split {
  Dataset training;
  Dataset validation;
};
Split split(const Dataset& data, double fraction, std::uint64_t seed);

}  // namespace steady::learning
