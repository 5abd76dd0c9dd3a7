# Removes what `cmake --install` wrote, and the folders named bachprop that it leaves empty:
#   cmake -D build=build/compose -D prefix=/usr/local -P cmake/uninstall.cmake
cmake_minimum_required(VERSION 3.25)
set(manifest ${build}/install_manifest.txt)
get_filename_component(prefix ${prefix} ABSOLUTE)
if(NOT EXISTS ${manifest})
  message(FATAL_ERROR "${manifest} is missing, which says what was installed; "
                      "`make install PREFIX=${prefix}` writes it anew")
endif()

file(STRINGS ${manifest} files)
foreach(file ${files})
  cmake_path(IS_PREFIX prefix ${file} NORMALIZE inside)
  if(NOT inside)
    message(FATAL_ERROR "the last installation was not into ${prefix}: it wrote ${file}; "
                        "give its folder: make uninstall PREFIX=...")
  endif()
endforeach()

set(folders "")
foreach(file ${files})
  file(REMOVE $ENV{DESTDIR}${file})
  get_filename_component(folder ${file} DIRECTORY)
  while(folder MATCHES "/bachprop(/|$)")
    list(APPEND folders ${folder})
    get_filename_component(folder ${folder} DIRECTORY)
  endwhile()
endforeach()

# A folder before the folder that holds it; what holds something else stays.
list(REMOVE_DUPLICATES folders)
list(SORT folders ORDER DESCENDING)
foreach(folder ${folders})
  file(GLOB left $ENV{DESTDIR}${folder}/* $ENV{DESTDIR}${folder}/.*)
  list(FILTER left EXCLUDE REGEX "/\\.\\.?$")
  if(IS_DIRECTORY $ENV{DESTDIR}${folder} AND NOT left)
    file(REMOVE_RECURSE $ENV{DESTDIR}${folder})
  endif()
endforeach()
list(LENGTH files count)
message(STATUS "${count} files removed from ${prefix}")
file(REMOVE ${manifest})
