# add_chapter(NN-name ADDS file... [CHANGES file...] [REMOVES file...]
#             [LIBURING file...])
#
# Builds chapters/NN-name. Its folder holds README.md, perhaps
# conformance.toml and compare.toml, and exactly the files listed under ADDS,
# CHANGES and LIBURING:
#
#   oneloop/X.h, .cc   the library (chapters 09 and on)
#   programs/X.cc      a program, built as bin/NN-name/X
#   programs/X/*       its other files, if one is not enough
#   tests/*_test.cc    doctest cases; together one test program a chapter
#   tests/X.h, X.cc    what they share
#   programs/X.h       what programs share (chapters 09 and on)
#
# The files after LIBURING need that library. Where it is missing, they are not
# built, and CTest lists a skipped test that says so.
#
# The list must equal the folder: an unlisted or a missing file stops the
# configuration, so that reading this table is reading the chapter.
#
# Chapters before 09 stand alone. From 09 on a chapter is a layer: what it does
# not add or change comes from the nearest earlier layer.
#
#   - Each chapter has a library of its own, from its own versions: #include
#     "oneloop/X.h", "tests/X.h" and "programs/X.h" find the newest version that
#     is not newer than the chapter. A source that includes no file that has
#     changed is not compiled again: its object is inherited. Two chapters
#     cannot be linked together.
#   - Tests are inherited: a chapter runs all tests of the earlier layers on
#     its own code. They are labelled "inherited", too.
#   - A program is built in the chapters that add or change it or a test that
#     starts it, ONELOOP_PROGRAM("X"). Such a test runs where X is built.
#
# Makes the targets  NN-name           all of the chapter
#                    NN-name.lib       its library, if it is a layer
#                    NN-name.X         one program
#                    NN-name.tests     its tests, labelled NN-name in CTest
#                    programs          the programs of all chapters

include("${CMAKE_CURRENT_LIST_DIR}/layers.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/tests.cmake")

set(ONELOOP_BIN "${PROJECT_BINARY_DIR}/bin")
add_custom_target(programs)

function(add_chapter name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "ADDS;CHANGES;REMOVES;LIBURING")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "add_chapter(${name}): what is "
      "'${arg_UNPARSED_ARGUMENTS}'? Known: ADDS, CHANGES, REMOVES, LIBURING.")
  endif()
  set(folder "${PROJECT_SOURCE_DIR}/chapters/${name}")
  set(own ${arg_ADDS} ${arg_CHANGES})
  _chapter_check_manifest("${name}" "${folder}" ${own} ${arg_LIBURING})
  if(TARGET oneloop_uring)
    list(APPEND own ${arg_LIBURING})
  elseif(arg_LIBURING)
    oneloop_add_skipped_test("${name}: io_uring" "liburing is missing")
  endif()

  add_custom_target(${name})
  list(TRANSFORM own PREPEND "${folder}/" OUTPUT_VARIABLE sources)
  if(name MATCHES "^0[0-8]-")
    if(arg_CHANGES OR arg_REMOVES OR "${own}" MATCHES "(^|;)oneloop/")
      message(FATAL_ERROR "add_chapter(${name}): chapters before 09 stand "
        "alone; they have no CHANGES, no REMOVES and no oneloop/.")
    endif()
    set(library oneloop_common)
    if(arg_LIBURING AND TARGET oneloop_uring)
      list(APPEND library oneloop_uring)
    endif()
  else()
    _layer_check("${name}" "${arg_ADDS}" "${arg_CHANGES}" "${arg_REMOVES}")
    _layer_update("${name}" "${arg_ADDS}" "${arg_CHANGES}" "${arg_REMOVES}")
    _layer_library("${name}")
    _layer_headers("${name}" ${sources})
    set(library ${name}.lib)
    _layer_sources("${sources}" sources)
  endif()

  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "/tests/[^/]+\\.cc$")
  foreach(source IN LISTS sources)
    if(source MATCHES "/programs/([^/]+)\\.cc$")
      set(stem "${CMAKE_MATCH_1}")
      set(parts ${sources})
      list(FILTER parts INCLUDE REGEX "/programs/${stem}/")
      _chapter_program("${name}" "${stem}" "${library}" "${source}" ${parts})
    endif()
  endforeach()
  if(tests)
    _chapter_tests("${name}" "${library}" ${tests})
  endif()
  if(EXISTS "${folder}/conformance.toml")
    add_dependencies(${name} conformance)
  endif()
endfunction()

function(_chapter_check_manifest name folder)
  file(GLOB_RECURSE found RELATIVE "${folder}" CONFIGURE_DEPENDS "${folder}/*")
  get_property(elsewhere GLOBAL PROPERTY ${name}_BUILT_ELSEWHERE)
  list(REMOVE_ITEM found README.md compare.toml conformance.toml ${elsewhere})
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

function(_chapter_program name stem library)
  set(target ${name}.${stem})
  add_executable(${target} ${ARGN})
  # A program of several files names them from here: "programs/X/part.h".
  target_include_directories(${target} PRIVATE
    "${PROJECT_SOURCE_DIR}/chapters/${name}")
  set_target_properties(${target} PROPERTIES ONELOOP_OPTIMIZED ON
    OUTPUT_NAME ${stem}
    RUNTIME_OUTPUT_DIRECTORY "${ONELOOP_BIN}/${name}")
  target_link_libraries(${target} PRIVATE ${library})
  add_dependencies(${name} ${target})
  add_dependencies(programs ${target})
endfunction()

function(_chapter_tests name library)
  set(target ${name}.tests)
  set(sources ${ARGN})
  if(TARGET ${name}.lib)
    _layer_test_parts(${name} sources ${ARGN})
  endif()
  add_executable(${target} ${sources})
  # The flag that makes FD_SET check its index needs one file of its own.
  foreach(source IN LISTS ARGN)
    if(source MATCHES "fortified")
      set_source_files_properties("${source}" PROPERTIES COMPILE_OPTIONS
        "-O1;-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2")
    endif()
  endforeach()
  target_compile_definitions(${target} PRIVATE
    ONELOOP_CHAPTER="${name}" ONELOOP_BIN="${ONELOOP_BIN}")
  target_link_libraries(${target} PRIVATE ${library} oneloop_doctest)
  get_target_property(programs ${name} MANUALLY_ADDED_DEPENDENCIES)
  if(programs)
    add_dependencies(${target} ${programs})
  endif()
  add_dependencies(${name} ${target})

  # One list for each chapter that tests come from.
  list(TRANSFORM ARGN REPLACE ".*/chapters/([^/]+)/.*" "\\1")
  list(REMOVE_DUPLICATES ARGN)
  foreach(origin IN LISTS ARGN)
    if(origin STREQUAL name)
      oneloop_discover_tests(${target} LABEL ${name} PREFIX "${name}: "
        FROM "/chapters/${origin}/tests")
    else()
      oneloop_discover_tests(${target} LABEL ${name} INHERITED
        PREFIX "${name}: ${origin}: " FROM "/chapters/${origin}/tests")
    endif()
  endforeach()
endfunction()

function(oneloop_add_skipped_test name reason)
  add_test(NAME "${name}"
    COMMAND "${CMAKE_COMMAND}" -E echo "[SKIPPED] ${reason}")
  set_tests_properties("${name}" PROPERTIES
    SKIP_REGULAR_EXPRESSION "\\[SKIPPED\\]")
endfunction()
