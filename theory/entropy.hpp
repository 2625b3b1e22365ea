// How many fixed points: the closed form of the annealed entropy (docs/theory.md, section 2).
#pragma once

#include <cstdint>

namespace steady::theory {

/// Σ(J_D, η) in nats per neuron: lim (1/N) ln E[number of fixed points], eqs. (2.1), (2.3), (2.8);
/// with independent Gaussian external fields of standard deviation σ = external_field, eq. (2.10).
/// −∞ for η = −1, σ = 0, J_D ≤ 0. Domain: |self_coupling| ≤ 1e100, symmetry η ∈ [−1,1],
/// external_field ∈ [0, 1e100]; otherwise std::domain_error.
double fixed_point_entropy(double self_coupling, double symmetry = 0.0,
                           double external_field = 0.0);

/// ln E[number of fixed points] of a network of `size` neurons, exact at any size ≥ 2,
/// eqs. (2.2), (2.4), (2.9), (2.10); −∞ as above. Throws std::domain_error outside the domain.
double log_mean_fixed_points(int size, double self_coupling, double symmetry = 0.0,
                             double external_field = 0.0);

/// The same for the sparse ensemble with directed couplings and the given mean degree
/// (η = 0 only), eq. (2.6).
double log_mean_fixed_points_sparse(int size, double self_coupling, double mean_degree,
                                    double external_field = 0.0);

/// lim (1/N) ln of it at a fixed mean degree c > 0: the number of inputs is Poisson, eq. (2.11).
double fixed_point_entropy_sparse(double self_coupling, double mean_degree,
                                  double external_field = 0.0);

/// The same for the binary ensemble (1.7) at η = 0, eq. (2.7): a neuron is stable when the sum of
/// its N−1 signs s_i s_j J_ij √N is at least `least_sum` = ⌈−J_D √N⌉. −∞ where no sum is large
/// enough.
double log_mean_fixed_points_binary(int size, std::int64_t least_sum);

}  // namespace steady::theory
