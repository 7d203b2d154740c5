# add_chapter(NN-name ADDS file...)
#
# Builds chapters/NN-name. Its folder holds README.md, perhaps
# conformance.toml, and exactly the files listed under ADDS:
#
#   programs/X.cc      a program, built as bin/NN-name/X
#   tests/*_test.cc    doctest cases; together one test program a chapter
#
# The list must equal the folder: an unlisted or a missing file stops the
# configuration, so that reading this table is reading the chapter.
#
# Makes the targets  NN-name           all of the chapter
#                    NN-name.X         one program
#                    NN-name.tests     its tests, labelled NN-name in CTest
#                    programs          the programs of all chapters

set(ONELOOP_BIN "${PROJECT_BINARY_DIR}/bin")
add_custom_target(programs)

function(add_chapter name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "ADDS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "add_chapter(${name}): what is "
      "'${arg_UNPARSED_ARGUMENTS}'? Known: ADDS.")
  endif()
  set(folder "${PROJECT_SOURCE_DIR}/chapters/${name}")
  _chapter_check_manifest("${name}" "${folder}" ${arg_ADDS})

  add_custom_target(${name})
  set(tests)
  foreach(file IN LISTS arg_ADDS)
    get_filename_component(stem "${file}" NAME_WE)
    if(file MATCHES "^programs/")
      _chapter_program("${name}" "${stem}" "${folder}/${file}")
    elseif(file MATCHES "^tests/.*_test\\.cc$")
      list(APPEND tests "${folder}/${file}")
    endif()
  endforeach()
  if(tests)
    _chapter_tests("${name}" "${folder}" ${tests})
  endif()
  if(EXISTS "${folder}/conformance.toml")
    add_dependencies(${name} conformance)
  endif()
endfunction()

function(_chapter_check_manifest name folder)
  file(GLOB_RECURSE found RELATIVE "${folder}" CONFIGURE_DEPENDS "${folder}/*")
  list(REMOVE_ITEM found README.md conformance.toml)
  set(unlisted ${found})
  list(REMOVE_ITEM unlisted ${ARGN})
  set(missing ${ARGN})
  list(REMOVE_ITEM missing ${found})
  if(unlisted)
    message(FATAL_ERROR "chapters/${name} holds files that CMakeLists.txt "
      "does not list: ${unlisted}. Add them to add_chapter(${name} ADDS ...), "
      "or move them away.")
  endif()
  if(missing)
    message(FATAL_ERROR "add_chapter(${name}) lists files that "
      "chapters/${name} does not hold: ${missing}")
  endif()
  if(NOT EXISTS "${folder}/README.md")
    message(FATAL_ERROR "chapters/${name}/README.md is missing")
  endif()
endfunction()

function(_chapter_program name stem source)
  set(target ${name}.${stem})
  add_executable(${target} "${source}")
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ${stem}
    RUNTIME_OUTPUT_DIRECTORY "${ONELOOP_BIN}/${name}")
  target_link_libraries(${target} PRIVATE oneloop_common)
  add_dependencies(${name} ${target})
  add_dependencies(programs ${target})
endfunction()

function(_chapter_tests name folder)
  set(target ${name}.tests)
  add_executable(${target} ${ARGN})
  # The flag that makes FD_SET check its index needs one file of its own.
  foreach(source IN LISTS ARGN)
    if(source MATCHES "fortified")
      set_source_files_properties("${source}" PROPERTIES COMPILE_OPTIONS
        "-O1;-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2")
    endif()
  endforeach()
  target_compile_definitions(${target} PRIVATE
    ONELOOP_CHAPTER="${name}" ONELOOP_BIN="${ONELOOP_BIN}")
  target_link_libraries(${target} PRIVATE oneloop_common oneloop_doctest)
  oneloop_discover_tests(${target} LABEL ${name} PREFIX "${name}: ")
  add_dependencies(${name} ${target})
  get_target_property(programs ${name} MANUALLY_ADDED_DEPENDENCIES)
  add_dependencies(${target} ${programs})
endfunction()

# Every TEST_CASE becomes a CTest test of its own, with a time limit. A test
# that cannot run here prints [SKIPPED] and a reason; CTest then says so.
function(oneloop_discover_tests target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "LABEL;PREFIX" "")
  doctest_discover_tests(${target} TEST_PREFIX "${arg_PREFIX}"
    PROPERTIES LABELS ${arg_LABEL} TIMEOUT 60
               SKIP_REGULAR_EXPRESSION "\\[SKIPPED\\]")
endfunction()

add_test(NAME "build: a chapter's list must equal its folder"
  COMMAND "${CMAKE_COMMAND}" -D "SOURCE=${PROJECT_SOURCE_DIR}"
          -D "SCRATCH=${PROJECT_BINARY_DIR}/manifest_test"
          -P "${PROJECT_SOURCE_DIR}/cmake/manifest_test.cmake")
set_tests_properties("build: a chapter's list must equal its folder"
  PROPERTIES LABELS build TIMEOUT 60)
