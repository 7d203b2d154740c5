# A small project in the folder SCRATCH, with chapters of its own, to try
# add_chapter on. For tests.

# Makes it anew, with these calls of add_chapter. LANGUAGE is NONE, if it is only
# to be configured, or CXX.
function(scratch_project LANGUAGE CHAPTERS)
  file(REMOVE_RECURSE "${SCRATCH}")
  configure_file("${SOURCE}/cmake/tests/scratch.cmake.in"
    "${SCRATCH}/CMakeLists.txt" @ONLY)
endfunction()

# Writes a file below chapters/, and the README of its chapter.
function(scratch_file path text)
  file(WRITE "${SCRATCH}/chapters/${path}" "${text}")
  string(REGEX MATCH "^[^/]+" chapter "${path}")
  file(TOUCH "${SCRATCH}/chapters/${chapter}/README.md")
endfunction()

# Configures it; sets the exit status and what CMake said, as one line.
function(scratch_configure status message)
  execute_process(
    COMMAND "${CMAKE_COMMAND}" -G Ninja -S "${SCRATCH}" -B "${SCRATCH}/b"
    RESULT_VARIABLE result OUTPUT_QUIET ERROR_VARIABLE said)
  string(REGEX REPLACE "[ \n]+" " " said "${said}")
  set(${status} "${result}" PARENT_SCOPE)
  set(${message} "${said}" PARENT_SCOPE)
endfunction()
