# Finds FluidSynth's header and library and defines FluidSynth::fluidsynth.
find_path(FluidSynth_INCLUDE_DIR fluidsynth.h)
find_library(FluidSynth_LIBRARY fluidsynth)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(FluidSynth REQUIRED_VARS FluidSynth_LIBRARY FluidSynth_INCLUDE_DIR)
if(FluidSynth_FOUND AND NOT TARGET FluidSynth::fluidsynth)
  add_library(FluidSynth::fluidsynth UNKNOWN IMPORTED)
  set_target_properties(FluidSynth::fluidsynth PROPERTIES IMPORTED_LOCATION "${FluidSynth_LIBRARY}"
                        INTERFACE_INCLUDE_DIRECTORIES "${FluidSynth_INCLUDE_DIR}")
endif()
mark_as_advanced(FluidSynth_INCLUDE_DIR FluidSynth_LIBRARY)
