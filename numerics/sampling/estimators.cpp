#include <steady/numerics/sampling/estimators.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

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

// `plain` is the estimate of all samples, `shifts` the leave-one-out estimates minus `plain`.
Estimate jackknife(double plain, std::span<const double> shifts) {
  const auto n = static_cast<double>(shifts.size());
  const double shift = plain_mean(shifts, "jackknife");
  double squares = 0.0;
  for (const double s : shifts) squares += (s - shift) * (s - shift);
  return {plain - (n - 1.0) * shift, std::sqrt((n - 1.0) / n * squares)};
}

}  // namespace

Estimate mean(std::span<const double> samples) {
  const double m = plain_mean(samples, "mean");
  if (samples.size() == 1) return {m, nan};
  const auto n = static_cast<double>(samples.size());
  double squares = 0.0;
  for (const double x : samples) squares += (x - m) * (x - m);
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
  const auto n = static_cast<double>(samples.size());
  std::vector<double> shifts(samples.size());
  std::transform(samples.begin(), samples.end(), shifts.begin(),
                 [&](double x) { return std::log1p((m - x) / ((n - 1.0) * m)); });
  return jackknife(std::log(m), shifts);
}

Estimate ratio(std::span<const double> numerators, std::span<const double> denominators) {
  if (numerators.size() != denominators.size()) {
    throw std::invalid_argument(fmt::format("ratio: {} numerators, {} denominators",
                                            numerators.size(), denominators.size()));
  }
  const double a = plain_mean(numerators, "ratio");
  const double b = plain_mean(denominators, "ratio");
  if (b == 0.0) return {nan, nan};
  if (numerators.size() == 1) return {a / b, nan};
  const auto n = static_cast<double>(numerators.size());
  std::vector<double> shifts(numerators.size());
  for (std::size_t i = 0; i < shifts.size(); ++i) {
    const double da = (a - numerators[i]) / (n - 1.0);
    const double db = (b - denominators[i]) / (n - 1.0);
    if (b + db == 0.0) return {a / b, nan};
    shifts[i] = (da - a / b * db) / (b + db);  // (a + da)/(b + db) − a/b
  }
  return jackknife(a / b, shifts);
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
  double all = 0.0, good = 0.0, groups = 0.0;
  for (std::size_t k = 0; k < trials.size(); ++k) {
    if (!(successes[k] >= 0.0 && successes[k] <= trials[k]))
      throw std::invalid_argument(
          fmt::format("wilson_of_groups: {} successes in {} trials", successes[k], trials[k]));
    all += trials[k];
    good += successes[k];
    groups += trials[k] > 0.0 ? 1.0 : 0.0;
  }
  if (all == 0.0) throw std::invalid_argument("wilson_of_groups: no trials");
  const double p = good / all;
  const double error = ratio(successes, trials).error;
  const double by_variance = error > 0.0 ? p * (1.0 - p) / (error * error) : groups;
  return wilson_interval(p, std::clamp(by_variance, groups, all), 1.0);
}

}  // namespace steady::sampling
