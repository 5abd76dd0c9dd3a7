#include "bachprop/analysis/metric_span.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

MetricSpan bar_of(int numerator, int denominator) {
  return bar_span({0, numerator, denominator}, 0);
}

std::vector<Quarters> starts_of_parts(const MetricSpan& span) {
  std::vector<Quarters> starts;
  for (const MetricSpan& part : subspans_of(span)) {
    starts.push_back(part.start);
  }
  return starts;
}

using Starts = std::vector<Quarters>;

TEST(MetricSpan, OfASimpleBarFallsIntoHalvesOrBeats) {
  EXPECT_EQ(starts_of_parts(bar_of(4, 4)), (Starts{0, 2}));
  EXPECT_EQ(starts_of_parts(bar_of(3, 4)), (Starts{0, 1, 2}));
  EXPECT_EQ(starts_of_parts(bar_of(2, 2)), (Starts{0, 2}));
}

TEST(MetricSpan, OfACompoundBarFallsIntoDottedBeats) {
  EXPECT_EQ(starts_of_parts(bar_of(6, 8)), (Starts{0, {3, 2}}));
  EXPECT_EQ(starts_of_parts(bar_of(9, 8)), (Starts{0, {3, 2}, 3}));
  EXPECT_EQ(starts_of_parts(bar_of(12, 8)), (Starts{0, 3}));
}

TEST(MetricSpan, OfFiveOrSevenFallsIntoTwosAndThrees) {
  EXPECT_EQ(starts_of_parts(bar_of(5, 4)), (Starts{0, 3}));
  EXPECT_EQ(starts_of_parts(bar_of(7, 8)), (Starts{0, 1, 2}));
}

TEST(MetricSpan, OfOneUnitFallsIntoHalves) {
  EXPECT_EQ(starts_of_parts({3, 1, 1}), (Starts{3, {7, 2}}));
}

TEST(MetricSpan, OfATupletFallsIntoItsNotes) {
  EXPECT_EQ(starts_of_parts({0, 1, 5, true}), (Starts{0, {1, 5}, {2, 5}, {3, 5}, {4, 5}}));
  EXPECT_EQ(starts_of_parts({0, 3, 9, true}), (Starts{0, 1, 2}));
  EXPECT_EQ(starts_of_parts({0, 3, 6, true}), (Starts{0, 1, 2}));
}

TEST(BeatLength, IsThreeUnitsInCompoundMetres) {
  EXPECT_EQ(beat_length({0, 4, 4}), 1);
  EXPECT_EQ(beat_length({0, 2, 2}), 2);
  EXPECT_EQ(beat_length({0, 6, 8}), Quarters(3, 2));
  EXPECT_EQ(beat_length({0, 3, 8}), Quarters(3, 2));
  EXPECT_EQ(beat_length({0, 3, 4}), 1);
}

bool is_written(const MetricSpan& bar, const Quarters& from, const Quarters& to,
                Sound sound = Sound::kNote) {
  return hiding_cost(bar, from, to, sound).has_value();
}

TEST(Notes, MayBeginAndEndWhereTheMetreDoes) {
  EXPECT_EQ(hiding_cost(bar_of(4, 4), 0, 4, Sound::kNote), 0);
  EXPECT_EQ(hiding_cost(bar_of(4, 4), 2, 4, Sound::kNote), 0);
  EXPECT_EQ(hiding_cost(bar_of(4, 4), {3, 4}, 1, Sound::kNote), 0);
  EXPECT_EQ(hiding_cost(bar_of(3, 4), 1, 3, Sound::kNote), kAlignedCost);
}

TEST(Notes, MayHideTheMiddleOfABarOfFour) {
  EXPECT_TRUE(is_written(bar_of(4, 4), 1, 3));
  EXPECT_TRUE(is_written(bar_of(4, 4), 1, 4));
  EXPECT_TRUE(is_written(bar_of(4, 4), 0, 3));
  EXPECT_TRUE(is_written(bar_of(4, 4), 0, {7, 2}));
  EXPECT_FALSE(is_written(bar_of(4, 4), {3, 2}, {5, 2}));
  EXPECT_FALSE(is_written(bar_of(4, 4), {3, 2}, 3));
  EXPECT_FALSE(is_written(bar_of(4, 4), {1, 2}, {5, 2}));
}

TEST(Notes, MayBeSyncopatedInHalfABar) {
  EXPECT_TRUE(is_written(bar_of(4, 4), {1, 2}, {3, 2}));
  EXPECT_TRUE(is_written(bar_of(4, 4), {5, 2}, {7, 2}));
  EXPECT_TRUE(is_written(bar_of(4, 4), {1, 2}, 2));
  EXPECT_FALSE(is_written(bar_of(4, 4), {3, 4}, {5, 4}));
}

TEST(Notes, WithADotBeginOnABeatOfThree) {
  EXPECT_TRUE(is_written(bar_of(3, 4), 0, {3, 2}));
  EXPECT_TRUE(is_written(bar_of(3, 4), 1, {5, 2}));
  EXPECT_TRUE(is_written(bar_of(3, 4), {1, 2}, {3, 2}));
  EXPECT_FALSE(is_written(bar_of(3, 4), {3, 2}, 3));
}

TEST(Notes, DoNotHideTheBeatsOfCompoundMetres) {
  EXPECT_FALSE(is_written(bar_of(6, 8), 1, 2));
  EXPECT_TRUE(is_written(bar_of(6, 8), 0, 1));
  EXPECT_TRUE(is_written(bar_of(6, 8), {1, 2}, {3, 2}));
  EXPECT_TRUE(is_written(bar_of(9, 8), {3, 2}, {9, 2}));
}

TEST(Rests, HideNoBeat) {
  EXPECT_TRUE(is_written(bar_of(4, 4), 2, 4, Sound::kRest));
  EXPECT_FALSE(is_written(bar_of(4, 4), 1, 3, Sound::kRest));
  EXPECT_FALSE(is_written(bar_of(4, 4), 0, 3, Sound::kRest));
  EXPECT_FALSE(is_written(bar_of(3, 4), 0, 2, Sound::kRest));
  EXPECT_FALSE(is_written(bar_of(4, 4), 0, {3, 2}, Sound::kRest));
}

TEST(Rests, MayBeTheFirstTwoOfThreeEighths) {
  EXPECT_TRUE(is_written(bar_of(6, 8), {3, 2}, {5, 2}, Sound::kRest));
  EXPECT_FALSE(is_written(bar_of(6, 8), 2, 3, Sound::kRest));
  EXPECT_TRUE(is_written(bar_of(6, 8), 0, {3, 2}, Sound::kRest));
}

}  // namespace
}  // namespace bachprop
