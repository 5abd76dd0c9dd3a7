// Which voice sings each note, found from the notes alone.
//
// What a network composes is one list of notes. To look at its part-writing, and at Bach's by the
// same measure, the voices that a file may state are not looked at: both are found here.
#pragma once

#include <vector>

#include "bachprop/score/score.h"

namespace bachprop {

// The most voices that are told apart.
constexpr int kMostVoices = 8;
// What a note without a voice has for a voice.
constexpr int kNoVoice = -1;

// What speaks against giving a note to a voice. The sum over the notes is made small. The defaults
// were chosen on the train part of Bach's chorales (docs/evaluation.md), where anything near
// them does as well.
struct VoiceCosts {
  int leap = 1;        // for each semitone from the voice's note before
  int overlap = 3;     // for each voice at rest whose last note was on the wrong side of this one
  int crossing = 10;   // for each voice that sounds on the wrong side of it
  int without = 1000;  // the note goes without a voice
};

// The smallest number of voices that is enough for 95 % of the time during which anything sounds:
// in the rest more pitches sound at once. 0 for a score without notes.
[[nodiscard]] int voices_of(const Score& score);

// For each note its voice, 0 the highest .. voices - 1, or kNoVoice. `voices` is 1 .. kMostVoices.
// A voice has one note at a time. `score.voices` is not looked at.
//
// The notes are given to voices in order, and of all ways to do it the 32 cheapest so far are
// followed (a beam search); of equally cheap ones those that were found first, higher voices before
// lower ones. Whole numbers: the same score gives the same voices everywhere. Time and memory are
// proportional to the notes: with four voices some 4 microseconds and 256 bytes each.
[[nodiscard]] std::vector<int> assign_voices(const Score& score, int voices,
                                             const VoiceCosts& costs = {});

}  // namespace bachprop
