# Builds three layers, and shows that each has the versions, the tests and the
# programs that it should have, and that two cannot be linked together.
# Run by CTest: cmake -D SOURCE=repository -D SCRATCH=folder -P this-file
# (-D DOCTEST=folder, if doctest was fetched)

include("${CMAKE_CURRENT_LIST_DIR}/scratch.cmake")

# 09 adds a cup of 3 sips, 10 makes it 4, and 11 takes the lid away.
function(three_layers more)
  scratch_project(CXX "
    add_chapter(09-x ADDS oneloop/Cup.h oneloop/Cup.cc oneloop/Lid.h
      tests/sips.h tests/Cup_test.cc tests/drink_test.cc programs/drink.cc)
    add_chapter(10-y CHANGES oneloop/Cup.cc tests/sips.h)
    add_chapter(11-z ADDS programs/pour.cc REMOVES oneloop/Lid.h
      CHANGES tests/drink_test.cc)
    ${more}")
  scratch_file(09-x/oneloop/Cup.h "#pragma once\nint sips();\n")
  scratch_file(09-x/oneloop/Lid.h "#pragma once\n")
  scratch_file(09-x/oneloop/Cup.cc
    "#include \"oneloop/Cup.h\"\nint sips() { return 3; }\n")
  scratch_file(10-y/oneloop/Cup.cc
    "#include \"oneloop/Cup.h\"\nint sips() { return 4; }\n")
  scratch_file(09-x/tests/sips.h "#pragma once\nconstexpr int kSips = 3;\n")
  scratch_file(10-y/tests/sips.h "#pragma once\nconstexpr int kSips = 4;\n")
  set(doctest "#include <cstdlib>\n#include <doctest/doctest.h>\n")
  scratch_file(09-x/tests/Cup_test.cc "${doctest}#include \"oneloop/Cup.h\"
#include \"tests/sips.h\"
TEST_CASE(\"a cup, in sips\") { CHECK(sips() == kSips); }\n")
  foreach(chapter 09-x 11-z)
    scratch_file(${chapter}/tests/drink_test.cc "${doctest}
#define ONELOOP_PROGRAM(name) (ONELOOP_BIN \"/\" ONELOOP_CHAPTER \"/\" name)
TEST_CASE(\"${chapter} drinks\") { CHECK(!std::system(ONELOOP_PROGRAM(\"drink\"))); }\n")
  endforeach()
  scratch_file(09-x/programs/drink.cc
    "#include \"oneloop/Cup.h\"\nint main() { return sips() < 3; }\n")
  scratch_file(11-z/programs/pour.cc "int main() {}\n")
endfunction()

function(expect_equal what value expected)
  if(NOT value STREQUAL expected)
    message(FATAL_ERROR "${what}: expected\n${expected}\ngot\n${value}")
  endif()
endfunction()

# Runs a command; sets its exit status and all it printed.
function(run status said)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY "${SCRATCH}/b"
    RESULT_VARIABLE result OUTPUT_VARIABLE text ERROR_VARIABLE text)
  set(${status} "${result}" PARENT_SCOPE)
  set(${said} "${text}" PARENT_SCOPE)
endfunction()

# Sets `out` to the names of the tests that ctest chooses.
function(tests_chosen_by out)
  run(status text ctest -N ${ARGN})
  string(REGEX MATCHALL "#[0-9]+: [^\n]+" names "${text}")
  list(TRANSFORM names REPLACE "^#[0-9]+: " "")
  set(${out} "${names}" PARENT_SCOPE)
endfunction()

# Sets `out` to the chapters whose folders are searched, in order, for the first
# line of a file in compile_commands.json: that is the one an editor takes.
function(chapters_searched_by file out)
  file(READ "${SCRATCH}/b/compile_commands.json" text)
  string(JSON last LENGTH "${text}")
  math(EXPR last "${last} - 1")
  foreach(i RANGE ${last})
    string(JSON path GET "${text}" ${i} file)
    if(path MATCHES "/chapters/${file}$")
      string(JSON command GET "${text}" ${i} command)
      string(REGEX MATCHALL "-I[^ ]+/chapters/[^ ]+" folders "${command}")
      list(TRANSFORM folders REPLACE ".*/" "")
      set(${out} "${folders}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
  set(${out} "nothing" PARENT_SCOPE)
endfunction()

three_layers("")
scratch_configure(status message)
expect_equal("the configuration" "${status} ${message}" "0 ")
run(status text "${CMAKE_COMMAND}" --build . --target 09-x 10-y 11-z)
expect_equal("the build: ${text}" "${status}" 0)

# 11 builds the program drink, too: for the test of it that it changes.
tests_chosen_by(names -L "^11-z$")
expect_equal("the tests of 11" "${names}"
  "11-z:11-z drinks;11-z: 09-x:a cup, in sips")
tests_chosen_by(names -L "^10-y$")
expect_equal("the tests of 10" "${names}" "10-y: 09-x:a cup, in sips")
tests_chosen_by(names -LE inherited)
expect_equal("the tests that are new" "${names}"
  "09-x:a cup, in sips;09-x:09-x drinks;11-z:11-z drinks")
run(status text ctest)
expect_equal("the tests: ${text}" "${status}" 0)

# An editor that opens a file sees the versions of that file's chapter.
foreach(expected
    09-x/oneloop/Cup.h=09-x 09-x/oneloop/Cup.cc=09-x 09-x/tests/Cup_test.cc=09-x
    10-y/oneloop/Cup.cc=10-y,09-x 10-y/tests/sips.h=10-y,09-x
    11-z/tests/drink_test.cc=11-z,10-y,09-x)
  string(REPLACE "=" ";" expected "${expected}")
  list(POP_FRONT expected file)
  string(REPLACE "," ";" expected "${expected}")
  chapters_searched_by(${file} chapters)
  expect_equal("the chapters searched by ${file}" "${chapters}" "${expected}")
endforeach()

# A header that has been removed is not found in an earlier chapter.
scratch_file(11-z/programs/pour.cc
  "#include \"oneloop/Lid.h\"\nint main() {}\n")
run(status text "${CMAKE_COMMAND}" --build . --target 11-z.pour)
if(status EQUAL 0 OR NOT text MATCHES "chapter 11-z has removed oneloop/Lid.h")
  message(SEND_ERROR "a removed header must not be found: ${status} ${text}")
endif()

# What includes no changed file, nor a file that does, is not compiled again; but
# the test of a program is, in each chapter that has it.
three_layers("add_chapter(12-w
  ADDS oneloop/Set.h oneloop/Spoon.h oneloop/Spoon.cc tests/Spoon_test.cc
  programs/stir.cc tests/stir_test.cc)
add_chapter(13-v ADDS tests/two_test.cc)
add_chapter(14-u CHANGES oneloop/Spoon.h)")
scratch_file(12-w/oneloop/Set.h "#include \"oneloop/Spoon.h\"\n")
scratch_file(12-w/oneloop/Spoon.h "#pragma once\nint spoons();\n")
scratch_file(14-u/oneloop/Spoon.h "#pragma once\nint spoons();  // silver\n")
scratch_file(12-w/oneloop/Spoon.cc "#include \"oneloop/Cup.h\"
#include \"oneloop/Spoon.h\"\nint spoons() { return sips() / 4; }\n")
set(doctest "#include <doctest/doctest.h>\n#include \"oneloop/Spoon.h\"\n")
scratch_file(12-w/tests/Spoon_test.cc "#include <doctest/doctest.h>
#include \"oneloop/Set.h\"
TEST_CASE(\"a spoon\") { CHECK(spoons() == 1); }\n")
scratch_file(13-v/tests/two_test.cc "${doctest}
TEST_CASE(\"one is not two\") { CHECK(spoons() != 2); }\n")
scratch_file(12-w/programs/stir.cc "int main() {}\n")
scratch_file(12-w/tests/stir_test.cc "#include <cstdlib>\n${doctest}
#define ONELOOP_PROGRAM(name) (ONELOOP_BIN \"/\" ONELOOP_CHAPTER \"/\" name)
TEST_CASE(\"it stirs\") { CHECK(!std::system(ONELOOP_PROGRAM(\"stir\"))); }\n")
scratch_configure(status message)
expect_equal("the configuration of three more" "${status} ${message}" "0 ")
run(status text "${CMAKE_COMMAND}" --build . --target 12-w 13-v 14-u)
expect_equal("the build of three more: ${text}" "${status}" 0)
tests_chosen_by(names -L "^12-w$")
expect_equal("the tests of 12" "${names}"
  "12-w:a spoon;12-w:it stirs;12-w: 09-x:a cup, in sips")
tests_chosen_by(names -L "^13-v$")
expect_equal("the tests of 13" "${names}"
  "13-v:one is not two;13-v: 09-x:a cup, in sips;13-v: 12-w:a spoon")
run(status text ctest -L "^1[234]-.$")
expect_equal("the tests of 12 to 14: ${text}" "${status}" 0)
foreach(expected Cup.cc=2 Cup_test.cc=2 Spoon.cc=2 Spoon_test.cc=2 two_test.cc=2
    stir_test.cc=1)
  string(REPLACE "=" ";" expected "${expected}")
  list(POP_FRONT expected file)
  file(STRINGS "${SCRATCH}/b/compile_commands.json" lines
    REGEX "\"file\": .*/${file}\"")
  list(LENGTH lines times)
  expect_equal("how often ${file} is compiled" "${times}" "${expected}")
endforeach()

three_layers("target_link_libraries(11-z.pour PRIVATE 09-x.lib)")
scratch_configure(status message)
if(status EQUAL 0 OR NOT message MATCHES "ONELOOP_CHAPTER.*(09-x|11-z)")
  message(SEND_ERROR "two chapters must not link: ${status} ${message}")
endif()
