#include <steady/numerics/thresholds/detail/placement.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

namespace steady::thresholds::detail {
namespace {

constexpr double margin = 0.25;        // of the range, beyond both of its ends
constexpr int threshold_points = 121;  // of the grid
constexpr int width_points = 15;
constexpr double narrowest = 1e-3;  // widths, in units of the range
constexpr double widest = 0.5;

/// Weight of the width's variance beside the threshold's. Without it trials gather at one control
/// and the threshold is a guess from there; its error bar was then measured to be too small.
constexpr double width_weight = 0.5;

double logistic(double x) {
  return x < 0.0 ? std::exp(x) / (1.0 + std::exp(x)) : 1.0 / (1.0 + std::exp(-x));
}

double log_logistic(double x) {
  return std::min(x, 0.0) - std::log1p(std::exp(-std::abs(x)));
}

double log_likelihood(std::span<const Level> levels, double threshold, double width) {
  double value = 0.0;
  for (const auto& level : levels) {
    // ln P(failure) = ln P(success) − x.
    const double x = (level.control - threshold) / width;
    value += static_cast<double>(level.trials) * log_logistic(x) -
             static_cast<double>(level.trials - level.successes) * x;
  }
  return value;
}

/// The posterior on the grid of thresholds from `first` to `last`.
struct Posterior {
  std::vector<double> thresholds;
  std::vector<double> weights;  ///< marginal of the threshold, sum 1
  double log_width;             ///< mean of ln(width)
};

Posterior posterior(std::span<const Level> levels, double first, double last, double range) {
  Posterior result;
  std::vector<double> logs;
  double highest = -std::numeric_limits<double>::infinity();
  const auto width_at = [range](int k) {
    return range * narrowest * std::pow(widest / narrowest, k / double{width_points - 1});
  };
  for (int i = 0; i < threshold_points; ++i) {
    result.thresholds.push_back(first + (last - first) * i / (threshold_points - 1));
    for (int k = 0; k < width_points; ++k) {
      logs.push_back(log_likelihood(levels, result.thresholds.back(), width_at(k)));
      highest = std::max(highest, logs.back());
    }
  }
  double sum = 0.0, log_width = 0.0;
  for (int i = 0; i < threshold_points; ++i) {
    double weight = 0.0;
    for (int k = 0; k < width_points; ++k) {
      const double w = std::exp(logs[static_cast<std::size_t>(i * width_points + k)] - highest);
      weight += w;
      log_width += w * std::log(width_at(k));
    }
    result.weights.push_back(weight);
    sum += weight;
  }
  for (double& weight : result.weights) weight /= sum;
  result.log_width = log_width / sum;
  return result;
}

/// The part of the grid that holds all but `tail` on each side, one point wider.
std::pair<double, double> support(const Posterior& at, double tail) {
  std::size_t first = 0, last = at.weights.size() - 1;
  for (double sum = at.weights[first]; sum < tail; sum += at.weights[++first]) {
  }
  for (double sum = at.weights[last]; sum < tail; sum += at.weights[--last]) {
  }
  return {at.thresholds[first > 0 ? first - 1 : 0],
          at.thresholds[std::min(last + 1, at.weights.size() - 1)]};
}

double quantile(const Belief& belief, double probability) {
  const auto found =
      std::lower_bound(belief.cumulative.begin(), belief.cumulative.end(), probability);
  const auto k = std::min(static_cast<std::size_t>(found - belief.cumulative.begin()),
                          belief.controls.size() - 1);
  if (k == 0) return belief.controls.front();
  const double before = belief.cumulative[k - 1], step = belief.cumulative[k] - before;
  const double part = step > 0.0 ? std::clamp((probability - before) / step, 0.0, 1.0) : 1.0;
  return belief.controls[k - 1] + part * (belief.controls[k] - belief.controls[k - 1]);
}

std::vector<double> place_by_quantiles(const Belief& belief, int count, double low, double high) {
  std::vector<double> controls;
  for (int k = 0; k < count; ++k)
    controls.push_back(std::clamp(quantile(belief, (k + 0.5) / count), low, high));
  return controls;
}

/// Fisher information about (threshold, width) in units of the width, from trials at
/// t = (control − threshold)/width: p(1−p) (1, t)(1, t)^T.
struct Information {
  double aa = 0.0, ab = 0.0, bb = 0.0;

  void add(double t, double trials) {
    const double p = logistic(t);
    const double weight = trials * p * (1.0 - p);
    aa += weight;
    ab += weight * t;
    bb += weight * t * t;
  }
  double criterion() const { return (bb + width_weight * aa) / (aa * bb - ab * ab); }
};

std::vector<double> place_by_information(const Belief& belief, std::span<const Level> levels,
                                         const Efforts& efforts, int count, double low,
                                         double high) {
  constexpr double farthest = 3.0;  // in widths
  constexpr double step = 0.25;
  // A factor e of doubt about the width keeps the start from being singular.
  Information known{1e-6, 0.0, 1.0};
  for (const auto& level : levels)
    known.add((level.control - belief.threshold) / belief.width, static_cast<double>(level.trials));
  std::vector<double> candidates;
  for (double t = -farthest; t <= farthest; t += step)
    candidates.push_back(std::clamp(belief.threshold + t * belief.width, low, high));
  std::vector<double> controls;
  for (int k = 0; k < count; ++k) {
    double best_gain = -1.0, best = belief.threshold;
    for (const double control : candidates) {
      const double t = (control - belief.threshold) / belief.width;
      const double p = logistic(t);
      Information with = known;
      with.add(t, 1.0);
      const double gain = (known.criterion() - with.criterion()) /
                          (p * efforts.success + (1.0 - p) * efforts.failure);
      if (gain > best_gain) {
        best_gain = gain;
        best = control;
      }
    }
    known.add((best - belief.threshold) / belief.width, 1.0);
    controls.push_back(best);
  }
  return controls;
}

}  // namespace

Belief believe(std::span<const Level> levels, double low, double high) {
  const double range = high - low;
  double first = low - margin * range, last = high + margin * range;
  auto at = posterior(levels, first, last, range);
  Belief belief{};
  for (std::size_t i = 0; i < at.thresholds.size(); ++i) {
    if (at.thresholds[i] < low) belief.below += at.weights[i];
    if (at.thresholds[i] > high) belief.above += at.weights[i];
  }
  // Once more with all points where they count.
  std::tie(first, last) = support(at, 1e-6);
  at = posterior(levels, first, last, range);
  double mean = 0.0, square = 0.0, sum = 0.0;
  for (std::size_t i = 0; i < at.thresholds.size(); ++i) {
    mean += at.weights[i] * at.thresholds[i];
    sum += at.weights[i];
    belief.cumulative.push_back(sum);
  }
  for (std::size_t i = 0; i < at.thresholds.size(); ++i)
    square += at.weights[i] * std::pow(at.thresholds[i] - mean, 2);
  belief.threshold = mean;
  belief.threshold_deviation = std::sqrt(square);
  belief.width = std::exp(at.log_width);
  belief.controls = std::move(at.thresholds);
  return belief;
}

Efforts mean_efforts(std::span<const TrialRecord> trials) {
  double sums[2] = {0.0, 0.0}, numbers[2] = {0.0, 0.0};
  for (const auto& trial : trials) {
    sums[trial.outcome.success ? 1 : 0] += trial.outcome.effort;
    numbers[trial.outcome.success ? 1 : 0] += 1.0;
  }
  const double all = (sums[0] + sums[1]) / std::max(1.0, numbers[0] + numbers[1]);
  const double failure = numbers[0] > 0.0 ? sums[0] / numbers[0] : all;
  const double success = numbers[1] > 0.0 ? sums[1] / numbers[1] : all;
  // What every trial costs beside its effort (drawing the network, say) is not known; a floor
  // keeps a search that succeeds at once from looking free.
  const double floor = 0.1 * std::max(failure, success);
  return {floor > 0.0 ? std::max(failure, floor) : 1.0,
          floor > 0.0 ? std::max(success, floor) : 1.0};
}

std::vector<double> place(const Belief& belief, std::span<const Level> levels,
                          const Efforts& efforts, int count, double low, double high) {
  if (belief.threshold_deviation > belief.width)
    return place_by_quantiles(belief, count, low, high);
  return place_by_information(belief, levels, efforts, count, low, high);
}

}  // namespace steady::thresholds::detail
