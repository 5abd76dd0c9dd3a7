// Which notes of a piece stand in the upper and which in the lower staff of a piano.
//
// For music that is no fixed number of voices: whatever sounds at once is shared between two hands.
#pragma once

#include <vector>

#include "bachprop/score/score.h"

namespace bachprop {

constexpr int kUpperStaff = 0;
constexpr int kLowerStaff = 1;

// The costs of giving notes to a hand. The sum over the notes is made small. The defaults were
// chosen on the training set of Bach's keyboard pieces (docs/notation-voices.md).
struct StaffCosts {
  int stretch = 60;  // for each semitone beyond an octave that a hand has to hold at once
  int leap = 2;      // for each semitone between what a hand plays and what it played before
  int ledger = 7;    // for each semitone that a note lies on the other side of middle C
  int crossing = 8;  // for each semitone that the hands are in each other's way
  int finger = 400;  // for each note beyond five in a hand
};

// For each note kUpperStaff or kLowerStaff. `score.voices` is not looked at.
//
// At each onset the lower notes go to the left hand and the others to the right. A beam search
// keeps the 24 cheapest ways to do so, among equally cheap ones those first that leave fewer notes
// to the left hand. Whole numbers: the same score gives the same staves everywhere. Time is
// proportional to the notes, in chords to the square of their number.
[[nodiscard]] std::vector<int> split_staves(const Score& score, const StaffCosts& costs = {});

}  // namespace bachprop
