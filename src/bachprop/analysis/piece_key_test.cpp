#include "bachprop/analysis/piece_key.h"

#include <gtest/gtest.h>

#include "bachprop/score/voices_test.h"

namespace bachprop {
namespace {

TEST(PieceKey, IsThatOfItsCadence) {
  EXPECT_EQ(key_of(chorale({{72, 67, 64, 48}, {71, 67, 62, 43}, {72, 67, 64, 48}})),
            (Key{0, false}));
  EXPECT_EQ(key_of(chorale({{69, 64, 60, 45}, {68, 64, 59, 40}, {69, 64, 60, 45}})),
            (Key{9, true}));
}

TEST(PieceKey, GoesWithThePitches) {
  for (int up = 0; up < 12; ++up) {
    const Score score = chorale({{72 + up, 67 + up, 64 + up, 48 + up},
                                 {71 + up, 67 + up, 62 + up, 43 + up},
                                 {72 + up, 67 + up, 64 + up, 48 + up}});
    EXPECT_EQ(key_of(score), (Key{up, false}));
  }
}

TEST(PieceKey, WeighsNotesByTheirDurations) {
  Score score;
  score.notes = {{0, 8, 60}, {8, 8, 64}, {16, 8, 67}};
  for (int i = 0; i < 12; ++i) {
    score.notes.push_back({Quarters(24) + Quarters(i, 16), Quarters(1, 16), 60 + i});
  }
  EXPECT_EQ(key_of(score), (Key{0, false}));
}

// C and G alone. The tonic weighs more in C major, by 1990 - 1951 = 39, the fifth more in C minor,
// by 1865 - 1681 = 184: less than 39 for each of five quarters of C, more than for each of four.
TEST(PieceKey, OfABareFifthDependsOnHowMuchTheTonicOutweighsIt) {
  Score score;
  score.notes = {{0, 5, 60}, {5, 1, 67}};
  EXPECT_EQ(key_of(score), (Key{0, false}));
  score.notes = {{0, 4, 60}, {4, 1, 67}};
  EXPECT_EQ(key_of(score), (Key{0, true}));
}

TEST(PieceKey, OfNoNotesIsCMajor) { EXPECT_EQ(key_of(Score()), Key()); }

}  // namespace
}  // namespace bachprop
