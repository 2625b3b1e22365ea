#include <algorithm>
#include <array>
#include <bit>
#include <string>

#include <steady/numerics/dynamics/parallel_cycles.hpp>
#include <steady/theory/domain.hpp>

namespace steady::dynamics {
namespace {

/// Numbers of neurons, in whole vectors.
template <std::size_t lanes>
using Column = std::array<std::int32_t, lanes>;

// The neurons that flip from `state`: those with s_i h_i below their threshold. Unused lanes hold
// zero fields and are masked by the caller.
template <std::size_t lanes>
std::uint32_t unstable_neurons(const Column<lanes>& field, std::uint32_t state,
                               const Column<lanes>& threshold) {
  std::uint32_t unstable = 0;
  for (std::size_t i = 0; i < lanes; ++i) {
    const std::int32_t sign = static_cast<std::int32_t>((state >> i) & 1U) * 2 - 1;
    unstable |= static_cast<std::uint32_t>(sign * field[i] < threshold[i]) << i;
  }
  return unstable;
}

template <std::size_t lanes>
void add(Column<lanes>& field, const Column<lanes>& column, std::int32_t factor) {
  for (std::size_t i = 0; i < lanes; ++i) field[i] += factor * column[i];
}

template <std::size_t lanes>
std::vector<std::uint32_t> map_of(const network::Couplings& couplings, double self_coupling) {
  const int size = couplings.size();
  Column<lanes> threshold{};
  const auto thresholds =
      network::stability_thresholds(self_coupling, size, couplings.self_couplings());
  std::copy(thresholds.begin(), thresholds.end(), threshold.begin());
  std::array<Column<lanes>, lanes> columns{};
  Column<lanes> field{};
  std::copy(couplings.external_field().begin(), couplings.external_field().end(), field.begin());
  for (int j = 0; j < size; ++j) {
    for (int i = 0; i < size; ++i) {
      columns[static_cast<std::size_t>(j)][static_cast<std::size_t>(i)] = couplings.grid(i, j);
    }
    add(field, columns[static_cast<std::size_t>(j)], -1);  // the walk starts at all spins down
  }

  const std::uint32_t states = 1U << size;
  const std::uint32_t used = states - 1;
  std::vector<std::uint32_t> successor(states);
  std::uint32_t state = 0;
  for (std::uint32_t step = 1;; ++step) {
    successor[state] = state ^ (unstable_neurons(field, state, threshold) & used);
    if (step == states) return successor;
    const int neuron = std::countr_zero(step);
    state ^= 1U << neuron;
    add(field, columns[static_cast<std::size_t>(neuron)], 2 * network::spin(state, neuron));
  }
}

}  // namespace

std::vector<std::uint32_t> parallel_map(const network::Couplings& couplings, double self_coupling) {
  const int size = couplings.size();
  if (size > max_exhaustive_size)
    throw outside("size", size, "[2," + std::to_string(max_exhaustive_size) + "]");
  return size <= 24 ? map_of<24>(couplings, self_coupling) : map_of<28>(couplings, self_coupling);
}

CycleCensus cycle_census(const std::vector<std::uint32_t>& successor) {
  // Walk from every unvisited state, stamping it with the walk's number and its position; a
  // walk that meets its own stamp has closed a new cycle.
  struct Stamp {
    std::uint32_t walk = 0;
    std::uint32_t position = 0;
  };
  std::vector<Stamp> stamps(successor.size());
  CycleCensus census;
  std::uint32_t walk = 0;
  for (std::uint32_t start = 0; start < successor.size(); ++start) {
    if (stamps[start].walk != 0) continue;
    ++walk;
    std::uint32_t position = 0;
    std::uint32_t state = start;
    for (; stamps[state].walk == 0; state = successor[state]) stamps[state] = {walk, position++};
    if (stamps[state].walk == walk) ++census[position - stamps[state].position];
  }
  return census;
}

std::uint64_t count_two_cycles(const std::vector<std::uint32_t>& successor) {
  std::uint64_t members = 0;
  for (std::uint32_t state = 0; state < successor.size(); ++state) {
    members += successor[state] != state && successor[successor[state]] == state ? 1 : 0;
  }
  return members / 2;
}

}  // namespace steady::dynamics
