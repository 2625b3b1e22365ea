// Slow and obvious ways to find all fixed points: the references that the engines are checked
// against and timed against.
#pragma once

#include <bit>
#include <cstdint>
#include <steady/numerics/network/couplings.hpp>
#include <vector>

namespace steady::oracles {

/// Every state, each tested from scratch against eq. (1.2); ascending.
inline std::vector<network::PackedState> fixed_points_by_definition(
    const network::Couplings& couplings, double self_coupling) {
  std::vector<network::PackedState> found;
  const network::PackedState last = network::all_up(couplings.size());
  for (network::PackedState state = 0;; ++state) {
    if (network::is_fixed_point(couplings, self_coupling, state)) found.push_back(state);
    if (state == last) return found;
  }
}

/// The plain Gray-code loop in double: one column of J per step, then a look at every neuron.
/// Exact too, because the couplings are multiples of 2^-20. `size` < 64. With `states` (for
/// timing) it ends after that many.
inline std::uint64_t count_by_plain_gray_code(const network::Couplings& couplings,
                                              double self_coupling, std::uint64_t states = 0) {
  const auto size = static_cast<std::size_t>(couplings.size());
  std::vector<double> column(size * size), field(size, 0.0), spin(size, -1.0);
  for (std::size_t j = 0; j < size; ++j) {
    for (std::size_t i = 0; i < size; ++i) {
      column[j * size + i] = couplings.value(static_cast<int>(i), static_cast<int>(j));
      field[i] -= column[j * size + i];
    }
  }
  std::uint64_t count = 0;
  if (states == 0) states = std::uint64_t{1} << size;
  for (std::uint64_t step = 1;; ++step) {
    bool fixed = true;
    for (std::size_t i = 0; i < size && fixed; ++i) {
      fixed = spin[i] * field[i] + self_coupling >= 0.0;
    }
    count += fixed ? 1 : 0;
    if (step == states) return count;
    const auto flip = static_cast<std::size_t>(std::countr_zero(step));
    spin[flip] = -spin[flip];
    const double change = 2.0 * spin[flip];
    for (std::size_t i = 0; i < size; ++i) field[i] += change * column[flip * size + i];
  }
}

}  // namespace steady::oracles
