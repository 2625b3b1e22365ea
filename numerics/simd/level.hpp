// Which vector instructions the kernels use; chosen at run time, never at build time.
#pragma once

#include <string_view>

#include <steady/theory/names.hpp>

namespace steady {

enum class SimdLevel { portable, avx2, avx512 };
inline constexpr auto simd_level_names = names<SimdLevel>(
    "SIMD level",
    {{SimdLevel::portable, "portable"}, {SimdLevel::avx2, "avx2"}, {SimdLevel::avx512, "avx512"}});
/// Throws ArgumentError for an unknown name.
inline SimdLevel parse_simd_level(std::string_view name) {
  return simd_level_names.parse(name);
}
constexpr std::string_view to_string(SimdLevel level) {
  return simd_level_names.of(level);
}

/// The best level that this machine and its operating system support. The environment
/// variable STEADY_SIMD (portable|avx2|avx512) may lower it.
SimdLevel best_simd_level();

}  // namespace steady
