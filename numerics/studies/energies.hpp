// What the studies share that ask for energies: of networks that have one, in the units of their
// couplings.
#pragma once

#include <cstdint>
#include <tuple>

#include <steady/numerics/network/couplings.hpp>
#include <steady/numerics/network/given.hpp>
#include <steady/numerics/network/network_spec.hpp>
#include <steady/numerics/network/state.hpp>
#include <steady/numerics/sampling/outcome.hpp>
#include <steady/numerics/studies/study.hpp>

namespace steady::studies {

/// Throws DomainError naming the first pair unless this network is symmetric, by its values as
/// read.
void require_symmetric(const network::GivenNetwork& read);

/// The same of the network of this sample, with these couplings; one from a file as above.
void require_symmetric(const network::NetworkSpec& networks, const network::Couplings& couplings,
                       const Sample& sample);

/// E/N of an energy in the steps of the engines.
double energy_per_neuron(const network::NetworkSpec& networks, std::int64_t energy,
                         const Sample& sample);

/// How far E/N of a network from a file may be off, because the grid rounds its values: the largest
/// rounding of a neuron's field; 0 where the grid is exact.
double energy_rounding(const network::NetworkSpec& networks, const Sample& sample);

/// A state as two words that a row of numbers holds exactly.
struct SplitState {
  std::uint32_t low = 0;   ///< neurons 0 … 31, bit i set for s_i = +1
  std::uint32_t high = 0;  ///< neurons 32 … 63

  static SplitState of(network::PackedState state) {
    return {static_cast<std::uint32_t>(state), static_cast<std::uint32_t>(state >> 32)};
  }
  network::PackedState joined() const { return network::PackedState{high} << 32 | low; }

  static constexpr auto fields() {
    using sampling::field;
    return std::tuple{
        field("state_low", &SplitState::low, "neurons 0 to 31, bit i set for s_i = +1"),
        field("state_high", &SplitState::high, "neurons 32 to 63")};
  }
};

}  // namespace steady::studies
