// Gaussian integrals in the forms the theory needs, accurate over the whole range of doubles.
#pragma once

namespace steady::theory {

/// Φ(x), the standard normal cdf. Relative accuracy a few ulp in both tails.
double normal_cdf(double x);

/// φ(x), the standard normal density.
double normal_density(double x);

/// ln Φ(x); no underflow (x = -1e8 gives about -5e15), −∞ only where x² overflows.
double log_normal_cdf(double x);

/// ln H(x) = ln ∫_x^∞ Dz = ln Φ(−x), the Gaussian tail.
double log_normal_tail(double x);

/// ln Φ(a) − ln Φ(b) without cancellation when a ≈ b or both lie in one tail.
double log_normal_cdf_ratio(double a, double b);

/// φ(x)/Φ(x) = d ln Φ(x)/dx, finite for any finite x (≈ −x for x → −∞).
double inverse_mills_ratio(double x);

/// Φ₂(a,b;ρ) = P(X ≤ a, Y ≤ b) for standard normals with correlation ρ ∈ [−1,1].
/// Absolute error ≤ 1e-15. Throws std::domain_error for ρ outside [−1,1] or NaN.
double bivariate_normal_cdf(double a, double b, double correlation);

/// ln Φ₂(a,b;ρ) with relative accuracy ≤ 1e-10 in Φ₂ also where Φ₂ underflows;
/// −∞ where the probability is exactly zero (ρ = −1, a + b ≤ 0).
double log_bivariate_normal_cdf(double a, double b, double correlation);

/// H(d) = −d ln d − (1−d) ln(1−d) for d ∈ [0,1]: entropy of the states at distance d.
double binary_entropy(double distance);

}  // namespace steady::theory
