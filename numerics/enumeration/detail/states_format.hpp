// What the writer and the reader of states files agree on (internal).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <steady/numerics/enumeration/states_file.hpp>

namespace steady::enumeration::detail::states_format {

inline constexpr std::string_view program = "steady";
inline constexpr std::string_view content = "fixed points of binary networks";
/// Grows when old readers would misunderstand new files.
inline constexpr std::int64_t version = 1;
inline constexpr std::string_view bit_convention =
    "bit i (value 2^i) of a state is 1 where s_i = +1 and 0 where s_i = -1; bits from size on are "
    "0";
inline constexpr std::string_view coupling_unit = "2^-20; row i feeds neuron i";
inline constexpr std::string_view scaled_coupling_unit = "step; row i feeds neuron i";

/// States per chunk: 256 KiB, a good length for deflate; never fewer than the shortest.
inline constexpr std::size_t longest_chunk = 32768;
inline constexpr std::size_t shortest_chunk = 16;

std::string states_name(const NetworkKey& key);
/// Without the self-coupling: networks of one sample have the same couplings at every J_D.
std::string couplings_name(const NetworkKey& key);

}  // namespace steady::enumeration::detail::states_format
