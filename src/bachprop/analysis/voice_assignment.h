// Which voice sings each note, found from the notes alone.
//
// A network composes one list of notes. To measure its part-writing and Bach's alike, the voices
// that a file may state are ignored: both are found here.
#pragma once

#include <vector>

#include "bachprop/score/score.h"

namespace bachprop {

// The most voices that are told apart.
constexpr int kMostVoices = 8;
// The number of a note without a voice.
constexpr int kNoVoice = -1;

// The costs of giving a note to a voice. The sum over the notes is made small. The defaults were
// chosen on the training set of Bach's chorales (docs/evaluation.md), where anything near them does
// as well.
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
// A beam search gives the notes to voices in order and keeps the 32 cheapest ways so far. Among
// equally cheap ones those come first that were found first, higher voices before lower ones. Whole
// numbers: the same score gives the same voices everywhere. Time and memory are proportional to the
// notes: with four voices some 4 microseconds and 256 bytes each.
[[nodiscard]] std::vector<int> assign_voices(const Score& score, int voices,
                                             const VoiceCosts& costs = {});

}  // namespace bachprop
