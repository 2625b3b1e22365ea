# steady_version: the header <steady/version.hpp> with the version and the git revision. Only the
# program links it (in one source file, which every new commit recompiles); the libraries do not.
find_package(Git QUIET)
set(STEADY_VERSION_HEADER ${STEADY_INCLUDE_DIR}/steady/version.hpp)
add_custom_target(steady_git_revision
  COMMAND ${CMAKE_COMMAND}
    -D SOURCE_DIR=${PROJECT_SOURCE_DIR}
    -D VERSION=${PROJECT_VERSION}
    -D GIT=$<$<BOOL:${GIT_FOUND}>:${GIT_EXECUTABLE}>
    -D INPUT=${PROJECT_SOURCE_DIR}/cmake/version.hpp.in
    -D OUTPUT=${STEADY_VERSION_HEADER}
    -P ${PROJECT_SOURCE_DIR}/cmake/git_revision.cmake
  BYPRODUCTS ${STEADY_VERSION_HEADER}
  COMMENT "Looking up the git revision" VERBATIM)

add_library(steady_version INTERFACE)
target_include_directories(steady_version INTERFACE ${STEADY_INCLUDE_DIR})
add_dependencies(steady_version steady_git_revision)
