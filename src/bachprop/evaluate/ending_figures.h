// How a piece begins and ends.
#pragma once

#include <span>

#include "bachprop/base/numbers.h"
#include "bachprop/evaluate/feature_table.h"
#include "bachprop/evaluate/heard_music.h"

namespace bachprop {

// Each is 1 or 0 but for `last_length`; of music in any number of voices. The tonic is that of the
// piece's key, the bass the lowest note that sounds. Not a number without notes.
struct EndingFigures {
  double begins_on_tonic = kUndefined;       // the first bass is the tonic
  double ends_on_tonic = kUndefined;         // the last bass
  double last_is_first_bass = kUndefined;    // the same pitch class
  double ends_on_tonic_of_end = kUndefined;  // of the key of the last 8 quarters
  double authentic = kUndefined;             // ends_on_tonic, from the dominant: see below
  double root_triad = kUndefined;            // the last chord is a major or minor triad on its bass
  double together = kUndefined;              // what sounds at the last onset ends at once
  double whole_bars = kUndefined;            // of a whole number of bars, or ends at a bar line
  double mid_phrase = kUndefined;            // see below
  double melody_on_tonic = kUndefined;       // the highest of the last chord is the tonic
  double last_length = kUndefined;           // of the last chord in quarters
};

// An authentic ending: the last bass of another pitch class before the tonic is the fifth degree.
// While it is the bass the leading note sounds. Where the bass never moves to another class it
// is none.
//
// A piece stops in the middle of a phrase when its last chord ends raggedly, lasts less than a
// quarter, or begins off the beat. So it does when that has a note outside of the triad on its
// bass.
[[nodiscard]] EndingFigures ending_of(const HeardMusic& piece);

[[nodiscard]] std::span<const FeatureOf<EndingFigures>> ending_features();

}  // namespace bachprop
