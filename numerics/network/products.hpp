// Products of the couplings of a network with a vector, from scratch: the plain form for neurons of
// other kinds (0/1, graded) and for checks. (Fields of ±1 states: network::local_fields; fields
// that follow flips: network::KeptFields.)
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <steady/numerics/network/network.hpp>

namespace steady::network {

/// (K v)_i = Σ_j K_ij v_j for all i, where K holds the couplings J_ij inside modules and λ between
/// same-index neurons of neighbouring modules, eq. (5.1): what neurons with the states or
/// activities v feel, without external fields and self-coupling. One pass over all couplings.
/// Throws std::invalid_argument for a length other than size().
///
/// Whole numbers: in units of 2^-20, exactly, whatever they are.
std::vector<std::int64_t> multiply(const Network& network, std::span<const std::int32_t> values);
/// Real numbers: couplings as numbers, terms added in the order of j, so that the bits are the same
/// on every machine; the error is at most size()·2^-53 Σ_j |K_ij v_j|.
std::vector<double> multiply(const Network& network, std::span<const double> values);

/// (Kᵀ v)_j = Σ_i K_ij v_i likewise: what a neuron does to others, weighted by v.
std::vector<std::int64_t> multiply_transposed(const Network& network,
                                              std::span<const std::int32_t> values);
std::vector<double> multiply_transposed(const Network& network, std::span<const double> values);

}  // namespace steady::network
