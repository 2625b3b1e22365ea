// Estimates with errors from independent samples.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace steady::sampling {

/// A number with its standard error; error is NaN where it cannot be estimated (one sample).
struct Estimate {
  double value;
  double error;
};

/// Sample mean and its standard error √(s²/n). Throws std::invalid_argument for no samples.
/// Cost O(n), two passes.
Estimate mean(std::span<const double> samples);

/// ln of the mean m with its jackknife bias correction and error; value −∞ and error NaN when
/// every sample is zero. With l_i = ln(m without sample i) = ln m + log1p((m − x_i)/((n−1) m)) and
/// their mean l̄:  value = n ln m − (n−1) l̄,  error² = (n−1)/n Σ (l_i − l̄)².  With one sample, and
/// when only one sample is not zero (some l_i = −∞), the value is ln m and the error NaN.
/// Cost O(n). Throws std::domain_error for a negative sample, std::invalid_argument for none.
Estimate log_mean(std::span<const double> samples);

/// ⟨a⟩/⟨b⟩ of paired samples with its jackknife bias correction and error (formulas of log_mean,
/// with the leave-one-out ratios for l_i). NaN where a mean of the denominators vanishes. Cost
/// O(n). Throws std::invalid_argument for no samples or unequal lengths.
Estimate ratio(std::span<const double> numerators, std::span<const double> denominators);

/// Unbiased sample variance s² = M2/(n−1) and the jackknife error of it,
/// error² = n (M4 − M2²/n) / ((n−1)(n−2)²) with M_k = Σ (x_i − m)^k, which is the leave-one-out sum
/// in closed form. NaN value for n = 1, NaN error for n ≤ 2. Cost O(n).
Estimate variance(std::span<const double> samples);

struct Interval {
  double estimate;
  double low;
  double high;
};

/// Wilson score interval of a fraction p = k/n (Wilson 1927): the fractions f with
/// |p − f| ≤ z √(f(1−f)/n), that is (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n). Unlike the
/// textbook interval it is right for k = 0 and k = n. `z` standard normal quantile (1 = 68 %).
/// Throws std::invalid_argument for no trials, successes > trials, z < 0 or not finite.
Interval wilson(std::uint64_t successes, std::uint64_t trials, double z = 1.0);

/// The same (z = 1) for trials in groups that are alike, such as many runs in each network: with as
/// many trials as would give the variance of p = Σ successes/Σ trials between the groups, but not
/// fewer than groups with trials and not more than trials. Throws std::invalid_argument for no
/// trials, unequal lengths, successes > trials in a group.
Interval wilson_of_groups(std::span<const double> successes, std::span<const double> trials);

}  // namespace steady::sampling
