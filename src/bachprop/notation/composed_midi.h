// New music as a MIDI file, for sequencers and for whoever reads it again.
#pragma once

#include <cstddef>
#include <vector>

#include "bachprop/notation/sheet.h"
#include "bachprop/score/score.h"

namespace bachprop {

// A format 1 file of exactly the notes of `score`, on the tracks of those who play them in `sheet`,
// which make_sheet made of it: their names, channels and programs. A note that the arrangement
// moved by octaves is in its player's track at the pitch of the score; notes that it left out have
// a track of their own, "Other notes". Title, tempos and metre are those of the score; the key is
// the sheet's where the score states none. read_score gives the notes back, and knows until
// somebody changes them that they were composed, so that make_sheet makes the same sheet of them.
[[nodiscard]] std::vector<std::byte> write_composed_midi(const Score& score, const Sheet& sheet);

}  // namespace bachprop
