// How loud each note of a score is played where nobody has said it: docs/sound.md, "Dynamics".
#pragma once

#include <span>
#include <vector>

#include "bachprop/arrange/arrangement.h"
#include "bachprop/notation/notated_score.h"

namespace bachprop {

enum class Dynamics {
  kShaped,  // by rules
  kFlat     // all notes alike
};

// A MIDI velocity for each note. The melody is above the bass, and both above inner voices. Each
// phrase of the melody rises slightly to its middle, and the metre has accents. `notes` are sorted
// by onset, `bars` as lay_out_bars gives them. Empty for Dynamics::kFlat.
[[nodiscard]] std::vector<int> velocities_of(std::span<const PlacedNote> notes,
                                             std::span<const NotatedBar> bars, Dynamics dynamics);

}  // namespace bachprop
