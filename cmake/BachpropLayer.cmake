# One layer of the house is one static library, bachprop::<name>, made of src/bachprop/<name>/*.cpp.
# Its unit tests, *_test.cpp beside the code, become one test program, <name>_test.

add_library(bachprop_options INTERFACE)
if(BACHPROP_WARNINGS)
  target_compile_options(
    bachprop_options
    INTERFACE -Wall
              -Wextra
              -Wpedantic
              -Wconversion
              -Wmissing-declarations
              -Werror)
endif()
# GCC clears up its memory less often, which saves a tenth of the time; a job takes up to 1.3 GB.
target_compile_options(
  bachprop_options
  INTERFACE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:--param=ggc-min-heapsize=1000000>)
# Version 12 warns of "text" + string where it inlines much: GCC's bug 105651.
target_compile_options(
  bachprop_options
  INTERFACE $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>)
if(BACHPROP_UNITY AND BACHPROP_WARNINGS)
  # A name of its neighbours' hides nothing from a source. And GCC takes all but the text itself for
  # headers, where a member of a type that each file has of its own would be a mistake.
  target_compile_options(
    bachprop_options
    INTERFACE $<IF:$<CXX_COMPILER_ID:GNU>,-Wshadow=local;-Wno-subobject-linkage,-Wno-shadow>)
elseif(BACHPROP_WARNINGS)
  target_compile_options(bachprop_options INTERFACE -Wshadow)
endif()
if(BACHPROP_SANITIZE)
  target_compile_options(bachprop_options INTERFACE -fsanitize=${BACHPROP_SANITIZE}
                                                   -fno-omit-frame-pointer)
  if(BACHPROP_SANITIZE MATCHES "undefined")
    target_compile_options(bachprop_options INTERFACE -fno-sanitize-recover=all)
  endif()
  # Public, so that programs that use the static libraries link the run-time too.
  add_link_options(-fsanitize=${BACHPROP_SANITIZE})
endif()

# What is installed names its sources as src/bachprop/..., wherever it was built.
add_library(bachprop_paths INTERFACE)
target_compile_options(bachprop_paths INTERFACE -ffile-prefix-map=${PROJECT_BINARY_DIR}/=
                                                -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)

# Outside of the engine nothing takes long: it is optimised less, which compiles in two thirds of the
# time. There GCC takes values for uninitialised that it would see set if it optimised more.
set(BACHPROP_LESS_OPTIMISED
    $<$<CONFIG:Release>:-O1> $<$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU>>:-Wno-maybe-uninitialized>)

# bachprop_layer(<name> [ENGINE] DEPENDS <layers and libraries>... PRIVATE_DEPENDS <libraries>...)
#
# ENGINE: training or composing spends its time there.
function(bachprop_layer name)
  cmake_parse_arguments(arg "ENGINE" "" "DEPENDS;PRIVATE_DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.cpp)
  if(tests)
    list(REMOVE_ITEM sources ${tests})
  endif()

  if(NOT sources)
    add_library(bachprop_${name} INTERFACE)
    add_library(bachprop::${name} ALIAS bachprop_${name})
    target_link_libraries(bachprop_${name} INTERFACE ${arg_DEPENDS})
    return()
  endif()

  add_library(bachprop_${name} STATIC ${sources})
  add_library(bachprop::${name} ALIAS bachprop_${name})
  set_target_properties(bachprop_${name} PROPERTIES EXPORT_NAME ${name} LINKER_LANGUAGE CXX
                                                    POSITION_INDEPENDENT_CODE ON)
  target_compile_features(bachprop_${name} PUBLIC cxx_std_20)
  target_include_directories(
    bachprop_${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>
                            $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(
    bachprop_${name}
    PUBLIC ${arg_DEPENDS}
    PRIVATE $<BUILD_INTERFACE:bachprop_options> $<BUILD_INTERFACE:bachprop_paths> ${arg_PRIVATE_DEPENDS})
  if(NOT arg_ENGINE)
    target_compile_options(bachprop_${name} PRIVATE ${BACHPROP_LESS_OPTIMISED})
  endif()
  bachprop_unity(bachprop_${name} ${sources})
  set_property(GLOBAL APPEND PROPERTY BACHPROP_LAYERS bachprop_${name})

  if(BACHPROP_BUILD_TESTS AND tests)
    add_executable(${name}_test ${tests})
    bachprop_unity(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE bachprop::${name} bachprop_options GTest::gtest_main)
    target_compile_options(${name}_test PRIVATE ${BACHPROP_LESS_OPTIMISED})
    target_compile_definitions(${name}_test PRIVATE BACHPROP_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    gtest_discover_tests(${name}_test DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 300)
  endif()
endfunction()
