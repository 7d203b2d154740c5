# Shows that add_chapter refuses a list that does not equal its folder, and a
# layer that does not fit onto those before it.
# Run by CTest: cmake -D SOURCE=repository -D SCRATCH=folder -P this-file

include("${CMAKE_CURRENT_LIST_DIR}/scratch.cmake")

function(expect_refusal what)
  scratch_configure(status message)
  string(FIND "${message}" "${what}" found)
  if(status EQUAL 0 OR found EQUAL -1)
    message(SEND_ERROR "expected a refusal that says '${what}', got: "
      "${status} ${message}")
  endif()
endfunction()

# A chapter that holds README.md and programs/one.cc.
function(one_program chapters)
  scratch_project(NONE "${chapters}")
  scratch_file(01-x/programs/one.cc "int main() {}\n")
endfunction()

one_program("add_chapter(01-x ADDS programs/one.cc)")
scratch_file(01-x/programs/two.cc "")
expect_refusal("does not list: programs/two.cc")

one_program("add_chapter(01-x ADDS programs/one.cc programs/gone.cc)")
expect_refusal("does not hold: programs/gone.cc")

one_program("add_chapter(01-x ADDS programs/one.cc)")
file(REMOVE "${SCRATCH}/chapters/01-x/README.md")
expect_refusal("README.md is missing")

one_program("add_chapter(01-x ADS programs/one.cc)")
expect_refusal("what is 'ADS;programs/one.cc'?")

one_program("add_chapter(01-x CHANGES programs/one.cc)")
expect_refusal("chapters before 09 stand alone")

one_program("add_chapter(01-x ADDS programs/one.cc oneloop/Cup.h)")
scratch_file(01-x/oneloop/Cup.h "")
expect_refusal("chapters before 09 stand alone")

# Two layers: 09-x has oneloop/Cup.h, and what 10-y does is given.
function(second_layer manifest)
  scratch_project(NONE "add_chapter(09-x ADDS oneloop/Cup.h)
    add_chapter(10-y ${manifest})")
  scratch_file(09-x/oneloop/Cup.h "int sips();\n")
  scratch_file(10-y/README.md "")
  if(manifest MATCHES "Cup")
    scratch_file(10-y/oneloop/Cup.h "long sips();\n")
  endif()
endfunction()

second_layer("ADDS oneloop/Cup.h")
expect_refusal("09-x has it already. List it under CHANGES")

second_layer("CHANGES oneloop/Mug.h")
scratch_file(10-y/oneloop/Mug.h "")
expect_refusal("cannot change or remove oneloop/Mug.h, because no earlier")

second_layer("REMOVES oneloop/Mug.h")
expect_refusal("cannot change or remove oneloop/Mug.h, because no earlier")

second_layer("REMOVES oneloop/Cup.h")
expect_refusal("does not list: oneloop/Cup.h")

second_layer("CHANGES oneloop/Cup.h REMOVES oneloop/Cup.h")
expect_refusal("both changes and removes oneloop/Cup.h")

second_layer("CHANGES oneloop/Cup.h")
scratch_file(10-y/oneloop/Cup.h "int sips();\n")
expect_refusal("differs from 09-x's at most in white space")

second_layer("CHANGES oneloop/Cup.h")
scratch_file(10-y/oneloop/Cup.h "int  sips( );\n\n")
expect_refusal("differs from 09-x's at most in white space")

second_layer("ADDS oneloop/deep/Mug.h")
scratch_file(10-y/oneloop/deep/Mug.h "")
expect_refusal("a layer holds X.h and X.cc in oneloop/, tests/ and programs/")

second_layer("ADDS tests/Mug_test.cc")
scratch_file(10-y/tests/Mug_test.cc "ONELOOP_PROGRAM(\n\"mug\")")
expect_refusal("starts the program mug, which is not in 10-y's tree")

scratch_project(NONE "add_chapter(10-y ADDS oneloop/Cup.h)
  add_chapter(09-x ADDS oneloop/Mug.h)")
scratch_file(10-y/oneloop/Cup.h "")
scratch_file(09-x/oneloop/Mug.h "")
expect_refusal("09-x) must stand before 10-y")

scratch_project(NONE "add_chapter(09-x ADDS oneloop/Cup.h)
  add_chapter(10-y REMOVES oneloop/Cup.h)
  add_chapter(11-z ADDS oneloop/Cup.h)")
scratch_file(09-x/oneloop/Cup.h "")
scratch_file(11-z/oneloop/Cup.h "")
scratch_file(10-y/README.md "")
expect_refusal("an earlier chapter removed a file of that name")
