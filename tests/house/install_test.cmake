# Installs into an empty folder, builds the example as a stranger would, and runs it.
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
run(${CMAKE_COMMAND} -S ${example} -B ${folder}/build -G ${generator}
    -DCMAKE_PREFIX_PATH=${folder}/prefix -DCMAKE_CXX_COMPILER=${compiler}
    -DCMAKE_BUILD_TYPE=${type} -DCMAKE_CXX_FLAGS=${flags})
run(${CMAKE_COMMAND} --build ${folder}/build)
run(${folder}/build/compose_one ${folder}/chorale.mid)

file(READ ${folder}/chorale.mid magic LIMIT 4 HEX)
if(NOT magic STREQUAL "4d546864") # "MThd"
  message(FATAL_ERROR "the example wrote no MIDI file: it begins with ${magic}")
endif()
