// Internal: what a NAME.kernel.cpp needs. cmake/instruction_sets.cmake compiles such a source once
// for each level, with STEADY_SIMD_LEVEL (portable, avx2 or avx512) and STEADY_SIMD_PORTABLE,
// STEADY_SIMD_AVX2 or STEADY_SIMD_AVX512 defined. It looks like this:
//
//     namespace steady::room::detail {
//     namespace {
//     void add(...) { ... }
//     }  // namespace
//     STEADY_KERNELS(Kernels, kernels, add, ...)
//     }  // namespace steady::room::detail
//
// and room/detail/NAME.hpp declares struct Kernels { void (*add)(...); ... } and
//
//     const Kernels& kernels(SimdLevel level);
//
// Everything in it has internal linkage and nothing of the standard library is instantiated: of
// equal functions in several objects the linker keeps any one, maybe one that this processor
// cannot run. tests/numerics/simd looks for such functions.
#pragma once

#include <steady/numerics/simd/level.hpp>

#if !defined(STEADY_SIMD_LEVEL)
#error "Only for kernels that steady_add_kernels compiles."
#endif

#if !defined(STEADY_SIMD_PORTABLE)
/// The version of this level.
#define STEADY_KERNELS(Type, name, ...)   \
  namespace STEADY_SIMD_LEVEL {           \
  extern const Type name;                 \
  constinit const Type name{__VA_ARGS__}; \
  }
#elif defined(__x86_64__)
/// The portable version, and the choice among all.
#define STEADY_KERNELS(Type, name, ...)                            \
  namespace portable {                                             \
  constinit const Type name{__VA_ARGS__};                          \
  }                                                                \
  namespace avx2 {                                                 \
  extern const Type name;                                          \
  }                                                                \
  namespace avx512 {                                               \
  extern const Type name;                                          \
  }                                                                \
  const Type& name(SimdLevel level) {                              \
    if (level == SimdLevel::avx512) return avx512::name;           \
    return level == SimdLevel::avx2 ? avx2::name : portable::name; \
  }
#else
#define STEADY_KERNELS(Type, name, ...)   \
  namespace portable {                    \
  constinit const Type name{__VA_ARGS__}; \
  }                                       \
  const Type& name(SimdLevel) {           \
    return portable::name;                \
  }
#endif
