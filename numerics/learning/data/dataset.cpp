#include <steady/numerics/learning/data/dataset.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include <fmt/format.h>

#include <steady/numerics/learning/detail/shuffle.hpp>

namespace steady::learning {
namespace {

void append(std::span<const std::int8_t> pattern, int size, const char* name,
            std::vector<std::uint64_t>& words) {
  if (static_cast<int>(pattern.size()) != size) {
    throw std::invalid_argument(
        fmt::format("Dataset: {} of {} values instead of {}", name, pattern.size(), size));
  }
  const std::size_t first = words.size();
  words.resize(first + Dataset::words(size), 0);
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != 1 && pattern[i] != -1) {
      words.resize(first);
      throw std::invalid_argument(
          fmt::format("Dataset: {}[{}] = {} is not ±1", name, i, static_cast<int>(pattern[i])));
    }
    if (pattern[i] > 0) words[first + i / 64] |= std::uint64_t{1} << (i % 64);
  }
}

void require_padding_clear(std::span<const std::uint64_t> words, std::size_t per_sample, int bits,
                           const char* name) {
  if (bits % 64 == 0) return;
  for (std::size_t k = per_sample - 1; k < words.size(); k += per_sample) {
    if ((words[k] >> (bits % 64)) != 0) {
      throw std::invalid_argument(fmt::format("Dataset: {} of sample {} have bits beyond number {}",
                                              name, k / per_sample, bits));
    }
  }
}

void validate_targets(const Dataset& data) {
  if (!data.labels.empty() || data.classes != 0)
    throw std::invalid_argument("Dataset: both labels (classes) and targets");
  if (data.targets.size() != data.samples() * data.words_per_target())
    throw std::invalid_argument("Dataset: targets do not hold one pattern a sample");
  require_padding_clear(data.targets, data.words_per_target(), data.target_size, "targets");
}

void validate_labels(const Dataset& data) {
  if (data.classes < 1 || data.classes > 256)
    throw std::invalid_argument(fmt::format("Dataset: classes = {}", data.classes));
  if (data.labels.size() != data.samples()) {
    throw std::invalid_argument(
        fmt::format("Dataset: {} labels for {} inputs", data.labels.size(), data.samples()));
  }
  for (std::size_t k = 0; k < data.labels.size(); ++k) {
    if (data.labels[k] >= data.classes) {
      throw std::invalid_argument(
          fmt::format("Dataset: labels[{}] = {} is not below the number of classes, {}", k,
                      data.labels[k], data.classes));
    }
  }
}

void copy_sample(const Dataset& from, std::size_t sample, Dataset& to) {
  const auto input = from.input(sample);
  to.inputs.insert(to.inputs.end(), input.begin(), input.end());
  if (from.has_targets()) {
    const auto target = from.target(sample);
    to.targets.insert(to.targets.end(), target.begin(), target.end());
  } else {
    to.labels.push_back(from.labels[sample]);
  }
}

Dataset empty_like(const Dataset& data) {
  Dataset result;
  result.input_size = data.input_size;
  result.classes = data.classes;
  result.target_size = data.target_size;
  return result;
}

}  // namespace

void Dataset::add(std::span<const std::int8_t> input, std::uint8_t label) {
  if (label >= classes) {
    throw std::invalid_argument(
        fmt::format("Dataset: label {} is not below the number of classes, {}", label, classes));
  }
  append(input, input_size, "input", inputs);
  labels.push_back(label);
}

void Dataset::add(std::span<const std::int8_t> input, std::span<const std::int8_t> target) {
  append(target, target_size, "target", targets);
  append(input, input_size, "input", inputs);
}

Dataset Dataset::slice(std::size_t first, std::size_t count) const {
  if (first > samples() || count > samples() - first) {
    throw std::invalid_argument(
        fmt::format("Dataset: no samples {} to {} of {}", first, first + count, samples()));
  }
  Dataset result = empty_like(*this);
  for (std::size_t k = first; k < first + count; ++k) copy_sample(*this, k, result);
  return result;
}

void validate(const Dataset& data) {
  if (data.input_size < 1)
    throw std::invalid_argument(fmt::format("Dataset: input_size = {}", data.input_size));
  if (data.target_size < 0)
    throw std::invalid_argument(fmt::format("Dataset: target_size = {}", data.target_size));
  if (data.inputs.size() % data.words_per_input() != 0)
    throw std::invalid_argument("Dataset: inputs do not hold whole samples");
  require_padding_clear(data.inputs, data.words_per_input(), data.input_size, "inputs");
  if (data.has_targets()) {
    validate_targets(data);
  } else {
    validate_labels(data);
  }
}

Split split(const Dataset& data, double fraction, std::uint64_t seed) {
  if (!(fraction >= 0.0 && fraction < 1.0))
    throw std::domain_error(fmt::format("split: fraction = {} is outside [0, 1)", fraction));
  const std::size_t samples = data.samples();
  const auto order = detail::shuffled(samples, network::RandomStream(seed, "validation split", 0));
  const auto split_off =
      static_cast<std::size_t>(std::llround(fraction * static_cast<double>(samples)));
  Split result{empty_like(data), empty_like(data)};
  for (std::size_t k = 0; k < samples; ++k)
    copy_sample(data, order[k], k < samples - split_off ? result.training : result.validation);
  return result;
}

}  // namespace steady::learning
