#include <steady/numerics/learning/kernels.hpp>

namespace steady::learning::detail {

const Kernels& kernels(SimdLevel level) {
  static const Kernels portable = kernels_portable();
#if defined(__x86_64__)
  static const Kernels avx2 = kernels_avx2();
  static const Kernels avx512 = kernels_avx512();
  if (level == SimdLevel::avx512) return avx512;
  if (level == SimdLevel::avx2) return avx2;
#endif
  static_cast<void>(level);
  return portable;
}

}  // namespace steady::learning::detail
