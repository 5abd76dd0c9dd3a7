#include "bachprop/analysis/spelled_pitch.h"

#include <array>

#include "bachprop/base/check.h"
#include "bachprop/base/enum_table.h"
#include "bachprop/base/numbers.h"
#include "bachprop/score/score.h"

namespace bachprop {
namespace {

constexpr int kSteps = 7;

// How far a step is from C: in semitones above it, and along the line of fifths.
struct Place {
  int semitones;
  int fifths;
};
constexpr EnumTable<Step, Place, kSteps> kPlaces({{{Step::kC, {0, 0}},
                                                   {Step::kD, {2, 2}},
                                                   {Step::kE, {4, 4}},
                                                   {Step::kF, {5, -1}},
                                                   {Step::kG, {7, 1}},
                                                   {Step::kA, {9, 3}},
                                                   {Step::kB, {11, 5}}}});
// By place on the line of fifths, from F on.
constexpr std::array<Step, kSteps> kStepOfFifth = {Step::kF, Step::kC, Step::kG, Step::kD,
                                                   Step::kA, Step::kE, Step::kB};

// Rounded down, for negative numbers too.
constexpr int floor_div(int a, int b) { return (a - ((a % b) + b) % b) / b; }

}  // namespace

int midi_pitch(const SpelledPitch& pitch) {
  return kSemitonesPerOctave * (pitch.octave + 1) + kPlaces[pitch.step].semitones +
         pitch.alteration;
}

int line_of_fifths(const SpelledPitch& pitch) {
  return kPlaces[pitch.step].fifths + kSteps * pitch.alteration;
}

SpelledPitch spelled(int midi_number, int line_of_fifths) {
  check((7 * line_of_fifths - midi_number) % kSemitonesPerOctave == 0,
        "a pitch has a name of its class");
  SpelledPitch pitch;
  pitch.alteration = floor_div(line_of_fifths + 1, kSteps);
  pitch.step = kStepOfFifth[as_index(line_of_fifths + 1 - kSteps * pitch.alteration)];
  const int natural = midi_number - pitch.alteration;
  pitch.octave = floor_div(natural, kSemitonesPerOctave) - 1;
  return pitch;
}

}  // namespace bachprop
