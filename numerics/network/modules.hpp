// Random networks made of coupled modules (docs/theory.md, section 5).
#pragma once

#include <cstdint>

#include <steady/numerics/network/couplings.hpp>
#include <steady/theory/modules.hpp>

namespace steady::network {

/// Network number `sample` of L = `modules` modules of N = `size` neurons, eq. (5.1), as one
/// network of L·N neurons; neuron i of module l has the number l·N + i. Each module is dense and
/// asymmetric, J_ij ~ N(0, 1/N) from a random stream of its own, and `coupling` = λ joins
/// same-index neurons of neighbouring modules. The fixed points of (5.1) are those of the result
/// with self-coupling J_D.
///
/// A module has the same couplings for any λ, any topology and any number of modules. All numbers,
/// λ too, are rounded to the grid of 2^-20.
/// Throws std::domain_error for modules < 1, size < 2, a λ that is not finite, and where the grid
/// cannot hold a coupling: |λ| ≥ 2^10/(L·N), or L·N ≥ 119 √N (every L·N ≤ 64 is well inside).
Couplings draw_module_couplings(theory::Topology topology, int modules, int size, double coupling,
                                std::uint64_t seed, std::uint64_t sample);

/// Whether modules a ≠ b of `modules` are neighbours.
bool are_neighbours(theory::Topology topology, int modules, int a, int b);

}  // namespace steady::network
