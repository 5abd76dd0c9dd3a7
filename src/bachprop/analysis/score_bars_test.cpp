#include "bachprop/analysis/score_bars.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "bachprop/score/scores_test.h"

namespace bachprop {
namespace {

using Bars = std::vector<Bar>;

TEST(ScoreBars, AreOfFourQuartersWithoutATimeSignature) {
  EXPECT_EQ(bars_of({}), (Bars{{0, 4}}));
  EXPECT_EQ(bars_of(score_of({{0, 7, 60}})), (Bars{{0, 4}, {4, 4}}));
  EXPECT_EQ(bars_of(score_of({{0, 7, 60}, {1, 7, 62}})), (Bars{{0, 4}, {4, 4}, {8, 4}}));
}

TEST(ScoreBars, BeginAnewAtATimeSignature) {
  const Score score = score_of({{0, 10, 60}}, {{0, 3, 4}, {5, 6, 8}});
  EXPECT_EQ(bars_of(score), (Bars{{0, 3}, {3, 2}, {5, 3}, {8, 3}}));
  EXPECT_EQ(bars_of(score_of({{0, 2, 60}}, {{1, 2, 4}, {9, 3, 4}})), (Bars{{0, 1}, {1, 2}}));
}

TEST(ScoreBars, TakeTheLastOfTwoTimeSignaturesAtOnePlace) {
  EXPECT_EQ(bars_of(score_of({{0, 2, 60}}, {{0, 2, 4}, {0, 3, 4}})), (Bars{{0, 3}}));
}

TEST(ScoreBars, HoldTheirBeginningAndNotTheirEnd) {
  const Bars bars = {{0, 3}, {3, 2}, {5, 3}};
  EXPECT_EQ(bar_at(bars, 0), 0);
  EXPECT_EQ(bar_at(bars, {29, 10}), 0);
  EXPECT_EQ(bar_at(bars, 3), 1);
  EXPECT_EQ(bar_at(bars, 100), 2);
}

}  // namespace
}  // namespace bachprop
