#include "bachprop/evaluate/turns.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bachprop/evaluate/corpus_habits.h"
#include "bachprop/evaluate/made_music_test.h"

namespace bachprop {
namespace {

HeardMusic melody(const std::vector<int>& pitches) {
  return hear_lines(made_score(quarters_of(pitches)));
}

const std::vector<int> kScale = {60, 62, 64, 65, 67, 69, 71, 72};

double surprise(const TurnCounts& counts, const HeardMusic& piece, Stream stream,
                const TurnCounts* own = nullptr) {
  const std::vector<double> nats = counts.surprises(stream, symbols_of(piece, stream), own);
  double sum = 0;
  for (const double one : nats) {
    sum += one;
  }
  return sum / static_cast<double>(nats.size());
}

TEST(Turns, SurpriseLessWhereTheCorpusHasThem) {
  TurnCounts counts;
  for (int i = 0; i < 20; ++i) {
    counts.add(melody(kScale));
  }
  const double known = surprise(counts, melody(kScale), Stream::kTopDegrees);
  const double unknown =
      surprise(counts, melody({60, 71, 62, 69, 64, 72, 61, 66}), Stream::kTopDegrees);
  EXPECT_LT(known, 0.5);
  EXPECT_GT(unknown, 2);
}

TEST(Turns, HaveProbabilitiesThatAddUpToOne) {
  TurnCounts counts;
  counts.add(melody(kScale));
  counts.add(melody({60, 64, 60, 64, 67, 64, 60}));
  double sum = 0;
  for (std::uint32_t next = 0; next < 27; ++next) {  // all intervals
    sum += std::exp(-counts.surprises(Stream::kTopIntervals, {15, 15, next}, nullptr).front());
  }
  // What is left is the end of the line.
  EXPECT_LT(sum, 1);
  EXPECT_GT(sum, 0.9);
}

TEST(Turns, AreAsStrangeToTheirOwnPieceAsToOthers) {
  TurnCounts counts;
  counts.add(melody(kScale));
  const HeardMusic mine = melody({60, 71, 62, 69, 64, 72, 61, 66});
  const double before = surprise(counts, mine, Stream::kTopDegrees);
  counts.add(mine);
  EXPECT_LT(surprise(counts, mine, Stream::kTopDegrees), before);
  const TurnCounts own = turns_of(mine);
  EXPECT_NEAR(surprise(counts, mine, Stream::kTopDegrees, &own), before, 1e-12);
}

TEST(Turns, DoNotDependOnTheKey) {
  TurnCounts counts;
  counts.add(melody(kScale));
  std::vector<int> higher = kScale;
  for (int& pitch : higher) {
    pitch += 3;
  }
  EXPECT_DOUBLE_EQ(surprise(counts, melody(kScale), Stream::kTopDegrees),
                   surprise(counts, melody(higher), Stream::kTopDegrees));
}

TEST(Turns, SaySoWhereALineIsTooShort) {
  TurnCounts counts;
  EXPECT_TRUE(counts.surprises(Stream::kTopDegrees, {1, 2}, nullptr).empty());
}

}  // namespace
}  // namespace bachprop
