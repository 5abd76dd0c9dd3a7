// What the program makes of a file, as far as tests of reported files look at it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "bachprop/notation/sheet.h"
#include "bachprop/score/midi_score.h"
#include "bachprop/score/rhythm.h"

namespace bachprop {

struct CaseReading {
  std::string error;  // empty: the file was read
  ScoreReading reading;
  NormalisedRhythm rhythm;
  Quarters tick;               // 0: the file was not read
  std::optional<Sheet> sheet;  // none: there is nothing to print
  double seconds = 0;          // to the last note-off
};

// Percussion is dropped, as for learning.
[[nodiscard]] CaseReading read_case(const std::filesystem::path& file);

}  // namespace bachprop
