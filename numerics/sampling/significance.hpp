// From a deviation in standard errors to a verdict over many claims.
#pragma once

#include <cstddef>

#include <steady/numerics/sampling/estimators.hpp>

namespace steady::sampling {

/// (value − expected)/error. With error 0: 0 when they are equal, ±∞ otherwise; NaN when the
/// error is unknown.
double z_score(const Estimate& measured, double expected);

/// P(|Z| ≥ |z|) = erfc(|z|/√2) for a standard normal Z; no underflow up to |z| ≈ 38.
/// NaN gives NaN, ∞ gives 0.
double two_sided_p_value(double z);

/// Šidák: the p-value below which one of `tests` claims fails, so that true claims that are
/// independent fail with probability `family` in all: 1 − (1 − family)^(1/tests). Conservative
/// for positively dependent claims. Throws std::domain_error for family outside (0,1) or no tests.
double family_wise_threshold(double family, std::size_t tests);

}  // namespace steady::sampling
