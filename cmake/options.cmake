# Compile options shared by every target of this project; none of them is exported to users.
add_library(steady_options INTERFACE)
target_compile_options(steady_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-qual
  $<$<BOOL:${STEADY_WERROR}>:-Werror>)

# steady_glue(TARGET): code that waits for the libraries; what -O3 gains there is not worth its time.
function(steady_glue target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

if(STEADY_SANITIZE)
  target_compile_options(steady_options INTERFACE
    -fsanitize=${STEADY_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(steady_options INTERFACE -fsanitize=${STEADY_SANITIZE})
endif()
