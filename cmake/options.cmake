# Compile options shared by every target of this project; none of them is exported to users.
add_library(steady_options INTERFACE)
target_compile_options(steady_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-qual
  $<$<BOOL:${STEADY_WERROR}>:-Werror>)
if(STEADY_SANITIZE)
  target_compile_options(steady_options INTERFACE
    -fsanitize=${STEADY_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(steady_options INTERFACE -fsanitize=${STEADY_SANITIZE})
endif()
