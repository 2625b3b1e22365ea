// From a deviation in standard errors to a verdict over many claims.
//
// How far z-scores of counts can be trusted. Counts of fixed points fluctuate as much as their mean
// and are skewed: a sample without the rare rich networks has both a low mean and a low error, so z
// built with the error of the same samples has a heavy lower tail. To order 1/√n (Hall 1992) the
// probability of z < −x is off by (γ/6√n)(1 + 2x²) φ(x), γ the skewness of one sample: at x = 4.9
// and γ = 1.5, n = 200 that is more than the whole Gaussian tail. Measured at N = 10, J_D = 0,
// η = 0 (γ = 1.2, 2000 repetitions of n = 200): P(z < −1.96) = 0.031 and P(z > 1.96) = 0.013
// instead of 0.025; with the true standard deviation instead of the sampled one 0.020 and 0.026.
// Hence for a verdict in the far tail: take the error from theory where it is known (at η = 0
// ⟨#²⟩ = Σ_k mean_pairs(k)), else enough samples that (γ/6√n)(1 + 2x²) is small against 1/x.
// Where many means have one sign of z, suspect this.
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
