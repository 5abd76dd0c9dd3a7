#include "bachprop/notation/spelled_pitch.h"

#include <array>

#include "bachprop/base/check.h"

namespace bachprop {
namespace {

constexpr int kSemitonesOfOctave = 12;
constexpr int kFifthsOfSharp = 7;
constexpr int kPlaceOfB = 5;

// C D E F G A B.
constexpr std::array<int, 7> kSemitones = {0, 2, 4, 5, 7, 9, 11};
constexpr std::array<int, 7> kFifths = {0, 2, 4, -1, 1, 3, 5};

constexpr int floor_divide(int value, int by) { return value / by - (value % by < 0 ? 1 : 0); }

constexpr Step step_at(int place) {
  for (int step = 0; step < 7; ++step) {
    if ((place - kFifths[static_cast<std::size_t>(step)]) % kFifthsOfSharp == 0) {
      return static_cast<Step>(step);
    }
  }
  return Step::kC;
}

}  // namespace

int midi_pitch(const SpelledPitch& pitch) {
  return (pitch.octave + 1) * kSemitonesOfOctave +
         kSemitones[static_cast<std::size_t>(pitch.step)] + pitch.alteration;
}

int line_of_fifths(const SpelledPitch& pitch) {
  return kFifths[static_cast<std::size_t>(pitch.step)] + kFifthsOfSharp * pitch.alteration;
}

SpelledPitch spelled(int midi_number, int line_of_fifths) {
  SpelledPitch pitch;
  pitch.step = step_at(line_of_fifths);
  // F is the first of the seven places without an alteration, B the last.
  pitch.alteration = floor_divide(line_of_fifths - kPlaceOfB - 1, kFifthsOfSharp) + 1;
  const int natural = midi_number - pitch.alteration;
  pitch.octave = floor_divide(natural, kSemitonesOfOctave) - 1;
  check(midi_pitch(pitch) == midi_number,
        "a place on the line of fifths has the note's pitch class");
  return pitch;
}

}  // namespace bachprop
