// Notes together with their voices while a score is being put in order.
#pragma once

#include <cstdint>
#include <vector>

#include "bachprop/base/quarters.h"
#include "bachprop/score/score.h"
#include "bachprop/score/time_unit.h"

namespace bachprop {

template <typename Time>
struct VoicedNoteAt {
  Time onset = 0;
  Time duration = 0;
  int pitch = 0;
  int voice = 0;
  std::uint8_t velocity = 0;  // 0: not known

  friend bool operator==(const VoicedNoteAt&, const VoicedNoteAt&) = default;
};
// Times are whole numbers of one unit.
using VoicedNote = VoicedNoteAt<std::int64_t>;

struct SettledNotes {
  std::int64_t unisons_merged = 0;
  std::int64_t overlaps_cut = 0;
};

// Sorts the notes by onset, then pitch, then voice. The longest of the notes that share onset and
// pitch stays (of equally long ones that of the first voice). A note still sounding when the next
// one of its pitch begins ends there. With Unisons::kPerVoice this is done in each voice alone.
// Takes time in proportion to the notes where they come voice by voice, each in order of onset.
SettledNotes settle(std::vector<VoicedNote>& notes, Unisons unisons = Unisons::kMerged);
SettledNotes settle(std::vector<VoicedNoteAt<Quarters>>& notes, Unisons unisons);

// Puts the notes, their voices and, where all are known, velocities into the score. Voices without
// a note are dropped with their names and programs. With fewer than two left, voices are not known,
// and the one is the player.
void set_notes(Score& score, const std::vector<VoicedNote>& notes, const TimeUnit& unit);

}  // namespace bachprop
