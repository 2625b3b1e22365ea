#include <steady/numerics/sampling/estimators.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>
#include <boost/math/statistics/univariate_statistics.hpp>

namespace steady::sampling {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// Two passes: the second removes the rounding error of the first, so a large common offset costs
// nothing.
double plain_mean(std::span<const double> samples, const char* caller) {
  if (samples.empty()) throw std::invalid_argument(fmt::format("{}: no samples", caller));
  const auto n = static_cast<double>(samples.size());
  double sum = 0.0;
  for (const double x : samples) sum += x;
  const double first = sum / n;
  if (!std::isfinite(first)) return first;
  double rest = 0.0;
  for (const double x : samples) rest += x - first;
  return first + rest / n;
}

bool all_equal(std::span<const double> samples) {
  return std::all_of(samples.begin(), samples.end(),
                     [&](double x) { return x == samples.front(); });
}

double sum_without(std::span<const double> samples, std::size_t i) {
  double sum = 0.0;
  for (std::size_t j = 0; j < samples.size(); ++j) sum += j == i ? 0.0 : samples[j];
  return sum;
}

// A sample that is this close to the whole sum leaves no digits to the difference of the two: the
// others are summed instead.
bool nearly_all(double without, double with) {
  return !(without > 1e-3 * with);
}

struct Bounds {
  double low;
  double high;
};

// `plain` is the estimate of all samples, `shifts` the leave-one-out estimates minus `plain`,
// `singles` the range of the estimates of one sample each, in which any mean of them lies. The bias
// correction starts a series in 1/n: beyond this range, or the error, it is no correction.
Estimate jackknife(double plain, std::span<const double> shifts, const Bounds& singles) {
  const auto n = static_cast<double>(shifts.size());
  const double shift = plain_mean(shifts, "jackknife");
  double squares = 0.0;
  for (const double s : shifts) squares += (s - shift) * (s - shift);
  const double error = std::sqrt((n - 1.0) / n * squares);
  const double corrected = plain - (n - 1.0) * shift;
  const bool sensible =
      std::abs(corrected - plain) <= error && corrected >= singles.low && corrected <= singles.high;
  return {sensible ? corrected : plain, error};
}

}  // namespace

Estimate mean(std::span<const double> samples) {
  const double m = plain_mean(samples, "mean");
  if (samples.size() == 1) return {m, nan};
  if (all_equal(samples)) return {samples.front(), 0.0};
  const auto n = static_cast<double>(samples.size());
  double squares = 0.0;
  for (const double x : samples) squares += (x - m) * (x - m);
  return {m, std::sqrt(squares / (n - 1.0) / n)};
}

Group group_of(std::span<const double> samples) {
  Group group{static_cast<double>(samples.size()), 0.0, 0.0};
  for (const double x : samples) group.sum += x;
  if (samples.empty() || all_equal(samples)) return group;
  const double m = plain_mean(samples, "group_of");
  for (const double x : samples) group.squares += (x - m) * (x - m);
  return group;
}

Estimate mean_of_groups(std::span<const Group> groups) {
  double n = 0.0, sum = 0.0, squares = 0.0;
  for (const auto& group : groups) {
    n += group.count;
    sum += group.sum;
    squares += group.squares;
  }
  if (n == 0.0) throw std::invalid_argument("mean_of_groups: no samples");
  const double m = sum / n;
  if (n == 1.0) return {m, nan};
  for (const auto& group : groups) {
    if (group.count == 0.0) continue;
    const double shift = group.sum / group.count - m;
    squares += group.count * shift * shift;
  }
  return {m, std::sqrt(squares / (n - 1.0) / n)};
}

Estimate log_mean(std::span<const double> samples) {
  for (const double x : samples) {
    if (!(x >= 0.0)) throw std::domain_error(fmt::format("log_mean: sample = {} is not >= 0", x));
  }
  const double m = plain_mean(samples, "log_mean");
  if (m == 0.0) return {-std::numeric_limits<double>::infinity(), nan};
  const auto nonzero =
      std::count_if(samples.begin(), samples.end(), [](double x) { return x > 0; });
  if (nonzero == 1) return {std::log(m), nan};
  if (all_equal(samples)) return {std::log(m), 0.0};
  const auto n = static_cast<double>(samples.size());
  std::vector<double> shifts(samples.size());
  for (std::size_t i = 0; i < shifts.size(); ++i) {
    const double change = (m - samples[i]) / ((n - 1.0) * m);
    shifts[i] = nearly_all(1.0 + change, 1.0) ? std::log(sum_without(samples, i) / ((n - 1.0) * m))
                                              : std::log1p(change);
  }
  const auto [least, most] = std::minmax_element(samples.begin(), samples.end());
  const auto found = jackknife(std::log(m), shifts, {std::log(*least), std::log(*most)});
  constexpr double well_known = 0.75;  // else the mean is hardly known to a factor of two
  return {found.error <= well_known ? found.value : std::log(m), found.error};
}

namespace {

void check_pairs(std::span<const double> numerators, std::span<const double> denominators) {
  if (numerators.size() != denominators.size()) {
    throw std::invalid_argument(fmt::format("ratio: {} numerators, {} denominators",
                                            numerators.size(), denominators.size()));
  }
  if (numerators.empty()) throw std::invalid_argument("ratio: no groups");
}

bool contributes(double numerator, double denominator) {
  return numerator != 0.0 || denominator != 0.0;
}

// The smallest and the largest ratio of a group that contributes.
Bounds ratios_of_groups(std::span<const double> numerators, std::span<const double> denominators) {
  Bounds bounds{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  for (std::size_t i = 0; i < numerators.size(); ++i) {
    if (!contributes(numerators[i], denominators[i])) continue;
    const double ratio = numerators[i] / denominators[i];
    bounds = {std::min(bounds.low, ratio), std::max(bounds.high, ratio)};
  }
  return bounds;
}

// But for the rounding of quotients and of sums of a few terms.
bool all_alike(const Bounds& bounds) {
  const double scale = std::max(std::abs(bounds.low), std::abs(bounds.high));
  constexpr double rounding = 8.0 * std::numeric_limits<double>::epsilon();
  return std::isfinite(scale) && bounds.high - bounds.low <= rounding * scale;
}

}  // namespace

std::size_t contributing(std::span<const double> numerators, std::span<const double> denominators) {
  check_pairs(numerators, denominators);
  std::size_t count = 0;
  for (std::size_t i = 0; i < numerators.size(); ++i)
    count += contributes(numerators[i], denominators[i]) ? 1 : 0;
  return count;
}

Estimate ratio(std::span<const double> numerators, std::span<const double> denominators) {
  const std::size_t groups = contributing(numerators, denominators);
  const double a = plain_mean(numerators, "ratio");
  const double b = plain_mean(denominators, "ratio");
  if (groups == 0 || b == 0.0 || std::isnan(a / b)) return {nan, nan};
  const Bounds singles = ratios_of_groups(numerators, denominators);
  if (groups == 1) return {singles.low, nan};
  if (all_alike(singles)) return {singles.low, 0.0};
  const auto n = static_cast<double>(numerators.size());
  std::vector<double> shifts(numerators.size());
  for (std::size_t i = 0; i < shifts.size(); ++i) {
    const double da = (a - numerators[i]) / (n - 1.0);
    const double db = (b - denominators[i]) / (n - 1.0);
    shifts[i] = nearly_all(std::abs(b + db), std::abs(b))
                    ? sum_without(numerators, i) / sum_without(denominators, i) - a / b
                    : (da - a / b * db) / (b + db);  // (a + da)/(b + db) − a/b
  }
  return jackknife(a / b, shifts, singles);
}

double unseen_share(std::size_t trials) {
  return 1.0 / (static_cast<double>(trials) + 1.0);
}

Estimate with_unseen(Estimate found, std::size_t samples, double change) {
  if (found.error == 0.0) found.error = change * unseen_share(samples);
  return found;
}

Estimate variance(std::span<const double> samples) {
  const double m = plain_mean(samples, "variance");
  const auto n = static_cast<double>(samples.size());
  if (samples.size() == 1) return {nan, nan};
  double m2 = 0.0;
  for (const double x : samples) m2 += (x - m) * (x - m);
  const double value = m2 / (n - 1.0);
  if (samples.size() == 2) return {value, nan};
  double spread = 0.0;  // Σ (d_i² − M2/n)² = M4 − M2²/n, summed without cancellation
  for (const double x : samples) {
    const double excess = (x - m) * (x - m) - m2 / n;
    spread += excess * excess;
  }
  return {value, std::sqrt(n / (n - 1.0) * spread) / (n - 2.0)};
}

namespace {

Interval wilson_interval(double p, double n, double z) {
  const double z2n = z * z / n;
  const double centre = (p + z2n / 2.0) / (1.0 + z2n);
  const double half = std::sqrt(p * (1.0 - p) * z2n + z2n * z2n / 4.0) / (1.0 + z2n);
  return {p, p == 0.0 ? 0.0 : std::clamp(centre - half, 0.0, p),
          p == 1.0 ? 1.0 : std::clamp(centre + half, p, 1.0)};
}

}  // namespace

Interval wilson(std::uint64_t successes, std::uint64_t trials, double z) {
  if (trials == 0) throw std::invalid_argument("wilson: no trials");
  if (successes > trials) {
    throw std::invalid_argument(
        fmt::format("wilson: {} successes in {} trials", successes, trials));
  }
  if (!(z >= 0.0 && std::isfinite(z))) {
    throw std::invalid_argument(fmt::format("wilson: z = {} is not finite and >= 0", z));
  }
  const auto n = static_cast<double>(trials);
  return wilson_interval(static_cast<double>(successes) / n, n, z);
}

Interval wilson_of_groups(std::span<const double> successes, std::span<const double> trials) {
  if (successes.size() != trials.size())
    throw std::invalid_argument(
        fmt::format("wilson_of_groups: {} successes, {} trials", successes.size(), trials.size()));
  double all = 0.0, good = 0.0;
  for (std::size_t k = 0; k < trials.size(); ++k) {
    if (!(successes[k] >= 0.0 && successes[k] <= trials[k]))
      throw std::invalid_argument(
          fmt::format("wilson_of_groups: {} successes in {} trials", successes[k], trials[k]));
    all += trials[k];
    good += successes[k];
  }
  if (all == 0.0) throw std::invalid_argument("wilson_of_groups: no trials");
  const double p = good / all;
  return wilson_interval(p, effective_trials(successes, trials, p * (1.0 - p)), 1.0);
}

double effective_trials(std::span<const double> sums, std::span<const double> trials,
                        double variance) {
  double all = 0.0, groups = 0.0;
  for (const double n : trials) {
    all += n;
    groups += n > 0.0 ? 1.0 : 0.0;
  }
  const double error = ratio(sums, trials).error;
  // Groups that all have the same mean, and a single one, do not tell how alike their trials are.
  const double by_variance = error > 0.0 ? variance / (error * error) : groups;
  return std::clamp(by_variance, groups, all);
}

namespace {

double quantile(const std::vector<double>& sorted, double q) {
  const double last = static_cast<double>(sorted.size() - 1);
  const double at = std::clamp(q * last, 0.0, last);
  const auto low = static_cast<std::size_t>(at);
  const auto high = std::min(low + 1, sorted.size() - 1);
  const double part = at - static_cast<double>(low);
  const double value =
      part == 0.0 ? sorted[low] : sorted[low] + part * (sorted[high] - sorted[low]);
  return std::isnan(value) ? sorted[high] : value;  // ∞ − ∞ between two infinite values
}

// The share of values below the median decides between which quantiles the true one may lie.
double effective_values(std::span<const std::vector<double>> groups, double median) {
  std::vector<double> below, sizes;
  double squares = 0.0, sum = 0.0, all = 0.0;
  for (const auto& group : groups) {
    double share = 0.0;
    for (const double x : group) {
      const double score = x < median ? 1.0 : x == median ? 0.5 : 0.0;
      share += score;
      squares += score * score;
    }
    below.push_back(share);
    sizes.push_back(static_cast<double>(group.size()));
    sum += share;
    all += sizes.back();
  }
  return effective_trials(below, sizes, squares / all - (sum / all) * (sum / all));
}

}  // namespace

double median(std::vector<double> values) {
  return values.empty() ? nan : boost::math::statistics::median(values);
}

Interval median_of_groups(std::span<const std::vector<double>> groups) {
  std::vector<double> values;
  bool apart = true;
  for (const auto& group : groups) {
    values.insert(values.end(), group.begin(), group.end());
    apart = apart && group.size() <= 1;
  }
  if (values.empty()) throw std::invalid_argument("median_of_groups: no values");
  for (const double x : values)
    if (std::isnan(x)) throw std::invalid_argument("median_of_groups: a value is NaN");
  std::sort(values.begin(), values.end());
  const double middle = quantile(values, 0.5);
  const double n = apart ? static_cast<double>(values.size()) : effective_values(groups, middle);
  const double half = 0.5 / std::sqrt(n);
  return {middle, quantile(values, 0.5 - half), quantile(values, 0.5 + half)};
}

}  // namespace steady::sampling
