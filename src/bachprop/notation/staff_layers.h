// Notes of one staff as voices that each keep one rhythm.
#pragma once

#include <vector>

#include "bachprop/score/score.h"

namespace bachprop {

// For each note the voice of the staff, 0 .. : the smallest number of voices of which each sounds
// several notes at once only where they begin and end together. Of what begins at once the higher
// comes first. `notes` are sorted by onset, then pitch.
[[nodiscard]] std::vector<int> staff_layers(const std::vector<Note>& notes);

}  // namespace bachprop
