#include "bachprop/evaluate/line_figures.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bachprop/evaluate/made_music_test.h"

namespace bachprop {
namespace {

LineFigures line_of_pitches(const std::vector<int>& pitches) {
  return line_of(hear(made_score(quarters_of(pitches))).top);
}

TEST(Line, CountsStepsLeapsAndRepeats) {
  // 0, +2, +7, -1
  const LineFigures line = line_of_pitches({60, 60, 62, 69, 68});
  EXPECT_DOUBLE_EQ(line.repeats, 1.0 / 4);
  EXPECT_DOUBLE_EQ(line.steps, 2.0 / 3);
  EXPECT_DOUBLE_EQ(line.leaps, 1.0 / 3);
  EXPECT_DOUBLE_EQ(line.odd_leaps, 0);
  EXPECT_DOUBLE_EQ(line.mean_size, 10.0 / 4);
  EXPECT_EQ(line.span, 9);
}

TEST(Line, TellsTritonesSeventhsAndMoreThanAnOctaveFromOtherLeaps) {
  EXPECT_DOUBLE_EQ(line_of_pitches({60, 66, 61, 71, 58}).odd_leaps, 3.0 / 4);
  EXPECT_DOUBLE_EQ(line_of_pitches({60, 72, 64, 71, 66}).odd_leaps, 0);
}

TEST(Line, FollowsTheDirectionFromStepToStep) {
  // +2 +2 -2 -1: on, back, on
  const LineFigures line = line_of_pitches({60, 62, 64, 62, 61});
  EXPECT_DOUBLE_EQ(line.same_way_steps, 2.0 / 3);
  EXPECT_DOUBLE_EQ(line.turns_back, 1.0 / 3);
}

TEST(Line, HearsWhetherALeapIsAnswered) {
  EXPECT_DOUBLE_EQ(line_of_pitches({60, 67, 65}).leaps_turned, 1);
  EXPECT_DOUBLE_EQ(line_of_pitches({60, 67, 69}).leaps_turned, 0);
  EXPECT_DOUBLE_EQ(line_of_pitches({60, 67, 74}).leaps_on_leaps, 1);
  EXPECT_TRUE(std::isnan(line_of_pitches({60, 62, 64}).leaps_turned));
}

TEST(Line, CountsTheNotesOfRunsFromFiveOn) {
  EXPECT_DOUBLE_EQ(line_of_pitches({60, 62, 64, 65, 67, 60}).in_runs, 5.0 / 6);
  EXPECT_DOUBLE_EQ(line_of_pitches({60, 62, 64, 65, 60, 62}).in_runs, 0);
}

TEST(Line, HearsHalfStepsInARow) {
  EXPECT_DOUBLE_EQ(line_of_pitches({60, 61, 62, 64}).half_steps, 1.0 / 2);
}

TEST(Line, IsNotANumberWithoutIntervals) {
  EXPECT_TRUE(std::isnan(line_of_pitches({60}).steps));
  EXPECT_TRUE(std::isnan(line_of_pitches({60, 60}).steps));
  EXPECT_EQ(line_of_pitches({60, 60}).repeats, 1);
}

}  // namespace
}  // namespace bachprop
