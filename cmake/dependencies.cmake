# The libraries that are not our subject. Debian's packages come first; where
# there are none, FetchContent downloads the same versions.
#
# ONELOOP_DEPENDENCIES, if set, lists the only ones that are wanted.

include(FetchContent)
set(FETCHCONTENT_QUIET OFF)

# oneloop_dependency(NAME TARGET GIT-REPOSITORY GIT-TAG)
# A macro, since packages also set variables that their functions need later.
macro(oneloop_dependency name target repository tag)
  if(NOT ONELOOP_DEPENDENCIES OR "${name}" IN_LIST ONELOOP_DEPENDENCIES)
    find_package(${name} CONFIG QUIET)
    if(NOT TARGET "${target}")
      message(STATUS "${name}: not installed, fetching ${repository} ${tag}")
      FetchContent_Declare(${name} GIT_REPOSITORY ${repository} GIT_TAG ${tag}
                           GIT_SHALLOW ON SYSTEM)
      FetchContent_MakeAvailable(${name})
    endif()
  endif()
endmacro()

# Fetched or not, they are found where oneloop is installed.
set(FMT_INSTALL ON)
set(SPDLOG_INSTALL ON)
set(SPDLOG_FMT_EXTERNAL ON)

oneloop_dependency(CLI11 CLI11::CLI11
  https://github.com/CLIUtils/CLI11 v2.1.2)
oneloop_dependency(fmt fmt::fmt
  https://github.com/fmtlib/fmt 9.1.0)
oneloop_dependency(spdlog spdlog::spdlog
  https://github.com/gabime/spdlog v1.10.0)
oneloop_dependency(tomlplusplus tomlplusplus::tomlplusplus
  https://github.com/marzer/tomlplusplus v3.3.0)
oneloop_dependency(nlohmann_json nlohmann_json::nlohmann_json
  https://github.com/nlohmann/json v3.11.2)
oneloop_dependency(doctest doctest::doctest
  https://github.com/doctest/doctest v2.4.9)

# doctest_discover_tests: found with the package, or in the fetched sources.
if(doctest_SOURCE_DIR)
  include("${doctest_SOURCE_DIR}/scripts/cmake/doctest.cmake")
elseif(doctest_DIR)
  include("${doctest_DIR}/doctest.cmake")
endif()

# liburing has no CMake build of its own, and not every kernel has io_uring:
# -D ONELOOP_LIBURING=OFF builds all but what needs it.
option(ONELOOP_LIBURING "Build what needs io_uring" ON)
if(ONELOOP_LIBURING AND NOT ONELOOP_DEPENDENCIES)
  find_path(LIBURING_INCLUDE liburing.h)
  find_library(LIBURING_LIBRARY uring)
  if(NOT LIBURING_INCLUDE OR NOT LIBURING_LIBRARY)
    message(STATUS "liburing: not installed, fetching liburing-2.3")
    FetchContent_Declare(liburing GIT_REPOSITORY
      https://github.com/axboe/liburing GIT_TAG liburing-2.3 GIT_SHALLOW ON)
    FetchContent_MakeAvailable(liburing)
    execute_process(COMMAND sh -c "./configure && make -C src liburing.a"
      WORKING_DIRECTORY "${liburing_SOURCE_DIR}"
      OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
    set(LIBURING_INCLUDE "${liburing_SOURCE_DIR}/src/include")
    set(LIBURING_LIBRARY "${liburing_SOURCE_DIR}/src/liburing.a")
  endif()
  add_library(liburing::liburing INTERFACE IMPORTED GLOBAL)
  target_include_directories(liburing::liburing SYSTEM INTERFACE
    "${LIBURING_INCLUDE}")
  target_link_libraries(liburing::liburing INTERFACE "${LIBURING_LIBRARY}")
endif()
