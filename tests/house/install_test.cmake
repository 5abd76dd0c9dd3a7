# Installs into an empty folder, looks at what is there, builds the example as a stranger would, with
# CMake and with pkg-config, runs it, and uninstalls.
cmake_minimum_required(VERSION 3.25)
set(folder ${build}/install_test)
file(REMOVE_RECURSE ${folder})

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
endfunction()

set(flags "")
if(sanitize)
  set(flags "-fsanitize=${sanitize}")
endif()
run(${CMAKE_COMMAND} --install ${build} --prefix ${folder}/prefix)

# No file says where it was built. (Sanitizers note the place of each check.)
foreach(path ${build} ${source})
  execute_process(COMMAND grep -rlF ${path} ${folder}/prefix OUTPUT_VARIABLE telling)
  if(telling AND NOT sanitize)
    message(FATAL_ERROR "${path} is in these installed files:\n${telling}")
  endif()
endforeach()

# Licences go with the program.
foreach(file LICENSE NOTICES.txt GPL-3.txt Apache-2.0.txt models/chorales.md models/nottingham.md)
  if(NOT EXISTS ${folder}/prefix/share/doc/bachprop/${file})
    message(FATAL_ERROR "share/doc/bachprop/${file} is not installed")
  endif()
endforeach()
# So do the pages of the manual and the completions, where man and the shells look for them.
foreach(file man/man1/bachprop.1 man/man1/bachprop-train.1 man/man1/bachprop-listening-test.1
             bash-completion/completions/bachprop zsh/site-functions/_bachprop
             fish/vendor_completions.d/bachprop.fish)
  if(NOT EXISTS ${folder}/prefix/share/${file})
    message(FATAL_ERROR "share/${file} is not installed")
  endif()
endforeach()

# The headers are those of cmake/public_headers.txt and what they include.
include(${source}/cmake/BachpropPublicHeaders.cmake)
bachprop_public_headers(${source} stated)
file(GLOB_RECURSE installed RELATIVE ${folder}/prefix/include ${folder}/prefix/include/*)
list(SORT stated)
list(SORT installed)
if(NOT "${installed}" STREQUAL "${stated}")
  set(more ${installed})
  set(missing ${stated})
  list(REMOVE_ITEM more ${stated})
  list(REMOVE_ITEM missing ${installed})
  message(FATAL_ERROR "installed, but not stated: ${more}; stated, but not installed: ${missing}")
endif()
# Each that is promised can be included alone, by a stranger who has only what is installed.
file(STRINGS ${source}/cmake/public_headers.txt promised REGEX "^[^#]")
foreach(header IN LISTS promised)
  file(WRITE ${folder}/alone.cpp "#include <${header}>\n")
  execute_process(COMMAND ${compiler} -std=c++20 -DFMT_SHARED -fsyntax-only -I${folder}/prefix/include ${folder}/alone.cpp
                  RESULT_VARIABLE failed ERROR_VARIABLE why)
  if(failed)
    message(FATAL_ERROR "${header} cannot be included alone:\n${why}")
  endif()
endforeach()

run(${CMAKE_COMMAND} -S ${example} -B ${folder}/build -G ${generator}
    -DCMAKE_PREFIX_PATH=${folder}/prefix -DCMAKE_CXX_COMPILER=${compiler}
    -DCMAKE_BUILD_TYPE=${type} -DCMAKE_CXX_FLAGS=${flags})
run(${CMAKE_COMMAND} --build ${folder}/build)
run(${folder}/build/compose_one ${folder}/chorale.mid)

file(READ ${folder}/chorale.mid magic LIMIT 4 HEX)
if(NOT magic STREQUAL "4d546864") # "MThd"
  message(FATAL_ERROR "the example wrote no MIDI file: it begins with ${magic}")
endif()

# The example of the whole library makes of a folder the model that the program makes of it.
file(COPY ${source}/tests/cases/pickup_frere.mid ${source}/tests/cases/pickup_c_scale.mid
          ${source}/tests/cases/held_arpeggio.mid ${source}/tests/cases/unison_3.mid
          ${source}/tests/cases/format0_channels.mid ${source}/tests/cases/single_named_track.mid
     DESTINATION ${folder}/music)
file(MAKE_DIRECTORY ${folder}/out)
run(${CMAKE_COMMAND} -S ${source}/examples/library -B ${folder}/build_library -G ${generator}
    -DCMAKE_PREFIX_PATH=${folder}/prefix -DCMAKE_CXX_COMPILER=${compiler}
    -DCMAKE_BUILD_TYPE=${type} -DCMAKE_CXX_FLAGS=${flags})
run(${CMAKE_COMMAND} --build ${folder}/build_library)
run(${folder}/build_library/from_folder_to_music ${folder}/music ${folder}/out)
run(${folder}/prefix/bin/bachprop train ${folder}/music -o ${folder}/program.safetensors --hidden 16
    --readout-hidden 16 --dropout 0.5 --epochs 3 --precision fp32)
run(${CMAKE_COMMAND} -E compare_files ${folder}/program.safetensors ${folder}/out/model.safetensors)
if(NOT EXISTS ${folder}/out/pieces/piece-001.musicxml)
  message(FATAL_ERROR "the example of the library wrote no sheet music")
endif()

file(GLOB_RECURSE pkgconfig ${folder}/prefix/*/bachprop.pc)
get_filename_component(pkgconfig ${pkgconfig} DIRECTORY)
set(ENV{PKG_CONFIG_PATH} ${pkgconfig})
execute_process(COMMAND pkg-config --cflags --libs bachprop COMMAND_ERROR_IS_FATAL ANY
                OUTPUT_VARIABLE words OUTPUT_STRIP_TRAILING_WHITESPACE)
separate_arguments(words)
run(${compiler} ${flags} ${example}/main.cpp -o ${folder}/compose_one ${words})
run(${folder}/compose_one ${folder}/again.mid)
run(${CMAKE_COMMAND} -E compare_files ${folder}/chorale.mid ${folder}/again.mid)

file(WRITE ${folder}/prefix/share/bachprop/mine.txt "a file of the user's own")
run(${CMAKE_COMMAND} -D build=${build} -D prefix=${folder}/prefix -P ${source}/cmake/uninstall.cmake)
file(GLOB_RECURSE left ${folder}/prefix/*)
if(NOT left STREQUAL ${folder}/prefix/share/bachprop/mine.txt)
  message(FATAL_ERROR "left after uninstalling: ${left}")
endif()
if(EXISTS ${folder}/prefix/include/bachprop)
  message(FATAL_ERROR "uninstalling leaves empty folders")
endif()

# Characters that mean something in a pattern or in a list of CMake's are only characters here, and a
# prefix that is named bachprop itself is no folder of ours.
foreach(name "p[1]" "p[" "p*?" "bachprop")
  set(mine "${folder}/${name}/share/bachprop/mine.txt")
  execute_process(COMMAND ${CMAKE_COMMAND} --install ${build} --prefix "${folder}/${name}"
                  COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
  file(WRITE "${mine}" "a file of the user's own")
  execute_process(COMMAND ${CMAKE_COMMAND} -D build=${build} -D "prefix=${folder}/${name}" -P
                          ${source}/cmake/uninstall.cmake COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
  if(NOT EXISTS "${mine}")
    message(FATAL_ERROR "uninstalling from ${name} removes a file of the user's own")
  endif()
  if(EXISTS "${folder}/${name}/include/bachprop" OR EXISTS "${folder}/${name}/bin/bachprop")
    message(FATAL_ERROR "uninstalling from ${name} leaves something")
  endif()
  if(NOT IS_DIRECTORY "${folder}/${name}/include")
    message(FATAL_ERROR "uninstalling from ${name} removes folders that are not named bachprop")
  endif()
endforeach()
