#include "bachprop/evaluate/form_figures.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bachprop/evaluate/made_music_test.h"

namespace bachprop {
namespace {

using Bars = std::vector<std::vector<int>>;

const std::vector<int> kA = {60, 62, 64, 65};
const std::vector<int> kB = {67, 65, 64, 62};
const std::vector<int> kC = {72, 71, 69, 67};
const std::vector<int> kUpA = {62, 64, 66, 67};  // a whole tone higher

FormFigures form_of_bars(const Bars& bars) {
  std::vector<int> pitches;
  for (const std::vector<int>& bar : bars) {
    pitches.insert(pitches.end(), bar.begin(), bar.end());
  }
  return form_of(hear(made_score(quarters_of(pitches))));
}

TEST(Form, CountsBarsThatStoodBefore) {
  const FormFigures form = form_of_bars({kA, kB, kA, kC});
  EXPECT_DOUBLE_EQ(form.stood_before, 1.0 / 3);
  EXPECT_DOUBLE_EQ(form.distinct_bars, 3.0 / 4);
  EXPECT_DOUBLE_EQ(form.rhythm_stood_before, 1);
}

TEST(Form, TellsBarsAtAnotherPitchFromThoseAtTheSame) {
  const FormFigures form = form_of_bars({kA, kUpA, kB, kA});
  EXPECT_DOUBLE_EQ(form.stood_before, 1.0 / 3);
  EXPECT_DOUBLE_EQ(form.stood_before_transposed, 1.0 / 3);
}

TEST(Form, ComparesEachBarWithThatSoManyBefore) {
  const auto matches = bar_matches(hear(made_score(quarters_of(
      {60, 62, 64, 65, 67, 65, 64, 62, 60, 62, 64, 65, 69, 67, 66, 64}))));  // A, B, A, B higher
  EXPECT_EQ(matches[1].compared, 3);
  EXPECT_EQ(matches[1].like, 0);
  EXPECT_EQ(matches[2].compared, 2);
  EXPECT_EQ(matches[2].like, 1);
  EXPECT_EQ(matches[2].transposed, 1);
  EXPECT_EQ(matches[4].compared, 0);
}

TEST(Form, DoesNotTakeSilentBarsForRepeats) {
  const std::vector<int> rest(4, 0);
  const FormFigures form = form_of_bars({kA, rest, rest, kB});
  EXPECT_DOUBLE_EQ(form.stood_before, 0);
  EXPECT_DOUBLE_EQ(form.like_1_before, 0);
}

TEST(Form, HearsAStrainRepeatedAtOnceThoughTwoBarsDiffer) {
  const Bars strain = {kA, kB, kA, kC, kB, kA, kC, kUpA};
  Bars bars = strain;
  bars.insert(bars.end(), strain.begin(), strain.end());
  bars[8] = kC;
  bars[15] = kC;
  EXPECT_EQ(form_of_bars(bars).strain_repeated, 1);
  bars[9] = kC;
  EXPECT_EQ(form_of_bars(bars).strain_repeated, 0);
}

TEST(Form, FindsAPassageThatReturnsLater) {
  EXPECT_EQ(form_of_bars({kA, kB, kC, kUpA, kC, kA, kB, kC, kUpA}).passage_returns, 1);
  EXPECT_EQ(form_of_bars({kA, kB, kC, kUpA, kC, kA, kB, kC, kC}).passage_returns, 0);
  // Four equal bars are not followed by themselves.
  EXPECT_EQ(form_of_bars({kA, kA, kA, kA, kA}).passage_returns, 0);
}

TEST(Form, CountsFullBarsWithoutThePickup) {
  Score score = made_score(quarters_of(std::vector<int>(32, 60), 1));
  score.notes.insert(score.notes.begin(), {0, 1, 55});
  score.time_signatures = {{0, 1, 4}, {1, 4, 4}};
  const FormFigures form = form_of(hear(score));
  EXPECT_EQ(form.bars, 8);
  EXPECT_EQ(form.multiple_of_8, 1);
  EXPECT_EQ(form.multiple_of_4, 1);
  EXPECT_EQ(form_of_bars({kA, kB, kC}).multiple_of_4, 0);
}

TEST(Form, MeasuresTheLongestRepeatAtAnyPitch) {
  // Four notes, and the same a fifth higher.
  const FormFigures form =
      form_of(hear(made_score(quarters_of({60, 64, 62, 65, 50, 67, 71, 69, 72}))));
  EXPECT_EQ(form.longest_repeat, 4);
  EXPECT_EQ(form_of(hear(made_score(quarters_of({60, 61, 63, 66})))).longest_repeat, 0);
}

TEST(Form, HearsLeapsFromBarToBar) {
  const FormFigures form = form_of_bars({{60, 62, 64, 65}, {77, 76, 74, 72}});
  EXPECT_DOUBLE_EQ(form.leaps_between_bars, 12 - (2 + 2 + 1 + 1 + 2 + 2) / 6.0);
}

TEST(Form, IsNotANumberWhereThereIsNothingToCompare) {
  const FormFigures form = form_of_bars({kA});
  EXPECT_TRUE(std::isnan(form.stood_before));
  EXPECT_TRUE(std::isnan(form.like_8_before));
  EXPECT_TRUE(std::isnan(form_of(hear(Score())).multiple_of_8));
}

}  // namespace
}  // namespace bachprop
