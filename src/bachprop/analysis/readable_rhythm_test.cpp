#include "bachprop/analysis/readable_rhythm.h"

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

// Three notes of one pitch, the last two nearly at once: of one voice, and of three.
TEST(ReadableRhythm, NotesOfOnePitchAndVoiceDoNotComeToOverlap) {
  Score score = score_of({{0, Q(55, 100), 60}, {Q(55, 100), Q(1, 50), 60}, {Q(57, 100), 1, 60}});
  const auto of_one = make_readable(score);
  EXPECT_EQ(of_one.score.notes, (std::vector<Note>{{0, Q(1, 2), 60}, {Q(1, 2), 1, 60}}));
  EXPECT_EQ(of_one.notes_merged, 1);
  score.voices = {0, 1, 2};
  const auto of_three = make_readable(score);
  EXPECT_EQ(of_three.score.notes,
            (std::vector<Note>{{0, Q(1, 2), 60}, {Q(1, 2), Q(1, 4), 60}, {Q(1, 2), 1, 60}}));
  EXPECT_EQ(of_three.score.voices, (std::vector<int>{0, 1, 2}));
  EXPECT_EQ(of_three.notes_merged, 0);
}

// Two eighths, played as 0.02 and 0.6, and a triplet.
TEST(ReadableRhythm, MovesToTheGridThatIsAskedFor) {
  const Score played = score_of({{Q(2, 100), Q(60, 100), 60},
                                 {Q(62, 100), Q(30, 100), 62},
                                 {1, Q(1, 3), 64},
                                 {Q(4, 3), Q(1, 3), 65},
                                 {Q(5, 3), Q(1, 3), 67}});
  const auto onsets = [&](const char* name) {
    std::vector<Q> times;
    for (const Note& note : make_readable(played, *rhythm_grid_named(name)).score.notes) {
      times.push_back(note.onset);
    }
    return times;
  };
  EXPECT_EQ(onsets("8"), (std::vector<Q>{0, Q(1, 2), 1, Q(3, 2), Q(3, 2)}));
  EXPECT_EQ(onsets("8t"), (std::vector<Q>{0, Q(1, 2), 1, Q(4, 3), Q(5, 3)}));
  EXPECT_EQ(onsets("16"), (std::vector<Q>{0, Q(1, 2), 1, Q(5, 4), Q(7, 4)}));
  EXPECT_EQ(onsets("16t"), (std::vector<Q>{0, Q(1, 2), 1, Q(4, 3), Q(5, 3)}));
  EXPECT_EQ(onsets("32"), (std::vector<Q>{0, Q(5, 8), 1, Q(11, 8), Q(13, 8)}));
  EXPECT_EQ(onsets("4"), (std::vector<Q>{0, 1, 1, 1, 2}));
}

TEST(ReadableRhythm, HasNothingShorterThanTheGrid) {
  std::vector<Note> ornament = {{0, 1, 72}};
  for (int i = 0; i < 12; ++i) {
    ornament.push_back({Q(1) + Q(i, 12), Q(1, 12), 72 + i % 2});
  }
  for (const char* name : {"4", "8", "16", "32", "64"}) {
    const RhythmGrid grid = *rhythm_grid_named(name);
    for (const Note& note : make_readable(score_of(ornament), grid).score.notes) {
      EXPECT_EQ(grid.value / 4 % note.onset.denominator(), 0) << name;
      EXPECT_GE(note.duration, Q(4, grid.value)) << name;
    }
  }
}

TEST(ReadableRhythm, KnowsWhatNobodyHasWritten) {
  std::vector<Note> learnt;
  std::vector<Note> fast;
  for (int i = 0; i < 16; ++i) {
    learnt.push_back({Q(i) + Q(i % 5, 16) + Q(i % 3, 12), Q(1, 3), 60});
    fast.push_back({Q(i, 16), Q(1, 16), 60 + i % 2});
  }
  EXPECT_TRUE(is_written_rhythm(score_of(learnt)));
  EXPECT_FALSE(is_readable_rhythm(score_of(learnt)));
  // A run of 64ths, triplets of sixteenths, quintuplets.
  EXPECT_TRUE(is_readable_rhythm(score_of(fast)));
  EXPECT_TRUE(is_readable_rhythm(score_of({{Q(1, 6), Q(1, 6), 60}, {Q(1, 5), Q(1, 5), 61}})));
}

TEST(RhythmGrid, IsNamedAsMusiciansDo) {
  EXPECT_EQ(rhythm_grid_named("16t"), (RhythmGrid{16, true}));
  EXPECT_EQ(rhythm_grid_named("1/8"), (RhythmGrid{8, false}));
  EXPECT_EQ(rhythm_grid_named("1/32T"), (RhythmGrid{32, true}));
  for (const char* word : {"", "t", "4t", "12", "1/", "16tt", "-8", "128"}) {
    EXPECT_FALSE(rhythm_grid_named(word)) << word;
  }
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
