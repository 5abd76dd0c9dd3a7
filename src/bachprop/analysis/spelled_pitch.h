// Pitches with their names: C sharp is not D flat.
#pragma once

#include <compare>

namespace bachprop {

enum class Step { kC, kD, kE, kF, kG, kA, kB };

struct SpelledPitch {
  Step step = Step::kC;
  int alteration = 0;  // in semitones: 1 sharp, -1 flat, 2 double sharp, -2 double flat
  int octave = 4;      // of the step: C4 is middle C, and B sharp 3 sounds like it

  friend bool operator==(const SpelledPitch&, const SpelledPitch&) = default;
};

// The MIDI number: 60 for C4. That of a pitch below C-1 or above G9 is outside 0 .. 127.
[[nodiscard]] int midi_pitch(const SpelledPitch& pitch);

// Places on the line of fifths: ... -1 F, 0 C, 1 G ... 6 F sharp ...
[[nodiscard]] int line_of_fifths(const SpelledPitch& pitch);

// Whether a signature of so many sharps (flats are negative) has the note without an accidental.
[[nodiscard]] constexpr bool in_signature(int sharps, int line_of_fifths) {
  return sharps - 1 <= line_of_fifths && line_of_fifths <= sharps + 5;
}

// The pitch of that MIDI number that has this place on the line of fifths; they must agree in
// pitch class.
[[nodiscard]] SpelledPitch spelled(int midi_number, int line_of_fifths);

}  // namespace bachprop
