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

oneloop_dependency(CLI11 CLI11::CLI11
  https://github.com/CLIUtils/CLI11 v2.1.2)
oneloop_dependency(fmt fmt::fmt
  https://github.com/fmtlib/fmt 9.1.0)
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
