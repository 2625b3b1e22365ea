#include <steady/numerics/learning/data/preparation.hpp>

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include <steady/numerics/files/atomic_file.hpp>
#include <steady/numerics/learning/data/projection.hpp>

namespace steady::learning {
namespace {

constexpr int most_classes = 256;

[[noreturn]] void fail(const Samples& samples, const std::string& why) {
  throw files::FileError("cannot read", samples.source, why);
}

void require_below(const Samples& samples, int classes) {
  for (std::size_t k = 0; k < samples.labels.size(); ++k)
    if (samples.labels[k] < 0 || samples.labels[k] >= classes)
      fail(samples, fmt::format("label number {} is {}, outside 0 to {}: without --classes they "
                                "may be any whole numbers",
                                k, samples.labels[k], classes - 1));
}

std::vector<float> row_of(const Samples& samples, std::size_t k) {
  std::vector<float> row(static_cast<std::size_t>(samples.inputs));
  samples.read(k, row);
  return row;
}

std::vector<std::int8_t> by_levels(const Samples& samples, const Preparation& p) {
  const auto features = static_cast<std::size_t>(samples.inputs);
  const auto levels = p.thresholds.size() / features;
  std::vector<std::int8_t> signs;
  signs.reserve(samples.size() * p.thresholds.size());
  for (std::size_t k = 0; k < samples.size(); ++k) {
    const auto row = row_of(samples, k);
    for (std::size_t j = 0; j < p.thresholds.size(); ++j)
      signs.push_back(row[j / levels] > p.thresholds[j] ? 1 : -1);
  }
  return signs;
}

std::vector<std::int8_t> by_projection(const Samples& samples, const Preparation& p,
                                       const ProjectionOptions& how) {
  const SignProjection projection(samples.inputs, how.size > 0 ? how.size : samples.inputs,
                                  how.seed, how.sample);
  return projection.apply(
      samples.size(),
      [&](std::size_t k, std::span<float> row) {
        samples.read(k, row);
        for (std::size_t j = 0; j < p.mean.size(); ++j) row[j] = (row[j] - p.mean[j]) / p.scale[j];
      },
      how.threads);
}

std::uint8_t class_of(const Samples& samples, std::size_t k, const Preparation& p) {
  if (!samples.labelled()) return 0;
  const auto found = std::lower_bound(p.labels.begin(), p.labels.end(), samples.labels[k]);
  if (found == p.labels.end() || *found != samples.labels[k])
    fail(samples, fmt::format("label number {} is {}, which is none of the classes, {}", k,
                              samples.labels[k], fmt::join(p.labels, ", ")));
  return static_cast<std::uint8_t>(found - p.labels.begin());
}

}  // namespace

std::vector<std::int64_t> find_classes(const Samples& train, const Samples& test, int classes) {
  std::set<std::int64_t> found;
  if (classes > 0) {
    require_below(train, classes);
    require_below(test, classes);
    for (int c = 0; c < classes; ++c) found.insert(c);
    return {found.begin(), found.end()};
  }
  found.insert(train.labels.begin(), train.labels.end());
  if (found.size() == 1)
    fail(train, fmt::format("all its samples have the label {} (labels in another column? "
                            "--label-column; or give --classes)",
                            *found.begin()));
  found.insert(test.labels.begin(), test.labels.end());
  if (found.size() > most_classes)
    fail(train, fmt::format("its labels have {} different values, and there may be {} classes "
                            "(labels in another column? --label-column)",
                            found.size(), most_classes));
  return {found.begin(), found.end()};
}

void standardise(const Samples& train, Preparation& p) {
  const auto features = static_cast<std::size_t>(train.inputs);
  const auto count = static_cast<double>(train.size());
  std::vector<double> sum(features), squares(features);
  for (std::size_t k = 0; k < train.size(); ++k) {
    const auto row = row_of(train, k);
    for (std::size_t j = 0; j < features; ++j) sum[j] += row[j];
  }
  for (auto& s : sum) s /= count;
  for (std::size_t k = 0; k < train.size(); ++k) {
    const auto row = row_of(train, k);
    for (std::size_t j = 0; j < features; ++j) squares[j] += (row[j] - sum[j]) * (row[j] - sum[j]);
  }
  p.mean.assign(sum.begin(), sum.end());
  p.scale.clear();
  for (std::size_t j = 0; j < features; ++j) {
    const double deviation = std::sqrt(squares[j] / count);
    // A constant has the rounding of its mean left over.
    p.scale.push_back(deviation > 1e-6 * std::abs(sum[j]) ? static_cast<float>(deviation) : 1.0F);
  }
}

void find_levels(const Samples& train, int levels, Preparation& p) {
  const auto features = static_cast<std::size_t>(train.inputs);
  const auto count = std::min<std::size_t>(train.size(), 10000);
  std::vector<std::vector<float>> columns(features);
  for (std::size_t k = 0; k < count; ++k) {
    const auto row = row_of(train, k);
    for (std::size_t j = 0; j < features; ++j) columns[j].push_back(row[j]);
  }
  p.thresholds.clear();
  for (auto& column : columns) {
    std::sort(column.begin(), column.end());
    for (int k = 1; k <= levels; ++k)
      p.thresholds.push_back(
          column[count * static_cast<std::size_t>(k) / static_cast<std::size_t>(levels + 1)]);
  }
}

Dataset encode(const Samples& samples, const Preparation& p, const ProjectionOptions& how) {
  if (samples.inputs != p.features)
    fail(samples, fmt::format("it has {} inputs a row, but {} are wanted, as in training",
                              samples.inputs, p.features));
  const bool projects = p.thresholds.empty() && !p.signs;
  const auto signs = !p.thresholds.empty() ? by_levels(samples, p)
                     : projects
                         ? by_projection(samples, p, how)
                         : std::vector<std::int8_t>(samples.values.begin(), samples.values.end());
  Dataset data;
  data.classes = static_cast<int>(p.labels.size());
  const auto length = signs.size() / samples.size();
  data.input_size = static_cast<int>(length);
  data.inputs.reserve(samples.size() * data.words_per_input());
  for (std::size_t k = 0; k < samples.size(); ++k)
    data.add(std::span(signs).subspan(k * length, length), class_of(samples, k, p));
  return data;
}

double constant_share(const Dataset& data) {
  std::vector<std::size_t> up(static_cast<std::size_t>(data.input_size));
  const auto count = std::min<std::size_t>(data.samples(), 10000);
  for (std::size_t k = 0; k < count; ++k) {
    const auto input = data.input(k);
    for (std::size_t i = 0; i < up.size(); ++i) up[i] += input[i / 64] >> (i % 64) & 1;
  }
  const auto same = std::count_if(up.begin(), up.end(), [count](std::size_t n) {
    return 100 * std::max(n, count - n) >= 99 * count;
  });
  return up.empty() ? 0.0 : static_cast<double>(same) / static_cast<double>(up.size());
}

}  // namespace steady::learning
