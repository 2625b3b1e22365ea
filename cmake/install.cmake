# Installs the libraries with their headers and a package configuration (the program is installed
# by apps/CMakeLists.txt), so that another project needs only
#   find_package(steady REQUIRED)
#   target_link_libraries(mine PRIVATE steady::numerics)     # or steady::theory alone
include(CMakePackageConfigHelpers)
set(STEADY_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/steady)

install(TARGETS steady_theory steady_numerics EXPORT steadyTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
# Headers are public but for those in detail/. The consumer test compiles what is installed.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/theory ${PROJECT_SOURCE_DIR}/numerics
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/steady COMPONENT development
  FILES_MATCHING PATTERN "*.hpp"
  PATTERN "detail" EXCLUDE)

# A static library hands its own libraries on to whoever links it, so the package configuration
# has to find them again. The list below is checked against what the targets really link: a new
# dependency without a line here ends the configuration, not the build of some user later.
set(STEADY_KNOWN_DEPENDENCIES
  "Boost::(boost|headers)|Boost 1.74"
  "GSL::gsl(cblas)?|GSL"
  "Threads::Threads|Threads"
  "ZLIB::ZLIB|ZLIB"
  "fmt::fmt(-header-only)?|fmt 9"
  "hdf5::hdf5|HDF5C"
  "libzip::zip|LibZip")

set(STEADY_FIND_DEPENDENCIES "")
foreach(target steady_theory steady_numerics)
  get_target_property(libraries ${target} INTERFACE_LINK_LIBRARIES)
  string(REGEX REPLACE "\\$<BUILD_INTERFACE:[^>]*>" "" libraries "${libraries}")
  string(REGEX MATCHALL "[A-Za-z0-9_]+::[A-Za-z0-9_-]+" libraries "${libraries}")
  foreach(library IN LISTS libraries)
    set(known FALSE)
    foreach(dependency IN LISTS STEADY_KNOWN_DEPENDENCIES)
      string(REGEX MATCH "^(.*)[|]([^|]*)$" _ "${dependency}")
      set(pattern "${CMAKE_MATCH_1}")
      set(package "${CMAKE_MATCH_2}")
      if(library MATCHES "^(${pattern})$")
        set(known TRUE)
        list(APPEND STEADY_FIND_DEPENDENCIES "find_dependency(${package})")
      endif()
    endforeach()
    if(NOT known AND NOT library MATCHES "^steady::")
      message(FATAL_ERROR
        "${target} links ${library}, but cmake/install.cmake does not know which package has it.")
    endif()
  endforeach()
endforeach()
list(REMOVE_DUPLICATES STEADY_FIND_DEPENDENCIES)
list(JOIN STEADY_FIND_DEPENDENCIES "\n" STEADY_FIND_DEPENDENCIES)

configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/cmake/steadyConfig.cmake.in ${PROJECT_BINARY_DIR}/steadyConfig.cmake
  INSTALL_DESTINATION ${STEADY_CMAKE_DIR})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/steadyConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/steadyConfig.cmake
  ${PROJECT_BINARY_DIR}/steadyConfigVersion.cmake
  ${PROJECT_SOURCE_DIR}/cmake/FindHDF5C.cmake
  ${PROJECT_SOURCE_DIR}/cmake/FindLibZip.cmake
  DESTINATION ${STEADY_CMAKE_DIR} COMPONENT development)
install(EXPORT steadyTargets NAMESPACE steady:: DESTINATION ${STEADY_CMAKE_DIR}
  COMPONENT development)
