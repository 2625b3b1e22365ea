# Writes a version header; run at every build, so that the revision is that of the sources that
# are compiled, not of those that were configured. The header changes only when its text does.
#
#   cmake -D SOURCE_DIR=... -D VERSION=... -D GIT=... -D INPUT=... -D OUTPUT=... -P git_revision.cmake
set(STEADY_VERSION "${VERSION}")
set(STEADY_GIT_REVISION "unknown")

# safe.directory: containers often build sources that belong to another user.
function(git result output)
  execute_process(
    COMMAND "${GIT}" -c safe.directory=* -C "${SOURCE_DIR}" ${ARGN}
    RESULT_VARIABLE code OUTPUT_VARIABLE text ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
  set(${result} "${code}" PARENT_SCOPE)
  set(${output} "${text}" PARENT_SCOPE)
endfunction()

if(GIT)
  # An unpacked archive inside somebody else's repository must not report that repository.
  git(code top rev-parse --show-toplevel)
  if(code STREQUAL "0")
    file(REAL_PATH "${top}" top)
    file(REAL_PATH "${SOURCE_DIR}" source)
    if(top STREQUAL source)
      git(code revision rev-parse --short=12 HEAD)
      if(code STREQUAL "0")
        set(STEADY_GIT_REVISION "${revision}")
        git(code changes status --porcelain --untracked-files=no)
        if(code STREQUAL "0" AND NOT changes STREQUAL "")
          string(APPEND STEADY_GIT_REVISION "-dirty")
        endif()
      endif()
    endif()
  endif()
endif()

configure_file("${INPUT}" "${OUTPUT}" @ONLY)
