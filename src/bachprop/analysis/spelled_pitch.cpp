#include "bachprop/analysis/spelled_pitch.h"

#include <array>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr int kClasses = 12;
constexpr int kSteps = 7;
// By step, from C.
constexpr std::array<int, kSteps> kSemitones = {0, 2, 4, 5, 7, 9, 11};
constexpr std::array<int, kSteps> kFifths = {0, 2, 4, -1, 1, 3, 5};
// By place on the line of fifths, from F on.
constexpr std::array<Step, kSteps> kStepOfFifth = {Step::kF, Step::kC, Step::kG, Step::kD,
                                                   Step::kA, Step::kE, Step::kB};

// Rounded down, for negative numbers too.
constexpr int floor_div(int a, int b) { return (a - ((a % b) + b) % b) / b; }

}  // namespace

int midi_pitch(const SpelledPitch& pitch) {
  return kClasses * (pitch.octave + 1) + kSemitones[as_index(pitch.step)] + pitch.alteration;
}

int line_of_fifths(const SpelledPitch& pitch) {
  return kFifths[as_index(pitch.step)] + kSteps * pitch.alteration;
}

SpelledPitch spelled(int midi_number, int line_of_fifths) {
  check((7 * line_of_fifths - midi_number) % kClasses == 0, "a pitch has a name of its class");
  SpelledPitch pitch;
  pitch.alteration = floor_div(line_of_fifths + 1, kSteps);
  pitch.step = kStepOfFifth[as_index(line_of_fifths + 1 - kSteps * pitch.alteration)];
  const int natural = midi_number - pitch.alteration;
  pitch.octave = floor_div(natural, kClasses) - 1;
  return pitch;
}

}  // namespace bachprop
