# `cmake --install`: beside the program, the library for find_package(bachprop): headers, one static
# library a layer (bachprop::score, bachprop::train ...) and bachprop::bachprop, which is all of
# them. The command line is a program, not a library, and stays at home. Licences and model cards go
# with both.
include(CMakePackageConfigHelpers)

get_property(layers GLOBAL PROPERTY BACHPROP_LAYERS)
list(REMOVE_ITEM layers bachprop_cli)

add_library(bachprop_all INTERFACE)
add_library(bachprop::bachprop ALIAS bachprop_all)
set_target_properties(bachprop_all PROPERTIES EXPORT_NAME bachprop)
target_link_libraries(bachprop_all INTERFACE ${layers})

install(TARGETS ${layers} bachprop_all EXPORT bachprop-targets)

include(BachpropPublicHeaders)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS cmake/public_headers.txt)
bachprop_public_headers(${PROJECT_SOURCE_DIR} public_headers)
foreach(header IN LISTS public_headers)
  cmake_path(GET header PARENT_PATH folder)
  install(FILES src/${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/${folder})
endforeach()

install(FILES LICENSE CHANGELOG.md licences/NOTICES.txt licences/GPL-3.txt licences/Apache-2.0.txt
        TYPE DOC)
install(FILES models/chorales.md models/nottingham.md DESTINATION ${CMAKE_INSTALL_DOCDIR}/models)
install(PROGRAMS tools/piano_rolls.py DESTINATION ${CMAKE_INSTALL_DATADIR}/bachprop)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/bachprop)
install(EXPORT bachprop-targets NAMESPACE bachprop:: DESTINATION ${package_folder})
configure_package_config_file(cmake/bachprop-config.cmake.in bachprop-config.cmake
                              INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(bachprop-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/bachprop-config.cmake
              ${PROJECT_BINARY_DIR}/bachprop-config-version.cmake
              cmake/FindFluidSynth.cmake
              cmake/FindSndFile.cmake
              cmake/FindEbur128.cmake
        DESTINATION ${package_folder})

# For builds without CMake: pkg-config --cflags --libs bachprop. Its paths are those of wherever the
# file lies.
set(pkgconfig_folder ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH bachprop_prefix_from_pkgconfig /prefix/${pkgconfig_folder} /prefix)
list(TRANSFORM layers PREPEND "-l" OUTPUT_VARIABLE bachprop_libraries)
list(JOIN bachprop_libraries " " bachprop_libraries)
configure_file(cmake/bachprop.pc.in bachprop.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/bachprop.pc DESTINATION ${pkgconfig_folder})
