#include <steady/numerics/simd/level.hpp>

#include <algorithm>
#include <cstdlib>

namespace steady {
namespace {

SimdLevel machine_level() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  // The kernels use the AVX-512 subset that every server core since Skylake has.
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("bmi") &&
      __builtin_cpu_supports("bmi2")) {
    return SimdLevel::avx512;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
      __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("bmi")) {
    return SimdLevel::avx2;
  }
#endif
  return SimdLevel::portable;
}

}  // namespace

SimdLevel best_simd_level() {
  static const SimdLevel level = [] {
    const char* wanted = std::getenv("STEADY_SIMD");
    if (wanted == nullptr || *wanted == '\0') return machine_level();
    return std::min(machine_level(), parse_simd_level(wanted));
  }();
  return level;
}

}  // namespace steady
