// Notes together with their voices while a score is being put in order.
#pragma once

#include <cstdint>
#include <vector>

#include "bachprop/score/score.h"

namespace bachprop {

struct VoicedNote {
  Note note;
  int voice = 0;
};

struct SettledNotes {
  std::int64_t unisons_merged = 0;
  std::int64_t overlaps_cut = 0;
};

// Sorts the notes by onset, then pitch. Of notes that share both the longest stays (of equally long
// ones that of the first voice); a note still sounding when the next one of its pitch begins ends
// there.
SettledNotes settle(std::vector<VoicedNote>& notes);

// Puts the notes and their voices into the score. Voices without a note are dropped with their
// names; with fewer than two left, voices are not known.
void set_notes(Score& score, const std::vector<VoicedNote>& notes);

}  // namespace bachprop
