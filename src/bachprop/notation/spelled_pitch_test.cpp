#include "bachprop/notation/spelled_pitch.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

TEST(SpelledPitch, SoundsAsItsMidiNumber) {
  EXPECT_EQ(midi_pitch({Step::kC, 0, 4}), 60);
  EXPECT_EQ(midi_pitch({Step::kA, 0, 4}), 69);
  EXPECT_EQ(midi_pitch({Step::kC, 0, -1}), 0);
  EXPECT_EQ(midi_pitch({Step::kG, 0, 9}), 127);
  EXPECT_EQ(midi_pitch({Step::kF, 2, 3}), 55);
}

TEST(SpelledPitch, BelongsToTheOctaveOfItsStep) {
  EXPECT_EQ(midi_pitch({Step::kB, 1, 3}), 60);
  EXPECT_EQ(midi_pitch({Step::kC, -1, 4}), 59);
}

TEST(SpelledPitch, HasAPlaceOnTheLineOfFifths) {
  EXPECT_EQ(line_of_fifths({Step::kC, 0, 4}), 0);
  EXPECT_EQ(line_of_fifths({Step::kF, 0, 4}), -1);
  EXPECT_EQ(line_of_fifths({Step::kB, 0, 2}), 5);
  EXPECT_EQ(line_of_fifths({Step::kF, 1, 4}), 6);
  EXPECT_EQ(line_of_fifths({Step::kB, -1, 4}), -2);
  EXPECT_EQ(line_of_fifths({Step::kB, -2, 4}), -9);
  EXPECT_EQ(line_of_fifths({Step::kC, 2, 4}), 14);
}

TEST(SpelledPitch, IsFoundFromItsPlaceAndNumber) {
  EXPECT_EQ(spelled(61, 7), (SpelledPitch{Step::kC, 1, 4}));
  EXPECT_EQ(spelled(61, -5), (SpelledPitch{Step::kD, -1, 4}));
  EXPECT_EQ(spelled(60, 12), (SpelledPitch{Step::kB, 1, 3}));
  EXPECT_EQ(spelled(59, -7), (SpelledPitch{Step::kC, -1, 4}));
  EXPECT_EQ(spelled(0, 12), (SpelledPitch{Step::kB, 1, -2}));
}

TEST(SpelledPitch, AndNumberAndPlaceSayTheSame) {
  for (int number = 0; number <= 127; ++number) {
    for (int place = -15; place <= 19; ++place) {
      if ((7 * place - number) % 12 == 0) {
        const SpelledPitch pitch = spelled(number, place);
        EXPECT_EQ(midi_pitch(pitch), number);
        EXPECT_EQ(line_of_fifths(pitch), place);
      }
    }
  }
}

TEST(SpelledPitchDeathTest, OfAPlaceWithAnotherPitchClassIsABrokenPromise) {
  EXPECT_DEATH(static_cast<void>(spelled(60, 1)), "pitch class");
}

}  // namespace
}  // namespace bachprop
