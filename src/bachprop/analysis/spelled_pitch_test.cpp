#include "bachprop/analysis/spelled_pitch.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

constexpr SpelledPitch kMiddleC = {Step::kC, 0, 4};
constexpr SpelledPitch kBSharp = {Step::kB, 1, 3};
constexpr SpelledPitch kDDoubleFlat = {Step::kD, -2, 4};

TEST(SpelledPitch, OfThreeNamesSoundsTheSame) {
  EXPECT_EQ(midi_pitch(kMiddleC), 60);
  EXPECT_EQ(midi_pitch(kBSharp), 60);
  EXPECT_EQ(midi_pitch(kDDoubleFlat), 60);
}

TEST(SpelledPitch, HasAPlaceOnTheLineOfFifths) {
  EXPECT_EQ(line_of_fifths(kMiddleC), 0);
  EXPECT_EQ(line_of_fifths(kBSharp), 12);
  EXPECT_EQ(line_of_fifths(kDDoubleFlat), -12);
  EXPECT_EQ(line_of_fifths({Step::kF, 0, 2}), -1);
  EXPECT_EQ(line_of_fifths({Step::kF, 2, 2}), 13);
}

TEST(SpelledPitch, IsKnownByItsNumberAndItsPlace) {
  EXPECT_EQ(spelled(60, 0), kMiddleC);
  EXPECT_EQ(spelled(60, 12), kBSharp);
  EXPECT_EQ(spelled(60, -12), kDDoubleFlat);
  EXPECT_EQ(spelled(0, 12), (SpelledPitch{Step::kB, 1, -2}));
}

TEST(SpelledPitch, IsFoundAgainForEveryNumberAndName) {
  for (int fifths = -15; fifths <= 19; ++fifths) {
    for (int number = 0; number <= 127; ++number) {
      if ((7 * fifths - number) % 12 == 0) {
        const SpelledPitch pitch = spelled(number, fifths);
        EXPECT_EQ(midi_pitch(pitch), number);
        EXPECT_EQ(line_of_fifths(pitch), fifths);
      }
    }
  }
}

}  // namespace
}  // namespace bachprop
