// Estimates with errors from independent samples.
#pragma once

#include <cstdint>
#include <span>

namespace steady::sampling {

/// A number with its standard error; error is NaN where it cannot be estimated (one sample).
struct Estimate {
  double value;
  double error;
};

/// Sample mean and its standard error. Throws std::invalid_argument for no samples.
Estimate mean(std::span<const double> samples);

/// ln of the mean with its jackknife bias correction and error; value −∞ and error NaN when
/// every sample is zero. Throws std::domain_error for a negative sample.
Estimate log_mean(std::span<const double> samples);

/// Unbiased sample variance and the jackknife error of it.
Estimate variance(std::span<const double> samples);

struct Interval {
  double estimate;
  double low;
  double high;
};

/// Wilson score interval of a fraction; `z` standard normal quantile (1 = 68 %).
Interval wilson(std::uint64_t successes, std::uint64_t trials, double z = 1.0);

}  // namespace steady::sampling
