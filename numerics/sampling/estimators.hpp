// Estimates with errors from independent samples.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace steady::sampling {

/// A number with its standard error; error is NaN where it cannot be estimated (one sample).
struct Estimate {
  double value;
  double error;
};

/// Sample mean and its standard error √(s²/n); the error is 0 exactly when all samples are equal,
/// see with_unseen. Throws std::invalid_argument for no samples. Cost O(n), two passes.
Estimate mean(std::span<const double> samples);

/// What is kept of a group of samples whose values are not.
struct Group {
  double count;
  double sum;
  double squares;  ///< Σ (x − the group's mean)²; 0 exactly when all are equal
};
Group group_of(std::span<const double> samples);

/// `mean` of the samples of all groups: their squares and those of the groups' means, nothing of
/// which cancels (Chan, Golub & LeVeque 1983). Throws std::invalid_argument without samples.
Estimate mean_of_groups(std::span<const Group> groups);

/// ln of the mean m with its jackknife bias correction and error; value −∞ and error NaN when
/// every sample is zero. With l_i = ln(m without sample i) = ln m + log1p((m − x_i)/((n−1) m)) and
/// their mean l̄:  value = n ln m − (n−1) l̄,  error² = (n−1)/n Σ (l_i − l̄)².  The correction is the
/// first term of a series in 1/n: where it exceeds the error or leads beyond ln of the largest
/// sample, or the error is above 3/4, the series is of no use and the value is the plain ln m. With
/// one sample, and when only one sample is not zero (some l_i = −∞), the value is ln m and the
/// error NaN. The error is 0 exactly when all samples are equal. Cost O(n). Throws
/// std::domain_error for a negative sample, std::invalid_argument for none.
Estimate log_mean(std::span<const double> samples);

/// Σa/Σb of paired sums over groups, such as all runs in one network, with its jackknife bias
/// correction and error: the formulas of log_mean, with the ratios without one group for l_i; no
/// correction beyond the error or the range of the groups' own ratios. Groups with a = b = 0
/// contribute nothing. Where only one does, the value is its ratio and the error NaN; NaN without
/// any and where Σb vanishes. The error is 0 exactly when all that contribute have the same ratio
/// (to 8 roundings). It is a standard error of few numbers where few contribute: of 2, 3, 5, 10
/// among 50 groups ±1 of it covers a normal mean in 61, 65, 67, 68 % (Student's t with the
/// jackknife's factor √(m/(m−1))), a skewed one more rarely. Cost O(n). Throws
/// std::invalid_argument for no groups or unequal lengths.
Estimate ratio(std::span<const double> numerators, std::span<const double> denominators);

/// How many groups contribute to `ratio`.
std::size_t contributing(std::span<const double> numerators, std::span<const double> denominators);

/// The share that an outcome not seen in n independent trials may have: the upper end 1/(n+1) of
/// Wilson's interval of one standard error for none of n.
double unseen_share(std::size_t trials);

/// An estimate from n samples that were all equal (error 0) says nothing of its spread. Its error
/// becomes that of an outcome not seen yet which would change one sample by `change`:
/// change·unseen_share(n), an upper limit of one standard error. For a bounded quantity `change` is
/// the way to the farther bound, for a count the next one possible. All others stay as they are.
Estimate with_unseen(Estimate found, std::size_t samples, double change);

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

/// As many independent trials as would give the mean of all trials the variance that it has between
/// the groups: variance/error² with `variance` that of one trial; not fewer than the groups with
/// trials and not more than trials. `sums` of the trials' values in each group.
double effective_trials(std::span<const double> sums, std::span<const double> trials,
                        double variance);

/// The median of plain values, Boost.Math's: of an even number the mean of the middle two. NaN for
/// none.
double median(std::vector<double> values);

/// The median of all values in groups that are alike, where ±∞ are values like others, with the
/// quantiles 1/2 ∓ 1/(2√n) as its interval of one standard error. n is the number of values where
/// each is a group of its own, else the effective_trials of the shares below the median (values
/// equal to it count half): between the number of groups with values and of values.
/// Throws std::invalid_argument for no values or NaN.
Interval median_of_groups(std::span<const std::vector<double>> groups);

}  // namespace steady::sampling
