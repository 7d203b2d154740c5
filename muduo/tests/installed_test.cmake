# Installs what was built, then builds and tests a project that finds it there.
#
#   BUILD     our build folder       CONFIG   its build type
#   SOURCE    installed/             PROGRAMS the programs written for muduo
#   SCRATCH   a folder of our own    FLAGS    the flags of our sanitizers

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE "${SCRATCH}")
set(prefix "${SCRATCH}/prefix")
run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${prefix}")
file(GLOB_RECURSE licence "${prefix}/share/doc/oneloop/LICENSE")
if(NOT licence)
  message(FATAL_ERROR "the licence is not installed")
endif()
# Nothing that is installed may know where it was built.
file(GLOB_RECURSE config "${prefix}/*.cmake")
foreach(file IN LISTS config)
  file(STRINGS "${file}" places REGEX "${BUILD}|${SOURCE}")
  if(places)
    message(FATAL_ERROR "${file} names a folder of the build: ${places}")
  endif()
endforeach()

run("${CMAKE_COMMAND}" -S "${SOURCE}" -B "${SCRATCH}/build" -G Ninja
  -D "CMAKE_PREFIX_PATH=${prefix}" -D "CMAKE_BUILD_TYPE=${CONFIG}"
  -D "CMAKE_CXX_FLAGS=${FLAGS}" -D "PROGRAMS=${PROGRAMS}")
run("${CMAKE_COMMAND}" --build "${SCRATCH}/build")
run("${CMAKE_CTEST_COMMAND}" --test-dir "${SCRATCH}/build"
  --output-on-failure --no-tests=error)
