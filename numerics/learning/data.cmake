# Data sets, and the files of architectures and models.
# toml++ (headers only, Debian: libtomlplusplus-dev) is used by architecture_file.cpp alone.
find_path(TOMLPLUSPLUS_INCLUDE_DIR toml++/toml.h REQUIRED)
target_include_directories(steady_numerics SYSTEM PRIVATE ${TOMLPLUSPLUS_INCLUDE_DIR})

target_sources(steady_numerics PRIVATE
  architecture_file.cpp
  csv_data.cpp
  encodings.cpp
  idx.cpp
  model_file.cpp
  projection.cpp
  weights_group.cpp)

# Every level of the projection must round alike: no fused multiply-add.
steady_add_kernels(detail/projection
  COMMON -O3 -ffp-contract=off
  AVX512 ${STEADY_WHOLE_REGISTERS})
