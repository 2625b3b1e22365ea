// Coupled modules whose couplings follow any law (docs/theory.md, section 5.1).
#pragma once

#include <functional>

#include <steady/theory/topology.hpp>

namespace steady::theory {

/// ln E[number of fixed points] of L = `modules` of `size` = N neurons each, eq. (5.13):
/// N ln Σ_{σ ∈ {±1}^L} Π_l P(σ_l Σ_{l'∼l} σ_l'), exact at any N for independent rows with
/// couplings of symmetric law. `log_stable(a)` is ln P(a), the probability that a neuron is stable
/// by its own module's field when a of its neighbours' spins, up minus down, agree with it; −∞ is a
/// value like others. Cost: calls for the a that occur, O(log L) for chain and ring, O(L) for all.
/// Domain: L in 1…10⁶, N ≥ 1; otherwise std::domain_error naming the argument.
double log_mean_fixed_points_modules(Topology topology, int modules, int size,
                                     const std::function<double(int alignment)>& log_stable);

}  // namespace steady::theory
