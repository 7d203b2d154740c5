# The library of the newest layer, as others use it:
#
#   oneloop::oneloop   the library          build target: oneloop
#   oneloop::muduo     muduo's headers      build target: oneloop_muduo
#   library            builds both, and nothing else
#
#   cmake --build --preset release --target library
#   cmake --install build/release --prefix DIR
#
# installs them with their headers, the licence, and what find_package(oneloop)
# reads. muduo/README.md shows a program that uses them.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(_package_include "${CMAKE_INSTALL_INCLUDEDIR}/oneloop")
set(_package_cmake "${CMAKE_INSTALL_LIBDIR}/cmake/oneloop")

# oneloop_package(TARGET NAME EXPORT): it is oneloop::NAME, here and installed.
function(oneloop_package target name export)
  add_library(oneloop::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  target_compile_features(${target} PUBLIC cxx_std_20)
  # Our warnings and sanitizers are not those of others.
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:oneloop_flags>)
  target_include_directories(${target} INTERFACE
    $<INSTALL_INTERFACE:${_package_include}>)
  install(TARGETS ${target} EXPORT ${export}
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
  install(EXPORT ${export} NAMESPACE oneloop::
    DESTINATION "${_package_cmake}")
endfunction()

_layer_get(LAYERS _package_layers)
list(GET _package_layers 0 _package_layer)
_layer_get(INCLUDES _package_includes)
list(APPEND _package_includes "${PROJECT_SOURCE_DIR}")

# What the layers use of common/.
set(_package_common accept check Fd log)
list(TRANSFORM _package_common PREPEND "${PROJECT_SOURCE_DIR}/common/")
list(TRANSFORM _package_common APPEND .cc OUTPUT_VARIABLE _package_sources)
list(TRANSFORM _package_common APPEND .h OUTPUT_VARIABLE _package_common)

get_target_property(_package_objects ${_package_layer}.lib ONELOOP_OBJECTS)
add_library(oneloop STATIC ${_package_objects} ${_package_sources})
oneloop_package(oneloop oneloop oneloopTargets)
target_link_libraries(oneloop PUBLIC Threads::Threads PRIVATE fmt::fmt)
foreach(folder IN LISTS _package_includes)
  target_include_directories(oneloop PUBLIC $<BUILD_INTERFACE:${folder}>)
endforeach()

_layer_resolve("^oneloop/.*\\.h$" _package_headers)
install(FILES ${_package_headers} DESTINATION "${_package_include}/oneloop")
install(FILES ${_package_common} DESTINATION "${_package_include}/common")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE"
  DESTINATION "${CMAKE_INSTALL_DOCDIR}")

configure_package_config_file(
  "${CMAKE_CURRENT_LIST_DIR}/oneloopConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/package/oneloopConfig.cmake"
  INSTALL_DESTINATION "${_package_cmake}")
write_basic_package_version_file(
  "${PROJECT_BINARY_DIR}/package/oneloopConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/package/oneloopConfig.cmake"
  "${PROJECT_BINARY_DIR}/package/oneloopConfigVersion.cmake"
  DESTINATION "${_package_cmake}")

add_custom_target(library DEPENDS oneloop oneloop_muduo)
