#include <steady/numerics/sampling/time_series.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <gsl/gsl_fft_halfcomplex.h>
#include <gsl/gsl_fft_real.h>

#include <steady/theory/domain.hpp>

namespace steady::sampling {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double window_in_times = 6.0;  // e^-6 of an exponential is left out
constexpr double least_length_in_times = 100.0;
constexpr std::size_t least_bins = 16;  // the error is then known within 18 %
constexpr std::size_t fewest_bins = 8;  // for a value that is not called converged

/// Σ_s y_s y_{s+t} for all t < n, y of mean zero; by the squared modulus of the transform of y,
/// followed by as many zeros.
std::vector<double> correlation_sums(std::vector<double> y) {
  const std::size_t n = y.size();
  std::size_t length = 2;
  while (length < 2 * n) length *= 2;
  y.resize(length, 0.0);
  gsl_fft_real_radix2_transform(y.data(), 1, length);
  for (std::size_t k = 1; k < length / 2; ++k) {
    y[k] = y[k] * y[k] + y[length - k] * y[length - k];
    y[length - k] = 0.0;
  }
  y[0] *= y[0];
  y[length / 2] *= y[length / 2];
  gsl_fft_halfcomplex_radix2_inverse(y.data(), 1, length);
  y.resize(n);
  return y;
}

/// Σ_s y_s y_{s+t}: the first few lags, which are all that a short memory asks for, one by one.
class LagSums {
 public:
  explicit LagSums(const std::vector<double>& y) : y_(y) {}
  double operator()(std::size_t lag) {
    if (lag < 32 && all_.empty()) return one(lag);
    if (all_.empty()) all_ = correlation_sums(y_);
    return all_[lag];
  }

 private:
  double one(std::size_t lag) const {
    std::array<double, 4> sums{};  // four chains of additions side by side
    std::size_t s = 0;
    const std::size_t end = y_.size() - lag;
    for (; s + 4 <= end; s += 4)
      for (std::size_t k = 0; k < 4; ++k) sums[k] += y_[s + k] * y_[s + k + lag];
    for (; s < end; ++s) sums[0] += y_[s] * y_[s + lag];
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
  }

  const std::vector<double>& y_;
  std::vector<double> all_;
};

struct Window {
  double time;
  double memory;  // the same with |ρ(t)|: a series that alternates has a small τ and a long memory
  std::size_t last;
  bool closed;
};

/// τ(W) = ½ + Σ_{t ≤ W} ρ(t) at the first W ≥ 6 memory(W), at most an eighth of the series.
Window closed_window(const std::vector<double>& y) {
  const auto n = static_cast<double>(y.size());
  LagSums sum(y);
  const double variance = sum(0) / n;
  Window window{0.5, 0.5, 0, false};
  for (std::size_t t = 1; t <= y.size() / 8; ++t) {
    const double correlation = sum(t) / (n - static_cast<double>(t)) / variance;
    window.time += correlation;
    window.memory += std::abs(correlation);
    window.last = t;
    window.closed = static_cast<double>(t) >= window_in_times * window.memory;
    if (window.closed) break;
  }
  return window;
}

double error_of(std::span<const double> means) {
  const auto n = static_cast<double>(means.size());
  double mean = 0.0;
  for (const double m : means) mean += m;
  mean /= n;
  double squares = 0.0;
  for (const double m : means) squares += (m - mean) * (m - mean);
  return std::sqrt(squares / n / (n - 1.0));
}

void halve(std::vector<double>& means) {
  for (std::size_t k = 0; k + 1 < means.size(); k += 2)
    means[k / 2] = 0.5 * (means[k] + means[k + 1]);
  means.resize(means.size() / 2);
}

}  // namespace

TimeSeries::TimeSeries(std::int64_t expected)
    : stretch_(std::max<std::int64_t>(1, (expected + most_kept - 1) / most_kept)) {
  if (expected < 0)
    throw DomainError("expected", "= " + std::to_string(expected) + " measurements");
  means_.reserve(static_cast<std::size_t>(expected / stretch_));
}

void TimeSeries::add(double value) {
  if (count_ == 0) first_ = value;
  const double difference = value - first_;
  sum_ += difference;
  squares_ += difference * difference;
  ++count_;
  if (count_ % stretch_ != 0) return;
  means_.push_back(first_ + (sum_ - sum_before_) / static_cast<double>(stretch_));
  sum_before_ = sum_;
}

double TimeSeries::mean() const {
  return count_ == 0 ? nan : first_ + sum_ / static_cast<double>(count_);
}

double TimeSeries::variance() const {
  const auto n = static_cast<double>(count_);
  return count_ == 0 ? nan : std::max(0.0, squares_ / n - (sum_ / n) * (sum_ / n));
}

Autocorrelation autocorrelation(const TimeSeries& series) {
  const auto means = series.means();
  if (means.size() < fewest_bins || series.variance() == 0.0) return {nan, nan, 0, false};
  const auto n = static_cast<double>(means.size());
  double mean = 0.0;
  for (const double m : means) mean += m;
  mean /= n;
  std::vector<double> y(means.begin(), means.end());
  double squares = 0.0;
  for (double& value : y) {
    value -= mean;
    squares += value * value;
  }
  if (squares == 0.0) return {nan, nan, 0, false};
  const Window window = closed_window(y);
  const auto width = static_cast<double>(window.last);
  const double time = std::max(0.0, window.time * (1.0 + (2.0 * width + 1.0) / n));
  // From stretches to single measurements: both have the same long-time variance.
  const auto stretch = static_cast<double>(series.stretch());
  const double scale = stretch * (squares / n) / series.variance();
  const double error = time * std::sqrt(std::max(0.0, 4.0 / n * (width + 0.5 - time)) + 1.0 / n);
  return {scale * time, scale * error, series.stretch() * static_cast<std::int64_t>(window.last),
          window.closed && n >= least_length_in_times * window.memory};
}

Binning binned(const TimeSeries& series) {
  Binning result{{}, 0, nan, false};
  std::vector<double> means(series.means().begin(), series.means().end());
  for (std::int64_t bin = series.stretch(); means.size() >= 2; bin *= 2, halve(means))
    result.levels.push_back({bin, means.size(), error_of(means)});
  if (result.levels.empty()) return result;
  const auto n = static_cast<double>(series.count());
  const double single = std::sqrt(series.variance() / n);
  for (std::size_t k = 0; k < result.levels.size(); ++k) {
    const auto& level = result.levels[k];
    if (level.bins < fewest_bins && k > 0) break;
    result.plateau = k;
    const double growth = single > 0.0 ? level.error / single : 1.0;
    if (std::pow(static_cast<double>(level.bin), 3) > 2.0 * n * std::pow(growth, 4)) {
      result.converged = level.bins >= least_bins;
      break;
    }
  }
  result.error = result.levels[result.plateau].error;
  return result;
}

SeriesEstimate estimate(const TimeSeries& series) {
  if (series.variance() == 0.0) {
    const auto bins = series.means().size();
    const bool many = bins >= least_bins;
    return {series.mean(), many ? 0.0 : nan, nan, nan, bins, many};
  }
  const auto bins = binned(series);
  const auto memory = autocorrelation(series);
  const bool reliable = bins.converged && memory.converged;
  return {series.mean(),
          reliable ? bins.error : nan,
          memory.time,
          reliable ? memory.error : nan,
          bins.levels.empty() ? 0 : bins.levels[bins.plateau].bins,
          reliable};
}

}  // namespace steady::sampling
