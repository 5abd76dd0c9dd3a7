// Where the bars of a piece begin, found from its notes.
#pragma once

#include "bachprop/base/quarters.h"
#include "bachprop/score/score.h"

namespace bachprop {

struct MetreEstimate {
  TimeSignature signature;  // its onset is 0
  Quarters pickup;          // what sounds before the first full bar; 0 <= pickup < a bar

  friend bool operator==(const MetreEstimate&, const MetreEstimate&) = default;
};

// The time signature and the pick-up of a score whose own time signatures are not looked at.
//
// It is 4/4, 3/4, 2/4, 3/2, 6/8, 9/8, 12/8 or 3/8, with a pick-up of any number of sixteenths. Each
// is scored by how well the accents of the notes (metre_accents.h) fit its beats. The weights were
// learnt from printed music (docs/notation-key-and-metre.md). 2/2 has the bars of 4/4 and is never
// found. A score has 4/4 without a pick-up if it has fewer than 8 onsets or is shorter than two
// bars of it. So has one with most notes between the sixteenths. One metre for the whole piece:
// changes of metre are not looked for. Whole numbers: the same score gives the same metre
// everywhere. Time is proportional to the length of the piece and its notes; some 10 ms for 5,000
// of them.
[[nodiscard]] MetreEstimate estimate_metre(const Score& score);

// How much of a bar of this metre comes before the first full bar, found in the same way.
// `signature` holds for the beginning of the piece. A slower or faster kind of a metre above is
// known by its numerator (12/16 by 12/8, 6/4 by 6/8). The pick-up is 0 for any other, such as 5/4.
[[nodiscard]] Quarters estimate_pickup(const Score& score, const TimeSignature& signature);

// The same for a file that states `signature` at 0 and begins there with a note. Its bars should
// begin at 0 too; some programs write a pick-up without saying so. The pick-up is 0 unless the
// notes speak strongly against the stated bars (docs/notation-key-and-metre.md). There must be at
// least six bars of music. The odds must be 20 to 1 for the bars that were found, or 5 to 3 where
// most onsets are chords. Hymns are so, whose harmony tells beats apart. The bars must most often
// begin with a note, no less often than the stated ones.
[[nodiscard]] Quarters pickup_against_stated_bars(const Score& score,
                                                  const TimeSignature& signature);

}  // namespace bachprop
