// States of up to 64 binary neurons packed into one word.
#pragma once

#include <bit>
#include <cstdint>

namespace steady::network {

/// Bit i is set where s_i = +1 and clear where s_i = −1; bits from `size` on are zero.
using PackedState = std::uint64_t;

inline constexpr int max_packed_size = 64;

constexpr PackedState all_up(int size) {
  return size >= 64 ? ~0ULL : (1ULL << size) - 1;
}

constexpr int spin(PackedState state, int neuron) {
  return ((state >> neuron) & 1) ? 1 : -1;
}

constexpr PackedState flipped(PackedState state, int size) {
  return ~state & all_up(size);
}

constexpr int hamming_distance(PackedState a, PackedState b) {
  return std::popcount(a ^ b);
}

}  // namespace steady::network
