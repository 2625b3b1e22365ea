# Data sets, and the files of architectures and models.
find_package(ZLIB REQUIRED)
target_link_libraries(steady_numerics PRIVATE ZLIB::ZLIB)

# toml++ (headers only, Debian: libtomlplusplus-dev) is used by architecture_file.cpp alone.
find_path(TOMLPLUSPLUS_INCLUDE_DIR toml++/toml.h REQUIRED)
target_include_directories(steady_numerics SYSTEM PRIVATE ${TOMLPLUSPLUS_INCLUDE_DIR})

target_sources(steady_numerics PRIVATE
  architecture_file.cpp
  csv_data.cpp
  encodings.cpp
  file_bytes.cpp
  idx.cpp
  model_file.cpp
  projection.cpp
  projection_portable.cpp
  weights_group.cpp)

# Every level of the projection must round alike: no fused multiply-add.
set(projection_options -O3 -ffp-contract=off)
set_source_files_properties(projection_portable.cpp
  TARGET_DIRECTORY steady_numerics PROPERTIES COMPILE_OPTIONS "${projection_options}")
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64|amd64")
  target_sources(steady_numerics PRIVATE projection_avx2.cpp projection_avx512.cpp)
  set_source_files_properties(projection_avx2.cpp
    TARGET_DIRECTORY steady_numerics PROPERTIES COMPILE_OPTIONS "-mavx2;${projection_options}")
  set_source_files_properties(projection_avx512.cpp
    TARGET_DIRECTORY steady_numerics PROPERTIES COMPILE_OPTIONS
    "-mavx512f;-mavx512bw;-mavx512dq;-mavx512vl;-mprefer-vector-width=512;${projection_options}")
endif()
