// New music as a MIDI file, for sequencers and for whoever reads it again.
#pragma once

#include <cstddef>
#include <vector>

#include "bachprop/notation/sheet.h"
#include "bachprop/score/score.h"

namespace bachprop {

// A format 1 file of exactly the notes of `score`, on the tracks of those who play them in `sheet`,
// which make_sheet made of it. The tracks have their names, channels and programs. A note that the
// arrangement moved by octaves is in its player's track at the pitch of the score. Notes that it
// left out have a track of their own, "Other notes". Title, tempos and metre are those of the
// score. The key is the sheet's where the score states none, and velocities that it does not state
// are shaped by rules. read_score gives the notes back. It
// knows that they were composed, until somebody changes them. So make_sheet makes the same sheet of
// them.
[[nodiscard]] std::vector<std::byte> write_composed_midi(const Score& score, const Sheet& sheet,
                                                         Dynamics dynamics = Dynamics::kShaped);

}  // namespace bachprop
