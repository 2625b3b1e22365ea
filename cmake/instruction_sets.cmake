# steady_add_kernels(NAME [COMMON flags...] [WIDE flags...] [AVX512 flags...])
#
# Compiles NAME.kernel.cpp once for each instruction set: for any processor (level portable) and, on
# x86-64, for AVX2 and AVX-512. Only these objects may use wide instructions: which of them runs is
# chosen at run time (numerics/simd/detail/kernel.hpp). All get the flags COMMON, the two wide ones
# WIDE besides, and the last one AVX512. A kernel may fuse a multiplication and an addition unless
# COMMON says -ffp-contract=off: most of their sums are exact in any case.
function(steady_add_kernels name)
  cmake_parse_arguments(PARSE_ARGV 1 flags "" "" "COMMON;WIDE;AVX512")
  set(portable "")
  set(avx2 -mavx2 ${flags_WIDE})
  set(avx512 -mavx512f -mavx512bw -mavx512dq -mavx512vl ${flags_WIDE} ${flags_AVX512})
  set(levels portable)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64|amd64")
    list(APPEND levels avx2 avx512)
  endif()
  file(RELATIVE_PATH kernel ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR}/${name}.kernel.cpp)
  foreach(level ${levels})
    set(source ${CMAKE_CURRENT_BINARY_DIR}/${name}.${level}.cpp)
    string(TOUPPER ${level} LEVEL)
    file(CONFIGURE OUTPUT ${source} CONTENT
      "#define STEADY_SIMD_LEVEL ${level}\n#define STEADY_SIMD_${LEVEL}\n#include <steady/${kernel}>\n")
    target_sources(steady_numerics PRIVATE ${source})
    set_source_files_properties(${source}
      TARGET_DIRECTORY steady_numerics PROPERTIES COMPILE_OPTIONS
        "-ffp-contract=fast;${${level}};${flags_COMMON}")
  endforeach()
endfunction()

# Whole registers of AVX-512, where there is enough to do for them.
set(STEADY_WHOLE_REGISTERS -mprefer-vector-width=512)
# GCC 12 takes the deliberately undefined registers of its own intrinsics for a mistake.
set(STEADY_UNDEFINED_REGISTERS -Wno-uninitialized -Wno-maybe-uninitialized)
