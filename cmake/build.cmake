# How everything is compiled: one interface target, no global flags.
#
#   oneloop_flags   C++20, warnings, sanitizers; every target links to it
#
#   oneloop_unity(TARGET...)
#                   compiles the files of a target some at a time
#
# Options: ONELOOP_SANITIZE  a list for -fsanitize=, "" for none
#          ONELOOP_WERROR    warnings are errors (ON in CI only)
#          ONELOOP_UNITY     OFF makes oneloop_unity do nothing

set(ONELOOP_SANITIZE "" CACHE STRING "for -fsanitize=, empty for none")
option(ONELOOP_WERROR "Treat warnings as errors" "$ENV{CI}")
option(ONELOOP_UNITY "Compile several files of a tool at a time" ON)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # In depend mode it does not preprocess what it does not know yet.
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_DEPEND=1 "${CCACHE}")
endif()

find_package(Threads REQUIRED)
add_library(oneloop_flags INTERFACE)
target_compile_features(oneloop_flags INTERFACE cxx_std_20)
# Not PROJECT_SOURCE_DIR: the tour is a project of its own, too.
cmake_path(GET CMAKE_CURRENT_LIST_DIR PARENT_PATH oneloop_root)
target_include_directories(oneloop_flags INTERFACE "${oneloop_root}")
target_compile_options(oneloop_flags INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wpedantic)
target_link_libraries(oneloop_flags INTERFACE Threads::Threads)
if(ONELOOP_WERROR)
  target_compile_options(oneloop_flags INTERFACE -Werror)
endif()
if(ONELOOP_SANITIZE)
  # -O1 for libraries and servers: they run twice as fast, and still stop on the
  # line. To optimise tests and tools takes longer than to run them as they are.
  target_compile_options(oneloop_flags INTERFACE
    $<IF:$<BOOL:$<TARGET_PROPERTY:ONELOOP_OPTIMIZED>>,-O1,-O0>
    -fno-omit-frame-pointer
    -fsanitize=${ONELOOP_SANITIZE} -fno-sanitize-recover=all
    # This check opens a pipe to probe memory, and so gives a false alarm when
    # a test has used up the descriptors.
    -fno-sanitize=vptr)
  target_link_options(oneloop_flags INTERFACE -fsanitize=${ONELOOP_SANITIZE})
endif()

# For the tools, of many small files: several share what their headers cost, in
# half of the time. Not for what is there to be read: an editor finds only files
# that are compiled alone. Not for tests: a missing include would go unseen, which
# clang-tidy finds in the tools.
function(oneloop_unity)
  set_target_properties(${ARGN} PROPERTIES UNITY_BUILD ${ONELOOP_UNITY})
endfunction()
