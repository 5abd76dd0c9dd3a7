#include "bachprop/evaluate/distributions.h"

#include <gtest/gtest.h>

#include <set>
#include <utility>
#include <vector>

#include "bachprop/score/scores_test.h"

namespace bachprop {
namespace {

using Counts = std::map<Quarters, std::int64_t>;

Counts counts_of(DistributionKind kind, const std::vector<Note>& notes) {
  return histogram_of(kind, score_of(notes)).counts;
}

// A held C4 under a melody, and a bass that enters later:
//   time   0    1    3/2   2
//   soprano E4 . G4  F4    -
//   alto   C4 ........(3)
//   bass             -     G3
const std::vector<Note> kPassage = {
    {0, 3, 60}, {0, 1, 64}, {1, {1, 2}, 67}, {{3, 2}, {1, 2}, 65}, {2, 1, 55}};

TEST(Distributions, CountTimesInExactQuarters) {
  EXPECT_EQ(counts_of(DistributionKind::kDt, kPassage), (Counts{{0, 2}, {{1, 2}, 2}, {1, 1}}));
  EXPECT_EQ(counts_of(DistributionKind::kDuration, kPassage),
            (Counts{{{1, 2}, 2}, {1, 2}, {3, 1}}));
  EXPECT_EQ(counts_of(DistributionKind::kDt, {{{2, 3}, 1, 60}}), (Counts{{{2, 3}, 1}}));
}

TEST(Distributions, CountPitchesAndPitchClasses) {
  EXPECT_EQ(counts_of(DistributionKind::kPitch, kPassage),
            (Counts{{55, 1}, {60, 1}, {64, 1}, {65, 1}, {67, 1}}));
  EXPECT_EQ(counts_of(DistributionKind::kPitchClass, kPassage),
            (Counts{{0, 1}, {4, 1}, {5, 1}, {7, 2}}));
}

// 60 64 67 65 55 over 55: 5 9 0 10 0. The final bass need not be the last note.
TEST(Distributions, CountPitchClassesOverTheFinalBass) {
  EXPECT_EQ(counts_of(DistributionKind::kOverFinalBass, kPassage),
            (Counts{{0, 2}, {5, 1}, {9, 1}, {10, 1}}));
  EXPECT_EQ(counts_of(DistributionKind::kOverFinalBass, {{0, 3, 127}, {2, 1, 0}}),
            (Counts{{0, 1}, {7, 1}}));
  EXPECT_EQ(counts_of(DistributionKind::kOverFinalBass, {{0, 3, 50}, {1, 1, 61}, {2, 1, 62}}),
            (Counts{{0, 2}, {11, 1}}));
}

TEST(Distributions, OverTheFinalBassDoNotChangeWithTheKey) {
  std::vector<Note> higher = kPassage;
  for (Note& note : higher) {
    note.pitch += 7;
  }
  EXPECT_EQ(counts_of(DistributionKind::kOverFinalBass, higher),
            counts_of(DistributionKind::kOverFinalBass, kPassage));
}

// 60 64 67 65 55.
TEST(Distributions, CountIntervalsFromNoteToNote) {
  EXPECT_EQ(counts_of(DistributionKind::kMelodic, kPassage),
            (Counts{{4, 1}, {3, 1}, {-2, 1}, {-10, 1}}));
}

// Top: 64 67 65; at 2 the highest is the held 60. Bottom: 60, from 1 on it is held, then 55.
TEST(Distributions, FollowOuterLinesOnlyWhereTheyHaveANewNote) {
  EXPECT_EQ(counts_of(DistributionKind::kMelodicTop, kPassage), (Counts{{3, 1}, {-2, 1}}));
  EXPECT_EQ(counts_of(DistributionKind::kMelodicBottom, kPassage), (Counts{{-5, 1}}));
}

// At 0: 60 64. At 1: 60 67. At 3/2: 60 65. At 2: 55 60.
TEST(Distributions, CountIntervalsOfNotesThatStillSound) {
  EXPECT_EQ(counts_of(DistributionKind::kHarmonicPairs, kPassage),
            (Counts{{4, 1}, {7, 1}, {5, 2}}));
}

// A chord 48 55 64 72: six pairs, three of them on the bass.
TEST(Distributions, CountAllPairsOfAChordOrThoseOnItsBass) {
  const std::vector<Note> chord = {{0, 1, 48}, {0, 1, 55}, {0, 1, 64}, {0, 1, 72}};
  EXPECT_EQ(counts_of(DistributionKind::kHarmonicPairs, chord),
            (Counts{{7, 1}, {16, 1}, {24, 1}, {9, 1}, {17, 1}, {8, 1}}));
  EXPECT_EQ(counts_of(DistributionKind::kHarmonicOnBass, chord),
            (Counts{{7, 1}, {16, 1}, {24, 1}}));
}

TEST(Distributions, KeepWideIntervalsInOneCategory) {
  EXPECT_EQ(
      counts_of(DistributionKind::kMelodicTop, {{0, 1, 40}, {1, 1, 64}, {2, 1, 90}, {3, 1, 60}}),
      (Counts{{24, 1}, {25, 1}, {-25, 1}}));
  EXPECT_EQ(counts_of(DistributionKind::kHarmonicPairs, {{0, 1, 40}, {0, 1, 76}, {0, 1, 90}}),
            (Counts{{36, 1}, {37, 1}, {14, 1}}));
}

TEST(Distributions, OfNoNotesAndOfOneAreEmptyWhereTheyNeedMore) {
  for (const DistributionInfo& info : all_distributions()) {
    EXPECT_EQ(histogram_of(info.kind, {}).total(), 0) << info.key;
    const bool of_notes = info.kind <= DistributionKind::kOverFinalBass;
    EXPECT_EQ(histogram_of(info.kind, score_of({{0, 1, 60}})).total(), of_notes ? 1 : 0)
        << info.key;
  }
}

TEST(Distributions, AreListedInOrderWithKeysOfTheirOwn) {
  std::set<std::string_view> keys;
  for (std::size_t i = 0; i < all_distributions().size(); ++i) {
    const DistributionInfo& info = all_distributions()[i];
    EXPECT_EQ(static_cast<std::size_t>(info.kind), i);
    EXPECT_TRUE(keys.insert(info.key).second);
    EXPECT_FALSE(info.title.empty() || info.axis.empty());
  }
  EXPECT_EQ(keys.size(), 10);
}

TEST(Distributions, NameTheirCategories) {
  EXPECT_EQ(category_label(DistributionKind::kDuration, {3, 4}), "3/4");
  EXPECT_EQ(category_label(DistributionKind::kPitch, 60), "60");
  EXPECT_EQ(category_label(DistributionKind::kPitchClass, 6), "F#");
  EXPECT_EQ(category_label(DistributionKind::kMelodicTop, -24), "-24");
  EXPECT_EQ(category_label(DistributionKind::kMelodicTop, -25), "< -24");
  EXPECT_EQ(category_label(DistributionKind::kHarmonicPairs, 36), "36");
  EXPECT_EQ(category_label(DistributionKind::kHarmonicOnBass, 37), "> 36");
}

}  // namespace
}  // namespace bachprop
