// Chords as symbols above a tune: C, Am, G7/B.
#pragma once

#include <vector>

#include "bachprop/arrange/arrangement.h"
#include "bachprop/base/quarters.h"
#include "bachprop/score/score.h"

namespace bachprop {

// How chords are weighed, a beat at a time, against what sounds in it; a note that sounds for the
// whole beat counts 48. The defaults were chosen on the train part of the Nottingham tunes
// (docs/notation-arrangements.md).
struct ChordCosts {
  int foreign = 24;  // for each note outside the chord
  int missing = 46;  // for each pitch class of the chord that does not sound
  int bass = 48;     // for a lowest note that is not the root
  int change = 72;   // for a chord that is not that of the beat before
};

// The chords of a score, found from its notes. For each beat the score of a chord is the sum of the
// notes in it, less the costs. This is after Pardo and Birmingham 2002, "Algorithms for chordal
// analysis", Computer Music Journal 26(2). They score a segment by the notes in the chord less
// those outside and the chord's pitch classes that are missing. The best row of chords is taken
// (Viterbi). A symbol stands where the chord changes, with its bass where the lowest of the notes
// that sound then is another note of the chord. `pickup` is where the first full bar begins.
[[nodiscard]] std::vector<ChordSymbol> chord_symbols(const Score& score, const Quarters& pickup,
                                                     const ChordCosts& costs = {});

// Whether at least four fifths of the onsets are chords of three notes or more. Their notes begin
// and end together, none overlapping the next.
[[nodiscard]] bool are_block_chords(const std::vector<Note>& notes);

// The symbols of block chords, one where the chord changes.
[[nodiscard]] std::vector<ChordSymbol> symbols_of_blocks(const std::vector<Note>& notes);

}  // namespace bachprop
