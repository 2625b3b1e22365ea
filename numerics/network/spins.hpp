// States of networks of any size, one byte a neuron. (Networks of up to 64 neurons also have
// network::PackedState.)
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <steady/numerics/network/state.hpp>
#include <steady/numerics/network/streams.hpp>

namespace steady::network {

/// s_i = ±1.
using Spins = std::vector<std::int8_t>;

/// Independent fair spins: 256 a block of the stream.
Spins random_spins(int size, RandomStream& stream);

/// q = (1/N) Σ s_i s'_i. Throws std::invalid_argument for unequal or zero lengths.
double overlap(std::span<const std::int8_t> a, std::span<const std::int8_t> b);

/// m = (1/N) Σ s_i.
double magnetisation(std::span<const std::int8_t> spins);

/// Throws std::domain_error for more than 64 spins.
PackedState packed(std::span<const std::int8_t> spins);
Spins unpacked(PackedState state, int size);

/// Throws std::invalid_argument naming the neuron that is not ±1, or a length that is not `size`.
void require_spins(std::span<const std::int8_t> spins, int size);

}  // namespace steady::network
