// Networks that hold patterns: random plus one pattern, and Hebbian (docs/theory.md, section 2).
#pragma once

#include <cstdint>

namespace steady::theory {

/// Σ(m) of the couplings (1.11), noise + θ ξξᵀ/N, in nats per neuron: lim (1/N) ln E[number of
/// fixed points of magnetisation m = (1/N) Σ ξ_i s_i], eq. (2.12). Domain: |self_coupling|,
/// |pattern_strength| ≤ 100, m ∈ [−1,1], η ∈ [−0.999,1]; otherwise std::domain_error.
double fixed_point_entropy_at(double magnetisation, double self_coupling, double pattern_strength,
                              double symmetry = 0.0);

/// ln E[number of fixed points that differ from ξ in `flipped` = k neurons], exact at any
/// size ≥ 2, η = 0, with Gaussian external fields, eq. (2.13).
double log_mean_fixed_points_at(int size, int flipped, double self_coupling,
                                double pattern_strength, double external_field = 0.0);

/// The sum of it over k = 0 … size.
double log_mean_fixed_points_planted(int size, double self_coupling, double pattern_strength,
                                     double external_field = 0.0);

/// ln E[number of fixed points] of the Hebbian network (1.10) of `patterns` = 1 or 2, exact at any
/// size, eq. (2.14): a neuron is stable when Σ_μ ξ_i^μ s_i M_μ ≥ least_sum, M_μ = Σ_j ξ_j^μ s_j;
/// least_sum = P + ⌈−N J_D⌉ without the Hebbian diagonal, ⌈−N J_D⌉ with it. −∞ where there is none.
double log_mean_fixed_points_hebbian(int size, int patterns, std::int64_t least_sum);

/// Share of unstable neurons in a pattern of a large Hebbian network with its diagonal and load
/// α = P/N > 0, eq. (2.15): Φ(−(1+α)/√α).
double hebbian_pattern_error(double load);

}  // namespace steady::theory
