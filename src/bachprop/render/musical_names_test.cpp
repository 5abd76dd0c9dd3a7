#include "bachprop/render/musical_names.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

TEST(PitchName, CountsOctavesFromMiddleC) {
  EXPECT_EQ(pitch_name(60), "C4");
  EXPECT_EQ(pitch_name(69), "A4");
  EXPECT_EQ(pitch_name(54), "F#3");
  EXPECT_EQ(pitch_name(0), "C-1");
  EXPECT_EQ(pitch_name(127), "G9");
}

TEST(MixedNumber, SplitsOffWholeQuarters) {
  EXPECT_EQ(mixed_number(Quarters(3, 2)), "1 1/2");
  EXPECT_EQ(mixed_number(Quarters(2, 3)), "2/3");
  EXPECT_EQ(mixed_number(4), "4");
  EXPECT_EQ(mixed_number(0), "0");
}

TEST(NoteValue, NamesWhatMusiciansName) {
  EXPECT_EQ(note_value(1), "quarter");
  EXPECT_EQ(note_value(Quarters(3, 4)), "dotted eighth");
  EXPECT_EQ(note_value(Quarters(1, 3)), "eighth triplet");
  EXPECT_EQ(note_value(3), "dotted half");
  EXPECT_EQ(note_value(Quarters(5, 4)), "");
}

}  // namespace
}  // namespace bachprop
