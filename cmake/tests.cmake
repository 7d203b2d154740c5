# oneloop_discover_tests(TARGET LABEL name PREFIX text [FROM folder]
#                        [INHERITED])
#
# Every TEST_CASE becomes a CTest test of its own, with a time limit. A test
# that cannot run here prints [SKIPPED] and a reason; CTest then says so.
#
#   FROM folder   only the tests of the files in that folder
#   INHERITED     adds the label "inherited"

function(oneloop_discover_tests target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "INHERITED" "LABEL;PREFIX;FROM" "")
  set(only)
  if(arg_FROM)
    set(only TEST_SPEC "*" "--source-file=*${arg_FROM}/*")
  endif()
  string(MAKE_C_IDENTIFIER "${arg_PREFIX}" tests)
  doctest_discover_tests(${target} ${only} TEST_PREFIX "${arg_PREFIX}"
    TEST_LIST ${tests}
    PROPERTIES LABELS ${arg_LABEL} TIMEOUT 120
               SKIP_REGULAR_EXPRESSION "\\[SKIPPED\\]")
  if(arg_INHERITED)
    # CTest reads this after the list of the tests.
    set(labels "${CMAKE_CURRENT_BINARY_DIR}/${tests}labels.cmake")
    file(WRITE "${labels}" "if(${tests})
  set_tests_properties(\${${tests}} PROPERTIES LABELS \"${arg_LABEL};inherited\")
endif()\n")
    set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${labels}")
  endif()
endfunction()
