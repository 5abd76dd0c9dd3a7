# Removes what `cmake --install` wrote, and the folders named bachprop, with those inside them, that it
# leaves empty:
#   cmake -D build=build/compose -D prefix=/usr/local -P cmake/uninstall.cmake
cmake_minimum_required(VERSION 3.25)
set(manifest "${build}/install_manifest.txt")
get_filename_component(prefix "${prefix}" ABSOLUTE)
if(NOT EXISTS "${manifest}")
  message(FATAL_ERROR "${manifest} is missing, which says what was installed; "
                      "`make install PREFIX=${prefix}` writes it anew")
endif()

# Line by line: a bracket in a path would change where a list of CMake's is split.
file(READ "${manifest}" lines)
set(rest "${lines}")
while(rest MATCHES "^([^\n]+)\n?(.*)$")
  set(file "${CMAKE_MATCH_1}")
  set(rest "${CMAKE_MATCH_2}")
  cmake_path(IS_PREFIX prefix "${file}" NORMALIZE inside)
  if(NOT inside)
    message(FATAL_ERROR "the last installation was not into ${prefix}: it wrote ${file}; "
                        "give its folder: make uninstall PREFIX=...")
  endif()
endwhile()

# Removes the folder where it is empty and below a folder named bachprop, then the one that holds it.
function(remove_empty folder)
  file(RELATIVE_PATH place "${prefix}" "${folder}")
  if(place MATCHES "(^|/)bachprop(/|$)")
    # rmdir refuses a folder that holds anything.
    execute_process(COMMAND rmdir -- "$ENV{DESTDIR}${folder}" ERROR_QUIET)
    if(NOT EXISTS "$ENV{DESTDIR}${folder}")
      get_filename_component(parent "${folder}" DIRECTORY)
      remove_empty("${parent}")
    endif()
  endif()
endfunction()

set(count 0)
set(rest "${lines}")
while(rest MATCHES "^([^\n]+)\n?(.*)$")
  set(file "${CMAKE_MATCH_1}")
  set(rest "${CMAKE_MATCH_2}")
  file(REMOVE "$ENV{DESTDIR}${file}")
  get_filename_component(folder "${file}" DIRECTORY)
  remove_empty("${folder}")
  math(EXPR count "${count} + 1")
endwhile()
message(STATUS "${count} files removed from ${prefix}")
file(REMOVE "${manifest}")
