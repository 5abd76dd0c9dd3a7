// Notes of one staff in as many lines of their own rhythm as they need, and no more than can be
// printed.
#pragma once

#include <span>
#include <vector>

#include "bachprop/score/score.h"

namespace bachprop {

// The most voices of a staff. Notation programs know no fifth: MuseScore, Finale and Sibelius drop
// its notes.
constexpr int kMostVoicesOfAStaff = 4;

// For each note its voice on the staff, 0 the highest .. kMostVoicesOfAStaff - 1. The notes are
// sorted by onset, then pitch; no pitch sounds twice at once. A beam search finds a way to share
// them out that crosses seldom and leaps little; the same notes give the same voices.
//
// Between two moments at which nothing is held there are no more voices than rhythms that overlap
// there. Within a voice notes sound at once only where they begin and end together. Where more than
// four rhythms overlap, voices take notes while they hold others. Such notes are written as tied
// chords, and the search makes the note heads few that the ties add.
[[nodiscard]] std::vector<int> staff_voices(std::span<const Note> notes);

}  // namespace bachprop
