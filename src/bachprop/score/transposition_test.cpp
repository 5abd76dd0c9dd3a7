#include "bachprop/score/transposition.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

TEST(IntervalNamed, IsANumberOfSemitonesOrAName) {
  EXPECT_EQ(interval_named("3"), 3);
  EXPECT_EQ(interval_named("+3"), 3);
  EXPECT_EQ(interval_named("-12"), -12);
  EXPECT_EQ(interval_named("m3"), 3);
  EXPECT_EQ(interval_named("M3"), 4);
  EXPECT_EQ(interval_named("-P5"), -7);
  for (const char* word : {"", "-", "+-3", "--3", "H3", "3.5", "49", "m3 "}) {
    EXPECT_EQ(interval_named(word), std::nullopt) << word;
  }
}

TEST(Transpose, MovesNotesAndTheKeysThatAreStated) {
  Score score;
  score.notes = {{0, 1, 60}, {1, 1, 64}};
  score.key_signatures = {{0, 0, false}, {4, -3, true}};
  EXPECT_EQ(transpose(score, 2), 2);
  EXPECT_EQ(score.notes, (std::vector<Note>{{0, 1, 62}, {1, 1, 66}}));
  EXPECT_EQ(score.key_signatures, (std::vector<KeySignature>{{0, 2, false}, {4, -1, true}}));
}

TEST(Transpose, ByOctavesKeepsTheSignsOfAKey) {
  Score score;
  score.notes = {{0, 1, 60}};
  score.key_signatures = {{0, 7, false}};
  EXPECT_EQ(transpose(score, -12), -12);
  EXPECT_EQ(score.key_signatures.front().sharps, 7);
}

TEST(Transpose, StaysWithinThePitchesOfMidiByOctaves) {
  Score score;
  score.notes = {{0, 1, 3}, {1, 1, 110}};
  EXPECT_EQ(transpose(score, -5), 7);
  EXPECT_EQ(score.notes.front().pitch, 10);
  EXPECT_EQ(transpose(score, 12), 0);
}

TEST(SharpsAfter, StandOnTheNearSideOfTheCircleOfFifths) {
  EXPECT_EQ(sharps_after(0, 7), 1);
  EXPECT_EQ(sharps_after(0, -7), -1);
  EXPECT_EQ(sharps_after(0, 1), -5);
  EXPECT_EQ(sharps_after(0, 6), 6);
  EXPECT_EQ(sharps_after(-7, 0), 5);
}

}  // namespace
}  // namespace bachprop
