#include "bachprop/analysis/piano_staves.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "bachprop/base/random.h"
#include "bachprop/score/voices_test.h"

namespace bachprop {
namespace {

using Staves = std::vector<int>;

TEST(PianoStaves, HaveTreblesAboveAndBassesBelow) {
  // Notes are sorted by pitch: the first of each chord is the bass.
  EXPECT_EQ(split_staves(chorale({{72, 76, 48, 43}, {74, 77, 47, 43}})),
            (Staves{1, 1, 0, 0, 1, 1, 0, 0}));
}

// 62 and 65 are above middle C, but the right hand does not reach from 62 to 79.
TEST(PianoStaves, KeepChordsWithinTheSpanOfAHand) {
  EXPECT_EQ(split_staves(chorale({{55, 62, 72, 79}, {55, 62, 72, 79}})),
            (Staves{1, 1, 0, 0, 1, 1, 0, 0}));
}

// The left hand holds the bass: the tenor above middle C is too far from it.
TEST(PianoStaves, KnowWhatAHandStillHolds) {
  EXPECT_EQ(split_staves(as_score({{0, 4, 41}, {0, 1, 72}, {1, 1, 57}, {1, 1, 69}})),
            (Staves{1, 0, 0, 0}));
  EXPECT_EQ(split_staves(as_score({{0, 1, 41}, {0, 1, 72}, {1, 1, 57}, {1, 1, 69}})),
            (Staves{1, 0, 1, 0}));
}

TEST(PianoStaves, LetALineGoOnWhereItIs) {
  // Down from the right hand's place and a little below middle C.
  EXPECT_EQ(
      split_staves(as_score(
          {{0, 4, 40}, {0, 1, 64}, {1, 1, 62}, {2, 1, 60}, {3, 1, 59}, {4, 1, 43}, {4, 1, 60}})),
      (Staves{1, 0, 0, 0, 0, 1, 0}));
}

TEST(PianoStaves, GiveAHandNoMoreThanFiveNotes) {
  const Staves staves = split_staves(chorale({{60, 61, 62, 63, 64, 65, 66, 67}}));
  EXPECT_LE(std::ranges::count(staves, kLowerStaff), 5);
  EXPECT_LE(std::ranges::count(staves, kUpperStaff), 5);
}

TEST(PianoStaves, AreNotThoseOfTheFile) {
  Score score = chorale({{72, 76, 48, 43}, {74, 77, 47, 43}});
  const Staves found = split_staves(score);
  score.voices = {0, 0, 1, 1, 0, 0, 1, 1};
  score.voice_names = {"a", "b"};
  EXPECT_EQ(split_staves(score), found);
}

TEST(PianoStaves, OfNoNotesAreNone) { EXPECT_EQ(split_staves(Score()), Staves()); }

TEST(PianoStaves, OfAnyNotesAreFound) {
  Random random({1});
  std::vector<Note> notes;
  for (int onset = 0; onset < 50; ++onset) {
    for (int pitch = kLowestPitch; pitch <= kHighestPitch; ++pitch) {
      if (random.below(8) == 0) {
        notes.push_back({onset, 1, pitch});
      }
    }
  }
  const Score score = as_score(notes);
  const Staves staves = split_staves(score);
  ASSERT_EQ(staves.size(), score.notes.size());
  // In each chord the lower notes are the left hand's.
  for (std::size_t i = 1; i < staves.size(); ++i) {
    if (score.notes[i].onset == score.notes[i - 1].onset) {
      EXPECT_LE(staves[i], staves[i - 1]);
    }
  }
}

}  // namespace
}  // namespace bachprop
