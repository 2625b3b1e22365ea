// The states of lowest energy of one network with symmetric couplings, exactly, for up to 64
// neurons.
#pragma once

#include <cstdint>
#include <stop_token>

#include <steady/numerics/network/couplings.hpp>
#include <steady/numerics/network/state.hpp>

namespace steady::enumeration {

struct GroundStateOptions {
  double max_nodes = 1e9;  ///< of the tree: a budget, after which nothing is proved
  std::stop_token stop = {};
};

struct GroundStates {
  std::int64_t energy = 0;  ///< lowest found, in units of 2^-20: see enumeration::energy
  /// No state has a lower one; `energy` itself where that is proved.
  std::int64_t lower_bound = 0;
  /// States of the lowest energy, both of a ± pair; a lower bound unless proved. Exact below 2^53.
  double degeneracy = 0.0;
  network::PackedState state = 0;  ///< one of them: as a number, the lowest
  bool proved = false;             ///< the whole tree was searched
  bool stopped = false;            ///< by the stop token
  std::uint64_t nodes = 0;
};

/// All ground states of E(s), docs/theory.md, (7.20), by branch and bound. Every neuron is set in
/// turn; what the free ones F can still gain is bounded by a concave function, (7.22),
///   Σ_{i<j∈F} J_ij s_i s_j + Σ_F h_i s_i  ≤  max_{|x_i| ≤ 1} ½ Σ u_i − ½ xᵀ(U − J)x + hᵀx,
/// where U = diag(u) ⪰ J of the smallest trace (the semidefinite bound) is found once for every
/// number of free neurons, and a few steps of ascent per node lead near the maximum, from where a
/// tangent plane bounds it. Energies are sums of whole numbers; the bound is in double with a
/// margin far above its rounding and far below the smallest difference of two energies. Without
/// external fields s and −s have the same energy: one of them is searched. Neurons that do not feel
/// each other, directly or by others, are searched apart. J_D and d_i are without effect.
/// Gaussian couplings: 2^(0.2 N) nodes; see docs/enumeration.md for times. Throws DomainError for
/// size > 64, couplings that are not symmetric or max_nodes < 1.
GroundStates ground_states(const network::Couplings& couplings,
                           const GroundStateOptions& options = {});

}  // namespace steady::enumeration
