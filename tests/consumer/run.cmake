# Installs this build to a fresh prefix, then configures, builds and runs an outside project that
# knows nothing but that prefix. Called by ctest with
#   BUILD_DIR SOURCE_DIR WORK_DIR GENERATOR CXX_COMPILER CXX_FLAGS BUILD_TYPE PROGRAM
set(prefix ${WORK_DIR}/prefix)
set(project ${WORK_DIR}/project)

function(run what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT code STREQUAL "0")
    message(FATAL_ERROR "${what} failed (${code}):\n${output}")
  endif()
  message(STATUS "${what}: ok")
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${WORK_DIR})
file(COPY ${SOURCE_DIR}/tests/consumer/project/ DESTINATION ${project})

# The first C++ block of README.md is a promise, too.
file(READ ${SOURCE_DIR}/README.md readme)
string(FIND "${readme}" "```cpp\n" begin)
if(begin EQUAL -1)
  message(FATAL_ERROR "README.md has no C++ example")
endif()
math(EXPR begin "${begin} + 7")
string(SUBSTRING "${readme}" ${begin} -1 readme)
string(FIND "${readme}" "\n```" end)
string(SUBSTRING "${readme}" 0 ${end} example)
file(WRITE ${project}/readme.cpp "${example}\n")

run("install" ${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${prefix})
# Every installed header compiles by itself, with the installed files and the standard library
# alone: one source each, which only has to be read.
file(GLOB_RECURSE headers RELATIVE ${prefix}/include ${prefix}/include/*.hpp)
if(headers STREQUAL "")
  message(FATAL_ERROR "no headers were installed")
endif()
# On a machine with Boost in /usr/include the compiler alone would not notice that one needs it.
foreach(header IN LISTS headers)
  file(STRINGS ${prefix}/include/${header} foreign
    REGEX "^#[ ]*include[ ]*[<\"](boost|gsl|fmt|hdf5|H5|Random123|nlohmann|CLI|immintrin)")
  if(foreign)
    message(FATAL_ERROR "the installed header ${header} has ${foreign}")
  endif()
endforeach()
foreach(header IN LISTS headers)
  string(REGEX REPLACE "[^A-Za-z0-9]" "_" name "${header}")
  file(WRITE ${project}/headers/${name}.cpp "#include <${header}>\n#include <${header}>\n")
endforeach()

run("configure" ${CMAKE_COMMAND} -S ${project} -B ${project}/build -G ${GENERATOR}
  -D CMAKE_PREFIX_PATH=${prefix}
  -D CMAKE_FIND_PACKAGE_NO_PACKAGE_REGISTRY=ON
  -D CMAKE_CXX_COMPILER=${CXX_COMPILER}
  -D CMAKE_CXX_FLAGS=${CXX_FLAGS}
  -D CMAKE_BUILD_TYPE=${BUILD_TYPE})
run("build" ${CMAKE_COMMAND} --build ${project}/build)
foreach(program closed_form network readme)
  run("${program}" ${project}/build/${program})
  message(STATUS "${output}")
endforeach()

if(PROGRAM)
  run("installed program" ${prefix}/bin/steady entropy --self-coupling 0)
endif()
file(REMOVE_RECURSE ${WORK_DIR})
