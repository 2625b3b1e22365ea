#include <steady/numerics/learning/data/samples.hpp>

#include <algorithm>
#include <map>
#include <numeric>
#include <stdexcept>

#include <fmt/format.h>

namespace steady::learning {

void Samples::read(std::size_t k, std::span<float> row) const {
  const auto width = static_cast<std::size_t>(inputs);
  for (std::size_t j = 0; j < width; ++j)
    row[j] = bytes.empty() ? values[k * width + j]
                           : static_cast<float>(bytes[k * width + j]) * (1.0F / 255.0F);
}

Samples Samples::rows(std::span<const std::size_t> chosen) const {
  Samples result{source, inputs, {}, {}, {}, all_signs, table};
  const auto width = static_cast<std::size_t>(inputs);
  const auto copy = [&](const auto& from, auto& to) {
    if (from.empty()) return;
    to.reserve(chosen.size() * width);
    for (const auto k : chosen)
      to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(k * width),
                from.begin() + static_cast<std::ptrdiff_t>((k + 1) * width));
  };
  copy(bytes, result.bytes);
  copy(values, result.values);
  if (labelled())
    for (const auto k : chosen) result.labels.push_back(labels[k]);
  return result;
}

std::vector<std::size_t> first_samples(const Samples& samples, std::size_t count, bool stratified) {
  if (count > samples.size())
    throw std::out_of_range(fmt::format("there are only {} samples", samples.size()));
  std::vector<std::size_t> chosen(count);
  std::iota(chosen.begin(), chosen.end(), std::size_t{0});
  if (!stratified) return chosen;
  // Round after round one of every class; the number of the round sorts the samples.
  std::map<std::int64_t, std::size_t> seen;
  std::vector<std::size_t> round, order(samples.size());
  for (const auto label : samples.labels) round.push_back(seen[label]++);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return round[a] < round[b]; });
  std::copy_n(order.begin(), count, chosen.begin());
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace steady::learning
