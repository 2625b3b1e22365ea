// Ground states by looking at every state: the reference of branch and bound.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include <steady/numerics/network/couplings.hpp>
#include <steady/numerics/network/state.hpp>

namespace steady::oracles {

/// E(s) = −½ Σ_{i≠j} J_ij s_i s_j − Σ b_i s_i in units of 2^-20, by definition (twice it is
/// summed).
inline std::int64_t energy_by_definition(const network::Couplings& couplings,
                                         network::PackedState state) {
  std::int64_t twice = 0;
  for (int i = 0; i < couplings.size(); ++i) {
    for (int j = 0; j < couplings.size(); ++j)
      twice -=
          std::int64_t{couplings.grid(i, j)} * network::spin(state, i) * network::spin(state, j);
    if (!couplings.external_field().empty())
      twice -= 2 * std::int64_t{couplings.external_field()[static_cast<std::size_t>(i)]} *
               network::spin(state, i);
  }
  return twice / 2;
}

struct PlainGroundStates {
  std::int64_t energy;
  std::vector<network::PackedState> states;  ///< in the order of a Gray code
};

/// All 2^N states by a Gray code, their energies by what each flip changes; size < 32.
inline PlainGroundStates ground_states_by_gray_code(const network::Couplings& couplings) {
  network::PackedState state = 0;
  std::int64_t energy = energy_by_definition(couplings, state);
  PlainGroundStates best{energy, {state}};
  for (std::uint64_t step = 1; step < std::uint64_t{1} << couplings.size(); ++step) {
    const int flip = std::countr_zero(step);
    energy +=
        2 * std::int64_t{network::local_field(couplings, state, flip)} * network::spin(state, flip);
    state ^= network::PackedState{1} << flip;
    if (energy > best.energy) continue;
    if (energy < best.energy) best = {energy, {}};
    best.states.push_back(state);
  }
  return best;
}

}  // namespace steady::oracles
