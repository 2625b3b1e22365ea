// How many fixed points coupled modules have: the annealed entropy (docs/theory.md, section 5.1).
#pragma once

#include <steady/theory/topology.hpp>

namespace steady::theory {

/// (1/L) ln Σ_{σ ∈ {±1}^L} Π_l Φ(J_D + λ σ_l Σ_{l'∼l} σ_l'), nats per neuron, eq. (5.3): Σ of
/// `modules` = L large networks whose same-index neurons are coupled by `coupling` = λ, of either
/// sign. Absolute error a few 1e-15 for J_D, λ of order one. L = 1: eq. (2.1).
/// Cost: O(log L) for chain and ring, O(L) for all.
/// Domain: L in 1…10⁶, |λ| and |J_D| ≤ 1e100; otherwise std::domain_error naming the argument.
double modules_entropy(Topology topology, int modules, double coupling, double self_coupling);

/// ln E[number of fixed points] of L modules of `size` = N neurons each, exact at any N ≥ 2,
/// eq. (5.2). Domain and cost as above.
double log_mean_fixed_points_modules(Topology topology, int modules, int size, double coupling,
                                     double self_coupling);

}  // namespace steady::theory
