#include <steady/numerics/simd/level.hpp>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace steady {
namespace {

SimdLevel machine_level() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  // The kernels use the AVX-512 subset that every server core since Skylake has.
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
    return SimdLevel::avx512;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return SimdLevel::avx2;
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

SimdLevel parse_simd_level(std::string_view name) {
  if (name == "portable") return SimdLevel::portable;
  if (name == "avx2") return SimdLevel::avx2;
  if (name == "avx512") return SimdLevel::avx512;
  throw std::invalid_argument("SIMD level must be portable, avx2 or avx512, got '" +
                              std::string(name) + "'");
}

std::string_view to_string(SimdLevel level) {
  switch (level) {
    case SimdLevel::avx512:
      return "avx512";
    case SimdLevel::avx2:
      return "avx2";
    case SimdLevel::portable:
      break;
  }
  return "portable";
}

}  // namespace steady
