# Shows that add_chapter refuses a list that does not equal its folder.
# Run by CTest: cmake -D SOURCE=repository -D SCRATCH=folder -P this-file

# Makes a project with one chapter that holds README.md and programs/one.cc.
function(make_project adds)
  file(REMOVE_RECURSE "${SCRATCH}")
  file(MAKE_DIRECTORY "${SCRATCH}/chapters/01-x/programs")
  file(WRITE "${SCRATCH}/chapters/01-x/README.md" "# 01\n")
  file(WRITE "${SCRATCH}/chapters/01-x/programs/one.cc" "int main() {}\n")
  file(WRITE "${SCRATCH}/CMakeLists.txt" "
    cmake_minimum_required(VERSION 3.24)
    project(scratch LANGUAGES NONE)
    include(\"${SOURCE}/cmake/chapters.cmake\")
    add_chapter(01-x ${adds})")
endfunction()

function(expect_refusal what)
  execute_process(COMMAND "${CMAKE_COMMAND}" -S "${SCRATCH}" -B "${SCRATCH}/b"
    RESULT_VARIABLE status OUTPUT_QUIET ERROR_VARIABLE message)
  string(REGEX REPLACE "[ \n]+" " " message "${message}")
  string(FIND "${message}" "${what}" found)
  if(status EQUAL 0 OR found EQUAL -1)
    message(SEND_ERROR "expected a refusal that says '${what}', got: "
      "${status} ${message}")
  endif()
endfunction()

make_project("ADDS programs/one.cc")
file(WRITE "${SCRATCH}/chapters/01-x/programs/two.cc" "")
expect_refusal("does not list: programs/two.cc")

make_project("ADDS programs/one.cc programs/gone.cc")
expect_refusal("does not hold: programs/gone.cc")

make_project("ADDS programs/one.cc")
file(REMOVE "${SCRATCH}/chapters/01-x/README.md")
expect_refusal("README.md is missing")

make_project("ADS programs/one.cc")
expect_refusal("what is 'ADS;programs/one.cc'?")
