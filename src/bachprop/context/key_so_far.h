// The key of music as it is heard, estimated from how long each pitch class has sounded.
#pragma once

#include "bachprop/score/key.h"
#include "bachprop/score/score.h"

namespace bachprop {

// The key whose profile (Krumhansl and Kessler 1982) correlates best with these times. Among
// equally good keys it is the first that comes above `from`, major before minor, so that music in
// another key gives that key.
[[nodiscard]] Key estimate_key(const PitchClassTimes& times, int from);

// Semitones from the tonic up, 0 .. 11.
[[nodiscard]] inline int degree_of(int pitch_class, const Key& key) {
  return (pitch_class - key.tonic + kSemitonesPerOctave) % kSemitonesPerOctave;
}

}  // namespace bachprop
