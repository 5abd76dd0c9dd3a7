// Compares our MIDI reader with an independent one, npm's midi-file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bachprop/base/result.h"

namespace bachprop {

// Why the independent reader cannot be run here; empty if it can. A test then says that it is
// skipped, with this reason.
[[nodiscard]] std::string why_no_independent_reader();

struct Comparison {
  std::size_t files = 0;
  std::size_t note_ons = 0;                // as the independent reader counts them
  std::vector<std::string> disagreements;  // one line for each file
};

// Whether both readers find the same note-ons (tick and pitch, track by track) in every file.
[[nodiscard]] Result<Comparison> compare_with_independent_reader(
    const std::vector<std::filesystem::path>& files);

}  // namespace bachprop
