// Pairs of fixed points at a given overlap (docs/theory.md, section 3); η = 0.
#pragma once

namespace steady::theory {

/// S₂(q) in nats per neuron: lim (1/N) ln E[ordered pairs at overlap q], eq. (3.2).
/// Domain: q ∈ [−1,1].
double pair_entropy(double self_coupling, double overlap);

/// S₂(q) − Σ: entropy of the fixed points at overlap q from a typical fixed point, eq. (3.3).
double pair_entropy_given_typical(double self_coupling, double overlap);

/// ln E[ordered pairs of fixed points at Hamming distance k], exact at any size, eq. (3.1).
/// Distance 0 counts each fixed point once. Domain: size ≥ 2, 0 ≤ hamming_distance ≤ size.
double log_mean_pairs(int size, double self_coupling, int hamming_distance);

/// ln E[#²], the sum of eq. (3.1) over all distances, eq. (3.4).
double log_mean_square_fixed_points(int size, double self_coupling);

}  // namespace steady::theory
