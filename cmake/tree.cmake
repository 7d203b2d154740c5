# One chapter with all it inherits; ./tour show has copied it.
cmake_minimum_required(VERSION 3.24)
project(oneloop_tree LANGUAGES CXX)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

list(APPEND CMAKE_MODULE_PATH "${PROJECT_SOURCE_DIR}/cmake")
enable_testing()
include(build)
include(dependencies)
include(tests)
add_subdirectory(common)

# oneloop/ is the library,
file(GLOB sources CONFIGURE_DEPENDS oneloop/*.cc)
add_library(oneloop STATIC ${sources})
target_link_libraries(oneloop PUBLIC oneloop_common)

# each file in programs/ is a program,
file(GLOB sources CONFIGURE_DEPENDS programs/*.cc)
set(programs)
foreach(source IN LISTS sources)
  get_filename_component(program "${source}" NAME_WE)
  add_executable(${program} "${source}")
  target_link_libraries(${program} PRIVATE oneloop)
  set_target_properties(${program} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin/programs")
  list(APPEND programs ${program})
endforeach()

# and tests/ is one program, too.
file(GLOB sources CONFIGURE_DEPENDS tests/*.cc)
add_executable(oneloop_tests ${sources})
target_link_libraries(oneloop_tests PRIVATE oneloop oneloop_doctest)
target_compile_definitions(oneloop_tests PRIVATE
  ONELOOP_CHAPTER="programs" ONELOOP_BIN="${PROJECT_BINARY_DIR}/bin")
if(programs)
  add_dependencies(oneloop_tests ${programs})
endif()
oneloop_discover_tests(oneloop_tests LABEL tests PREFIX "")
