// The energy of the states of a network with symmetric couplings, exactly.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include <steady/numerics/network/couplings.hpp>
#include <steady/numerics/network/state.hpp>

namespace steady::enumeration {

/// Throws DomainError for "couplings", naming the first pair, unless J_ij = J_ji for all pairs on
/// the grid: only then there is an energy that no flip of an unstable neuron raises.
void require_symmetric(const network::Couplings& couplings);

/// The same of J_ij = value(i, j) of `size` neurons; `whose` follows the pair in the message.
void require_symmetric(int size, const std::function<double(int i, int j)>& value,
                       const std::string& whose = "");

/// E(s) = −½ Σ_{i≠j} J_ij s_i s_j − Σ_i b_i s_i in units of 2^-20, docs/theory.md, (7.20): a whole
/// number, below 2^37. Self-couplings do not enter: s_i² = 1. Of symmetric couplings; of others the
/// pairs i > j count. Cost N².
std::int64_t energy(const network::Couplings& couplings, network::PackedState state);

/// E/N as a number.
double energy_per_neuron(std::int64_t energy, int size);

}  // namespace steady::enumeration
