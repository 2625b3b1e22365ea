// How a Network stores its couplings, as far as forecasts of its memory need to know.
#pragma once

#include <cstddef>

namespace steady::network::detail {

/// Stored sparsely with at most this share of the couplings present.
inline constexpr double largest_sparse_fraction = 0.125;

/// Length of a dense column: whole cache lines.
constexpr std::size_t padded(int size) {
  constexpr std::size_t lanes = 16;  // 64 bytes
  return (static_cast<std::size_t>(size) + lanes - 1) / lanes * lanes;
}

}  // namespace steady::network::detail
