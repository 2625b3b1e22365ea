// Internal: sixteen random bits at once.
#pragma once

#include <array>
#include <cstdint>

namespace steady::learning::detail {

/// Bit r is 1 with probability threshold/2^16 (threshold < 2^16): one block of a random stream
/// gives a 16-bit number for each of the 16 bits, of which bit q is bit r of 16-bit word q of the
/// block. It is below the threshold or not, which is decided from bit 0 on.
inline std::uint16_t bits_below(const std::array<std::uint64_t, 4>& block,
                                std::uint32_t threshold) {
  unsigned below = 0;
  for (int bit = 0; bit < 16; ++bit) {
    const auto random =
        static_cast<std::uint16_t>(block[static_cast<std::size_t>(bit / 4)] >> (16 * (bit % 4)));
    const unsigned zeros = static_cast<std::uint16_t>(~random);
    below = (threshold >> bit & 1) != 0 ? below | zeros : below & zeros;
  }
  return static_cast<std::uint16_t>(below);
}

}  // namespace steady::learning::detail
