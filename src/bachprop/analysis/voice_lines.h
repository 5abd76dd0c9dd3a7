// Which part plays each note, found from the notes alone: for paper.
//
// Here parts may play chords, double each other, rest and cross where the lines ask for it. In
// assign_voices, which measures part-writing, a voice has one note at a time.
#pragma once

#include <vector>

#include "bachprop/analysis/voice_assignment.h"
#include "bachprop/score/score.h"

namespace bachprop {

// For each note its voice, 0 the highest .. voices - 1. `voices` is 1 .. kMostVoices. Notes that
// begin together may be a chord of one voice, and a voice may begin a note while it holds another.
// It holds at most four at once, and a note for which no voice has room gets kNoVoice. A note that
// two neighbouring voices seem to share has the number of the upper. `score.voices` is ignored.
//
// A beam search gives the notes to voices in order and keeps the 32 cheapest ways so far. The costs
// of leaps, rests, chords, doublings and crossings were learnt from chorales and string quartets
// (docs/notation-voices.md). Whole numbers: the same score gives the same voices everywhere. Time
// and memory are proportional to the notes.
[[nodiscard]] std::vector<int> find_lines(const Score& score, int voices);

}  // namespace bachprop
