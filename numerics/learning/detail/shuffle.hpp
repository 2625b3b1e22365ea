// Internal: random orders that are the same everywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <steady/numerics/network/streams.hpp>

namespace steady::learning::detail {

/// The numbers 0 … count−1 in random order (Fisher–Yates; the bias of the multiplicative range
/// reduction is below count·2^-32).
inline std::vector<std::uint32_t> shuffled(std::size_t count, network::RandomStream stream) {
  std::vector<std::uint32_t> order(count);
  for (std::size_t k = 0; k < count; ++k) order[k] = static_cast<std::uint32_t>(k);
  for (std::size_t k = count; k > 1; --k) {
    const std::uint64_t other = ((stream.next() >> 32) * k) >> 32;
    std::swap(order[k - 1], order[other]);
  }
  return order;
}

}  // namespace steady::learning::detail
