# add_exercises(NN-name)
#
# The exercises of a chapter, in the order of exercises/NN-name/order.toml.
# Each has a folder, exercises/NN-name/ID:
#
#   exercise.toml   what it is: title, task, hints, and how the stub fails
#   test.cc         its judge: doctest cases, shared by stub and solution
#   *.cc            what the learner edits: the files that also stand, solved,
#                   in solutions/NN-name/ID
#   *.h             the contract of what is to be written
#
# From chapter 09 on an exercise is one more layer over its chapter:
#
#   oneloop/X.cc    what the learner edits stands in place of the chapter's file
#                   of that name; the solution is solutions/NN-name/ID/oneloop/X.cc,
#                   often a link to the chapter's file, whose object is taken
#
# Judge and learner's files include what the chapter includes, and are linked
# with the objects of the chapter's library, but for the replaced ones. So a
# verdict needs one file compiled. A header cannot be replaced: the objects of
# the library were compiled with the chapter's.
#
# Makes, for each ID,
#   exercise.ID     the judge and the learner's files  bin/exercises/ID
#   solution.ID     the judge and the solved files     bin/solutions/ID
# and, if exercise.toml says "program = true", a program of the learner's files
# beside each (bin/.../ID-program), which the judge starts: learnersProgram.h.
# An exercise whose files include common/Ring.h needs liburing; where that is
# missing, its targets only say so, with [SKIPPED], as a judge does that lacks
# something when it runs (common/testing/Needs.h).
#
# None of it belongs to "all": a learner's broken code breaks nothing else. The
# target "exercises" builds everything; then CTest also knows a proof for each
# exercise, labelled "exercises".

add_custom_target(exercises)
set(ONELOOP_EXERCISES_CTEST "${PROJECT_BINARY_DIR}/exercises_ctest.cmake")
file(WRITE "${ONELOOP_EXERCISES_CTEST}" "")
set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES
  "${ONELOOP_EXERCISES_CTEST}")

function(add_exercises chapter)
  set(order "${PROJECT_SOURCE_DIR}/exercises/${chapter}/order.toml")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${order}")
  file(READ "${order}" text)
  string(REGEX MATCHALL "\"[a-z0-9-]+\"" ids "${text}")
  foreach(id IN LISTS ids)
    string(REPLACE "\"" "" id "${id}")
    _add_exercise("${chapter}" "${id}")
  endforeach()
endfunction()

function(_add_exercise chapter id)
  set(path "${chapter}/${id}")
  set(stub "${PROJECT_SOURCE_DIR}/exercises/${path}")
  set(solution "${PROJECT_SOURCE_DIR}/solutions/${path}")
  file(STRINGS "${stub}/exercise.toml" program REGEX "^program *= *true")
  file(GLOB edited RELATIVE "${solution}" "${solution}/*.cc"
       "${solution}/oneloop/*")

  set(library oneloop_common)
  file(GLOB sources "${stub}/*.h" "${solution}/*.cc")
  foreach(source IN LISTS sources)
    file(STRINGS "${source}" ring REGEX "common/Ring.h")
    if(ring)
      set(library oneloop_uring)
    endif()
  endforeach()
  if(NOT TARGET ${library})
    foreach(target exercise.${id} solution.${id})
      add_custom_target(${target}
        COMMAND "${CMAKE_COMMAND}" -E echo "[SKIPPED] liburing is missing"
        COMMAND "${CMAKE_COMMAND}" -E false)
    endforeach()
    oneloop_add_skipped_test("exercise ${id}" "liburing is missing")
    return()
  endif()

  # What the judge and the learner's program are compiled and linked with.
  add_library(layer.${id} INTERFACE)
  target_link_libraries(layer.${id} INTERFACE ${library})
  target_compile_options(layer.${id} INTERFACE ${_exercise_flags})
  if(TARGET ${chapter}.lib)
    _exercise_layer(layer.${id} ${chapter}.lib "${path}" ${edited})
  endif()

  # The judge does not depend on the learner's code: it is compiled once.
  add_library(judge.${id} OBJECT EXCLUDE_FROM_ALL "${stub}/test.cc")
  target_link_libraries(judge.${id} PUBLIC oneloop_exercise layer.${id})
  file(STRINGS "${stub}/exercise.toml" measures REGEX "^kind *= *\"measure\"")
  if(measures)
    set_target_properties(judge.${id} PROPERTIES ONELOOP_OPTIMIZED ON)
  endif()

  list(TRANSFORM edited PREPEND "${stub}/" OUTPUT_VARIABLE theirs)
  set(ours)
  foreach(file IN LISTS edited)
    if(file MATCHES "^oneloop/(.+)\\.cc$" AND IS_SYMLINK "${solution}/${file}")
      # It is the chapter's own file, which is compiled already.
      get_target_property(objects ${chapter}.lib ONELOOP_OBJECTS)
      list(APPEND ours
        "$<FILTER:${objects},INCLUDE,/${CMAKE_MATCH_1}\\.cc\\.o$>")
    else()
      list(APPEND ours "${solution}/${file}")
    endif()
  endforeach()
  _exercise_program(exercise.${id} exercises ${id} "${program}" ${theirs})
  _exercise_program(solution.${id} solutions ${id} "${program}" ${ours})
  add_dependencies(exercises exercise.${id} solution.${id} exercise_proof)

  file(APPEND "${ONELOOP_EXERCISES_CTEST}" "
if(EXISTS \"${ONELOOP_BIN}/solutions/${id}\")
  add_test(\"exercise ${id}: the stub fails as intended and the solution passes\"
    \"${ONELOOP_BIN}/exercise_proof\" \"${PROJECT_SOURCE_DIR}\"
    \"${PROJECT_BINARY_DIR}\" \"${path}\")
  set_tests_properties(
    \"exercise ${id}: the stub fails as intended and the solution passes\"
    PROPERTIES LABELS exercises TIMEOUT 120
               SKIP_REGULAR_EXPRESSION \"\\\\[SKIPPED\\\\]\")
endif()
")
endfunction()

# Gives `layer` the include folders of a chapter's library, and its objects but
# for those that the edited files replace.
function(_exercise_layer layer library path)
  get_target_property(includes ${library} INTERFACE_INCLUDE_DIRECTORIES)
  get_target_property(objects ${library} ONELOOP_OBJECTS)
  foreach(file IN LISTS ARGN)
    if(file MATCHES "\\.h$")
      message(FATAL_ERROR "solutions/${path}/${file}: an exercise replaces .cc "
        "files only. Its own headers stand in exercises/${path}.")
    elseif(file MATCHES "^oneloop/(.+)\\.cc$")
      set(objects "$<FILTER:${objects},EXCLUDE,/${CMAKE_MATCH_1}\\.cc\\.o$>")
    endif()
  endforeach()
  target_include_directories(${layer} INTERFACE ${includes})
  target_link_libraries(${layer} INTERFACE "${objects}")
endfunction()

function(_exercise_program target folder id program)
  set(theirs ${ARGN})
  add_executable(${target} EXCLUDE_FROM_ALL)
  if(program)
    add_executable(${target}.program EXCLUDE_FROM_ALL ${theirs})
    target_link_libraries(${target}.program PRIVATE layer.${id})
    set_target_properties(${target}.program PROPERTIES ONELOOP_OPTIMIZED ON
      OUTPUT_NAME ${id}-program
      RUNTIME_OUTPUT_DIRECTORY "${ONELOOP_BIN}/${folder}")
    add_dependencies(${target} ${target}.program)
  else()
    target_sources(${target} PRIVATE ${theirs})
  endif()
  target_link_libraries(${target} PRIVATE judge.${id} oneloop_exercise)
  set_target_properties(${target} PROPERTIES ONELOOP_OPTIMIZED ON
    OUTPUT_NAME ${id}
    LINKER_LANGUAGE CXX RUNTIME_OUTPUT_DIRECTORY "${ONELOOP_BIN}/${folder}")
endfunction()

# Some distributions fortify what is optimised: the sanitizers' reports, which
# name the line, are the better teachers.
set(_exercise_flags -U_FORTIFY_SOURCE)
