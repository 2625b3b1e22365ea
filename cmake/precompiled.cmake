# steady_precompile(TARGET HEADERS...): compiles once what nearly all sources of a target include.
# To be called when the target has all its sources. Only headers that never change with this project.
# A source still includes what it uses: the presets of developers go without, and so does a compiler
# launcher (ccache would store nothing then). They must be used with exactly the options they were
# made with (GCC 12 may crash otherwise), so sources with options of their own go without.
option(STEADY_PRECOMPILE "Precompile the standard headers: faster clean builds" OFF)

function(steady_precompile target)
  if(NOT STEADY_PRECOMPILE OR CMAKE_CXX_COMPILER_LAUNCHER)
    return()
  endif()
  target_precompile_headers(${target} PRIVATE ${ARGN})
  get_target_property(sources ${target} SOURCES)
  foreach(source IN LISTS sources)
    get_source_file_property(own ${source} TARGET_DIRECTORY ${target} COMPILE_OPTIONS)
    if(own)
      set_source_files_properties(${source} TARGET_DIRECTORY ${target}
        PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
    endif()
  endforeach()
endfunction()

# The same of another target, which has the same options.
function(steady_precompile_from target other)
  if(STEADY_PRECOMPILE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    target_precompile_headers(${target} REUSE_FROM ${other})
  endif()
endfunction()

set(STEADY_STANDARD_HEADERS
  <algorithm> <array> <atomic> <cmath> <cstdint> <filesystem> <functional> <map> <memory> <mutex>
  <numeric> <optional> <span> <sstream> <stdexcept> <string> <string_view> <thread> <utility>
  <vector>)
