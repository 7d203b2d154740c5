# The overlay of the chapters from 09 on: which version of a file a chapter
# has, and what the manifest of a layer may say. chapters.cmake uses it.
#
# Global properties keep the state after the layers read so far:
#
#   ONELOOP_LAYERS       their names, newest first
#   ONELOOP_FILES        the files of the tree: oneloop/X.h, tests/X_test.cc, ...
#   ONELOOP_HOME_<file>  the layer whose version of the file counts
#   ONELOOP_GONE         the files that a layer has removed
#   ONELOOP_INCLUDES     the folders for -I, newest first
#   ONELOOP_OBJECT_<path>
#                        the object of a source, if an earlier layer has compiled
#                        it and no file that it includes has changed since

# Sets `out` to a global property.
function(_layer_get property out)
  get_property(value GLOBAL PROPERTY ONELOOP_${property})
  set(${out} "${value}" PARENT_SCOPE)
endfunction()

# Says what is wrong with a manifest, given the tree before it.
function(_layer_check name adds changes removes)
  _layer_get(LAYERS layers)
  if(layers)
    list(GET layers 0 last)
    if(NOT name STRGREATER last)
      message(FATAL_ERROR "add_chapter(${name}) must stand before ${last}: "
        "each layer builds on those above it.")
    endif()
  endif()
  _layer_get(FILES files)
  _layer_get(GONE gone)
  foreach(file IN LISTS adds)
    if(file IN_LIST files)
      _layer_get(HOME_${file} home)
      message(FATAL_ERROR "add_chapter(${name} ADDS ${file}): ${home} has it "
        "already. List it under CHANGES.")
    elseif(file IN_LIST gone)
      message(FATAL_ERROR "add_chapter(${name} ADDS ${file}): an earlier "
        "chapter removed a file of that name. Choose a new name.")
    elseif(NOT file MATCHES "^(oneloop|tests|programs)/[^/]+\\.(h|cc)$")
      message(FATAL_ERROR "add_chapter(${name} ADDS ${file}): a layer holds "
        "X.h and X.cc in oneloop/, tests/ and programs/.")
    endif()
  endforeach()
  foreach(file IN LISTS changes removes)
    if(NOT file IN_LIST files)
      message(FATAL_ERROR "add_chapter(${name}): it cannot change or remove "
        "${file}, because no earlier chapter has it.")
    endif()
  endforeach()
  foreach(file IN LISTS changes)
    if(file IN_LIST removes)
      message(FATAL_ERROR "add_chapter(${name}) both changes and removes "
        "${file}.")
    endif()
    _layer_get(HOME_${file} home)
    _layer_check_change("${name}" "${home}" "${file}")
  endforeach()
endfunction()

# Applies a manifest to the tree.
function(_layer_update name adds changes removes)
  _layer_get(LAYERS layers)
  _layer_get(FILES files)
  _layer_get(GONE gone)
  list(APPEND files ${adds})
  list(REMOVE_ITEM files ${removes})
  list(APPEND gone ${removes})
  list(PREPEND layers ${name})
  set_property(GLOBAL PROPERTY ONELOOP_FILES "${files}")
  set_property(GLOBAL PROPERTY ONELOOP_GONE "${gone}")
  set_property(GLOBAL PROPERTY ONELOOP_LAYERS "${layers}")
  foreach(file IN LISTS adds changes)
    set_property(GLOBAL PROPERTY ONELOOP_HOME_${file} ${name})
  endforeach()
  _layer_forget_objects(${changes} ${removes})
  _layer_includes("${name}" ${removes})
endfunction()

# Given the files that a layer changes or removes: the sources that include one
# of them, or a file that does, must be compiled again.
function(_layer_forget_objects)
  set(changed ${ARGN})
  _layer_get(FILES files)
  set(more ${changed})
  while(more)
    set(more)
    list(REMOVE_ITEM files ${changed})
    foreach(file IN LISTS files)
      _layer_resolve("^${file}$" path)
      set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${path}")
      file(STRINGS "${path}" included REGEX "^#include \"")
      list(TRANSFORM included REPLACE "^#include \"([^\"]+)\".*" "\\1")
      set(same ${included})
      list(REMOVE_ITEM same ${changed})
      if(NOT "${same}" STREQUAL "${included}")
        list(APPEND more ${file})
        set_property(GLOBAL PROPERTY ONELOOP_OBJECT_${path} "")
      endif()
    endforeach()
    list(APPEND changed ${more})
  endwhile()
endfunction()

# A change of nothing, or of white space only, is not a new version.
function(_layer_check_change name earlier file)
  foreach(chapter IN ITEMS ${earlier} ${name})
    file(READ "${PROJECT_SOURCE_DIR}/chapters/${chapter}/${file}" text)
    string(REGEX REPLACE "[ \t\r\n]+" "" text "${text}")
    string(SHA256 digest_${chapter} "${text}")
  endforeach()
  if(digest_${name} STREQUAL digest_${earlier})
    message(FATAL_ERROR "add_chapter(${name} CHANGES ${file}): it differs from "
      "${earlier}'s at most in white space. Delete it: it is inherited.")
  endif()
endfunction()

# The include folders of a layer. A header that it removes would still be found
# in an earlier folder, so a file that says so stands before it.
function(_layer_includes name)
  _layer_get(INCLUDES includes)
  list(FILTER ARGN INCLUDE REGEX "\\.h$")
  if(ARGN)
    set(shadow "${PROJECT_BINARY_DIR}/removed/${name}")
    foreach(file IN LISTS ARGN)
      file(CONFIGURE OUTPUT "${shadow}/${file}"
        CONTENT "#error chapter ${name} has removed ${file}\n")
    endforeach()
    list(PREPEND includes "${shadow}")
  endif()
  list(PREPEND includes "${PROJECT_SOURCE_DIR}/chapters/${name}")
  set_property(GLOBAL PROPERTY ONELOOP_INCLUDES "${includes}")
endfunction()

# Sets `out` to the path of the version that counts of each file of the tree
# that matches a regular expression.
function(_layer_resolve regex out)
  set(paths)
  _layer_get(FILES files)
  list(FILTER files INCLUDE REGEX "${regex}")
  foreach(file IN LISTS files)
    _layer_get(HOME_${file} home)
    list(APPEND paths "${PROJECT_SOURCE_DIR}/chapters/${home}/${file}")
  endforeach()
  set(${out} ${paths} PARENT_SCOPE)
endfunction()

# Makes NN-name.lib of the sources in oneloop/. Its property ONELOOP_OBJECTS
# holds its objects.
function(_layer_library name)
  set(target ${name}.lib)
  _layer_resolve("^oneloop/.*\\.cc$" sources)
  set(scope PUBLIC)
  set(kind STATIC)
  if(NOT sources)
    set(scope INTERFACE)
    set(kind INTERFACE)
  endif()
  _layer_split(${target} sources objects ${sources})
  add_library(${target} ${kind} ${sources} ${objects})
  if(sources)
    list(APPEND objects "$<TARGET_OBJECTS:${target}>")
  endif()
  _layer_get(INCLUDES includes)
  target_include_directories(${target} ${scope} ${includes})
  target_link_libraries(${target} ${scope} oneloop_common)
  # CMake refuses to link two values of ONELOOP_CHAPTER into one program.
  set_target_properties(${target} PROPERTIES ONELOOP_OPTIMIZED ON
    ONELOOP_OBJECTS "${objects}" LINKER_LANGUAGE CXX
    INTERFACE_ONELOOP_CHAPTER ${name}
    COMPATIBLE_INTERFACE_STRING ONELOOP_CHAPTER)
  add_dependencies(${name} ${target})
endfunction()

# Sets `out` to what the test program of a layer is made of, given its tests:
# objects, and the tests that start a program. These are compiled for each
# chapter, since each has programs of its own.
function(_layer_test_parts name out)
  set(starting)
  foreach(test IN LISTS ARGN)
    _layer_started_programs("${test}" programs)
    if(programs)
      list(APPEND starting "${test}")
    endif()
  endforeach()
  list(REMOVE_ITEM ARGN ${starting})
  set(target ${name}.tests.objects)
  _layer_split(${target} sources objects ${ARGN})
  if(sources)
    add_library(${target} OBJECT ${sources})
    target_link_libraries(${target} PRIVATE ${name}.lib oneloop_doctest)
    list(APPEND objects "$<TARGET_OBJECTS:${target}>")
  endif()
  set(${out} ${objects} ${starting} PARENT_SCOPE)
endfunction()

# Splits the sources of a target: `sources` are those that it must compile,
# `objects` are those of the others, from earlier layers.
function(_layer_split target sources objects)
  set(new)
  set(old)
  foreach(source IN LISTS ARGN)
    _layer_get(OBJECT_${source} object)
    if(object)
      list(APPEND old "${object}")
    else()
      list(APPEND new "${source}")
      cmake_path(GET source FILENAME name)
      set_property(GLOBAL PROPERTY ONELOOP_OBJECT_${source}
        "$<FILTER:$<TARGET_OBJECTS:${target}>,INCLUDE,/${name}.o$>")
    endif()
  endforeach()
  set(${sources} ${new} PARENT_SCOPE)
  set(${objects} ${old} PARENT_SCOPE)
endfunction()

# Gives the headers of a layer a line each in compile_commands.json. Without it
# an editor takes the flags of a file of that name in any chapter. Nothing needs
# to build the target.
function(_layer_headers name)
  list(FILTER ARGN INCLUDE REGEX "\\.h$")
  if(ARGN)
    add_library(${name}.headers OBJECT EXCLUDE_FROM_ALL ${ARGN})
    set_source_files_properties(${ARGN} PROPERTIES LANGUAGE CXX)
    target_link_libraries(${name}.headers PRIVATE ${name}.lib)
  endif()
endfunction()

# Sets `out` to what a layer builds, given its own files: also the programs
# that its tests start, and the tests that it inherits.
function(_layer_sources own out)
  set(built ${own})
  list(FILTER own INCLUDE REGEX "/tests/")
  foreach(test IN LISTS own)
    _layer_started_programs("${test}" programs)
    list(APPEND built ${programs})
  endforeach()
  _layer_resolve("^tests/.*\\.cc$" tests)
  foreach(test IN LISTS tests)
    _layer_started_programs("${test}" programs)
    list(REMOVE_ITEM programs ${built})
    if(NOT programs)
      list(APPEND built "${test}")
    endif()
  endforeach()
  list(REMOVE_DUPLICATES built)
  set(${out} ${built} PARENT_SCOPE)
endfunction()

# Sets `out` to the sources of the programs that a test starts.
function(_layer_started_programs test out)
  set(programs)
  file(READ "${test}" text)
  string(REGEX MATCHALL "ONELOOP_PROGRAM\\([ \n]*\"[^\"]+" names "${text}")
  list(TRANSFORM names REPLACE ".*\"" "")
  foreach(name IN LISTS names)
    _layer_resolve("^programs/${name}\\.cc$" program)
    if(NOT program)
      _layer_get(LAYERS layers)
      list(GET layers 0 layer)
      message(FATAL_ERROR "${test} starts the program ${name}, which is not in "
        "${layer}'s tree.")
    endif()
    list(APPEND programs "${program}")
  endforeach()
  set(${out} ${programs} PARENT_SCOPE)
endfunction()
