# Target `docs`: the API pages, where doxygen is installed.
find_program(DOXYGEN_PROGRAM doxygen)
mark_as_advanced(DOXYGEN_PROGRAM)
if(DOXYGEN_PROGRAM)
  add_custom_target(docs
    COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/docs
    COMMAND ${CMAKE_COMMAND} -E env
      STEADY_DOXYGEN_VERSION=${PROJECT_VERSION} STEADY_DOXYGEN_OUTPUT=${PROJECT_BINARY_DIR}/docs
      ${DOXYGEN_PROGRAM} docs/Doxyfile
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    COMMENT "Writing API pages to ${PROJECT_BINARY_DIR}/docs/html/index.html" VERBATIM)
endif()
