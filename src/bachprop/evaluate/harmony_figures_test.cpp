#include "bachprop/evaluate/harmony_figures.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bachprop/evaluate/made_music_test.h"

namespace bachprop {
namespace {

unsigned classes(const std::vector<int>& pitches) {
  unsigned bits = 0;
  for (const int pitch : pitches) {
    bits |= 1U << static_cast<unsigned>(pitch % 12);
  }
  return bits;
}

Score chords_of(const std::vector<std::vector<int>>& chords) {
  std::vector<Note> notes;
  std::int64_t onset = 0;
  for (const std::vector<int>& chord : chords) {
    for (const int pitch : chord) {
      notes.push_back({onset, 1, pitch});
    }
    ++onset;
  }
  return made_score(std::move(notes));
}

const std::vector<int> kC = {48, 55, 64, 72};
const std::vector<int> kF = {53, 57, 60, 69};
const std::vector<int> kG7 = {43, 53, 59, 62};
const std::vector<int> kCOverE = {52, 55, 60, 67};

TEST(Harmony, NamesChords) {
  EXPECT_EQ(chord_of(classes(kC)), (NamedChord{ChordKind::kMajor, 0}));
  EXPECT_EQ(chord_of(classes({57, 60, 64})), (NamedChord{ChordKind::kMinor, 9}));
  EXPECT_EQ(chord_of(classes(kG7)), (NamedChord{ChordKind::kSeventh, 7}));
  EXPECT_EQ(chord_of(classes({59, 62, 65})), (NamedChord{ChordKind::kDiminished, 11}));
  EXPECT_EQ(chord_of(classes({60, 61, 62})), std::nullopt);
  EXPECT_EQ(chord_of(classes({60, 67})), std::nullopt);
}

TEST(Harmony, SharesOutTheTimeOfChords) {
  const HarmonyFigures harmony = harmony_of(hear(chords_of({kC, kF, kG7, kCOverE})));
  EXPECT_DOUBLE_EQ(harmony.root_triads, 2.0 / 4);
  EXPECT_DOUBLE_EQ(harmony.inversions, 1.0 / 4);
  EXPECT_DOUBLE_EQ(harmony.sevenths, 1.0 / 4);
  EXPECT_DOUBLE_EQ(harmony.unnamed, 0);
  EXPECT_DOUBLE_EQ(harmony.bare_time, 0);
  EXPECT_DOUBLE_EQ(harmony.tonic_time, 2.0 / 4);
  EXPECT_DOUBLE_EQ(harmony.dominant_time, 1.0 / 4);
}

TEST(Harmony, FollowsTheRoots) {
  // C - F: a fourth up; F - G: a step; G - C: a fourth up.
  const HarmonyFigures harmony = harmony_of(hear(chords_of({kC, kF, kG7, kCOverE})));
  EXPECT_DOUBLE_EQ(harmony.fourths_up, 2.0 / 3);
  EXPECT_DOUBLE_EQ(harmony.root_steps, 1.0 / 3);
  EXPECT_DOUBLE_EQ(harmony.root_thirds, 0);
  EXPECT_DOUBLE_EQ(harmony.changes, 3.0 / 4);
}

TEST(Harmony, IsNotANumberInOneVoice) {
  const HeardMusic piece = hear(made_score(quarters_of({60, 62, 64, 65})));
  EXPECT_TRUE(std::isnan(harmony_of(piece).root_triads));
  EXPECT_TRUE(std::isnan(dissonances_of(piece).time));
}

// The upper voice is held into a second on the beat and falls, above a bass that moves.
TEST(Dissonance, HearsASuspensionThatResolves) {
  const Score score = made_score({{0, 1, 57}, {0, 2, 72}, {1, 1, 62}, {2, 1, 71}, {2, 1, 55}});
  const DissonanceFigures figures = dissonances_of(hear(score));
  EXPECT_DOUBLE_EQ(figures.time, 1.0 / 3);  // D under C: a seventh
  EXPECT_DOUBLE_EQ(figures.sharp, 0);
  EXPECT_DOUBLE_EQ(figures.suspensions, 1.0 / 3);
  // C and D are both dissonant when they end: C falls by step, D by a fifth.
  EXPECT_DOUBLE_EQ(figures.resolved_down, 1.0 / 2);
  EXPECT_DOUBLE_EQ(figures.left_by_leap, 1.0 / 2);
  EXPECT_DOUBLE_EQ(figures.all_struck, 0);
}

TEST(Dissonance, HearsAHalfStepStruckByLeap) {
  const Score score = made_score({{0, 1, 60}, {0, 1, 76}, {1, 1, 60}, {1, 1, 61}});
  const DissonanceFigures figures = dissonances_of(hear(score));
  EXPECT_DOUBLE_EQ(figures.sharp, 1.0 / 2);
  EXPECT_DOUBLE_EQ(figures.all_struck, 1);
  EXPECT_GT(figures.struck_by_leap, 0);
}

}  // namespace
}  // namespace bachprop
