#include "bachprop/notation/readable_rhythm.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

using Q = Quarters;

Score score_of(std::vector<Note> notes) {
  Score score;
  score.notes = std::move(notes);
  return score;
}

TEST(ReadableRhythm, KnowsWhatMayHaveBeenWritten) {
  EXPECT_TRUE(is_written_rhythm(score_of({{0, Q(1, 3), 60}, {Q(5, 16), Q(1, 48), 60}})));
  EXPECT_TRUE(is_written_rhythm(score_of({{Q(1, 5), Q(3, 20), 60}, {Q(2, 7), Q(1, 14), 61}})));
  EXPECT_FALSE(is_written_rhythm(score_of({{0, Q(479, 480), 60}})));
  EXPECT_FALSE(is_written_rhythm(score_of({{Q(1, 960), 1, 60}})));
  EXPECT_TRUE(is_written_rhythm(Score()));
}

TEST(ReadableRhythm, MovesWhatWasPlayedToSixteenths) {
  const auto readable =
      make_readable(score_of({{Q(1, 100), Q(45, 100), 60}, {Q(53, 100), Q(30, 100), 62}}));
  EXPECT_EQ(readable.score.notes, (std::vector<Note>{{0, Q(1, 2), 60}, {Q(1, 2), Q(1, 4), 62}}));
  EXPECT_EQ(readable.notes_moved, 2);
  EXPECT_EQ(readable.max_movement, Q(3, 100));
}

TEST(ReadableRhythm, AQuarterOfTripletsBecomesTriplets) {
  const auto readable = make_readable(
      score_of({{0, Q(1, 3), 60}, {Q(34, 100), Q(1, 3), 62}, {Q(65, 100), Q(1, 3), 64}}));
  EXPECT_EQ(readable.score.notes,
            (std::vector<Note>{{0, Q(1, 3), 60}, {Q(1, 3), Q(1, 3), 62}, {Q(2, 3), Q(1, 3), 64}}));
}

TEST(ReadableRhythm, ANoteKeepsALength) {
  const auto readable = make_readable(score_of({{Q(1, 200), Q(1, 200), 60}}));
  EXPECT_EQ(readable.score.notes, (std::vector<Note>{{0, Q(1, 4), 60}}));
}

TEST(ReadableRhythm, NotesOfOnePitchDoNotComeToOverlap) {
  Score score = score_of({{0, Q(55, 100), 60}, {Q(55, 100), Q(1, 50), 60}, {Q(57, 100), 1, 60}});
  score.voices = {0, 1, 2};
  const auto readable = make_readable(score);
  EXPECT_EQ(readable.score.notes, (std::vector<Note>{{0, Q(1, 2), 60}, {Q(1, 2), 1, 60}}));
  EXPECT_EQ(readable.score.voices, (std::vector<int>{0, 1}));
  EXPECT_EQ(readable.notes_merged, 1);
}

TEST(RoundedTimes, GoToTheNearest64thOr32ndTripletAfterRestsOfAnyLength) {
  Score score;
  score.notes = {{{0}, {479, 480}, 60}, {{100}, {159, 480}, 62}, {{4801, 48}, {200}, 64}};
  const ReadableRhythm rounded = round_times(score);
  EXPECT_EQ(rounded.score.notes,
            (std::vector<Note>{{0, 1, 60}, {100, {1, 3}, 62}, {100, {200}, 64}}));
  EXPECT_EQ(rounded.notes_moved, 3);
  EXPECT_EQ(rounded.max_movement, Quarters(1, 48));
}

}  // namespace
}  // namespace bachprop
