// Which vector instructions the kernels use; chosen at run time, never at build time.
#pragma once

#include <string_view>

namespace steady {

enum class SimdLevel { portable, avx2, avx512 };

/// The best level that this machine and its operating system support. The environment
/// variable STEADY_SIMD (portable|avx2|avx512) may lower it.
SimdLevel best_simd_level();

/// Throws std::invalid_argument for an unknown name.
SimdLevel parse_simd_level(std::string_view name);
std::string_view to_string(SimdLevel level);

}  // namespace steady
