# Finds the serial C library of HDF5 and defines the target hdf5::hdf5.
#
# CMake's own FindHDF5 compiles a C program to find out about the library and therefore demands
# that the project, and every project that uses it, enables the language C. This module needs
# no compiler; it also serves the installed package (steadyConfig.cmake). Set HDF5C_ROOT or
# CMAKE_PREFIX_PATH to point it at another installation.
find_path(HDF5C_INCLUDE_DIR hdf5.h PATH_SUFFIXES hdf5/serial)
find_library(HDF5C_LIBRARY NAMES hdf5 hdf5_serial PATH_SUFFIXES hdf5/serial)
mark_as_advanced(HDF5C_INCLUDE_DIR HDF5C_LIBRARY)

# The version is spread over H5pubconf.h (Debian: a wrapper that includes another file) and
# H5public.h; only the latter is the same everywhere.
if(HDF5C_INCLUDE_DIR AND EXISTS "${HDF5C_INCLUDE_DIR}/H5public.h")
  file(STRINGS "${HDF5C_INCLUDE_DIR}/H5public.h" lines REGEX "#define H5_VERS_(MAJOR|MINOR|RELEASE)[ \t]")
  string(REGEX REPLACE ".*H5_VERS_MAJOR[ \t]+([0-9]+).*" "\\1" major "${lines}")
  string(REGEX REPLACE ".*H5_VERS_MINOR[ \t]+([0-9]+).*" "\\1" minor "${lines}")
  string(REGEX REPLACE ".*H5_VERS_RELEASE[ \t]+([0-9]+).*" "\\1" release "${lines}")
  set(HDF5C_VERSION "${major}.${minor}.${release}")
  unset(lines)
  unset(major)
  unset(minor)
  unset(release)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(HDF5C
  REQUIRED_VARS HDF5C_LIBRARY HDF5C_INCLUDE_DIR VERSION_VAR HDF5C_VERSION)

if(HDF5C_FOUND AND NOT TARGET hdf5::hdf5)
  add_library(hdf5::hdf5 UNKNOWN IMPORTED)
  set_target_properties(hdf5::hdf5 PROPERTIES
    IMPORTED_LOCATION "${HDF5C_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${HDF5C_INCLUDE_DIR}")
endif()
