#include "bachprop/arrange/part_lines.h"

#include <gtest/gtest.h>

#include <utility>

#include "bachprop/score/voices_test.h"

namespace bachprop {
namespace {

using Notes = std::vector<Note>;

Score with_voices(Score score, std::vector<int> voices, std::vector<std::string> names) {
  score.voices = std::move(voices);
  score.voice_names = std::move(names);
  return score;
}

// A line of quarters from 0 on.
PartLine line_of(const std::string& name, const std::vector<int>& pitches) {
  PartLine line{.name = name};
  for (const int pitch : pitches) {
    line.notes.push_back({std::ssize(line.notes), 1, pitch});
  }
  return line;
}

TEST(PartLines, AreTheStatedVoicesFromTheHighest) {
  const Score score = with_voices(chorale({{72, 48}, {74, 50}}), {0, 1, 0, 1}, {"low", "high"});
  const PartLines found = lines_of(score, 4);
  EXPECT_EQ(found.lines,
            (std::vector<PartLine>{line_of("high", {72, 74}), line_of("low", {48, 50})}));
  EXPECT_TRUE(found.left_over.empty());
}

TEST(PartLines, AreFoundWhereNoneIsStated) {
  const PartLines found = lines_of(chorale({{72, 48}, {74, 50}}), 4);
  EXPECT_EQ(found.lines, (std::vector<PartLine>{line_of("", {72, 74}), line_of("", {48, 50})}));
}

TEST(PartLines, AreFoundWhereAStatedVoiceIsAllChords) {
  const Score score = with_voices(chorale({{72, 64, 60, 48}, {74, 65, 59, 50}}),
                                  {1, 1, 1, 0, 1, 1, 1, 0}, {"tune", "chords"});
  EXPECT_EQ(lines_of(score, 4).lines.size(), 4U);
}

// The double of C goes, not the E or the G, which are as long.
TEST(PartLines, OfThickChordsLeaveOutWhatIsDoubledInside) {
  const PartLines found = lines_of(chorale({{48, 60, 64, 67, 77}}), 4);
  EXPECT_EQ(found.lines.size(), 4U);
  EXPECT_EQ(found.left_over, (Notes{{0, 1, 60}}));
}

// Nothing is doubled; of the inner voices that of 66 sounds for longer.
TEST(PartLines, OfThickChordsLeaveOutTheVoiceThatSoundsLeast) {
  Score score = chorale({{48, 62, 66, 69, 76}, {48, 66}});
  score = with_voices(score, {0, 1, 2, 3, 4, 0, 2}, {"a", "b", "c", "d", "e"});
  EXPECT_EQ(lines_of(score, 4).left_over, (Notes{{0, 1, 62}}));
}

TEST(PartLines, OfThickChordsKeepTheOuterNotes) {
  const PartLines found = lines_of(chorale({{40, 52, 64, 76, 88}}), 2);
  EXPECT_EQ(found.lines, (std::vector<PartLine>{line_of("", {88}), line_of("", {40})}));
  EXPECT_EQ(lines_of(chorale({{40, 52, 88}}), 1).lines, std::vector<PartLine>{line_of("", {88})});
}

TEST(OneLine, MayHoldAFewDoubleStops) {
  EXPECT_TRUE(is_one_line({{0, 1, 60}, {1, 1, 62}, {1, 1, 69}, {2, 3, 64}}));
  EXPECT_FALSE(is_one_line({{0, 1, 60}, {1, 1, 62}, {1, 1, 69}, {2, 2, 64}}));
}

// The chord is held for three quarters; what begins above it takes the place of its highest note.
TEST(PartLines, ShortenAHeldNoteRatherThanLeaveOneOut) {
  Score score = chorale({{44, 51, 56, 60}});
  for (Note& note : score.notes) {
    note.duration = 3;
  }
  score.notes.push_back({2, 1, 68});
  const PartLines found = lines_of(score, 4);
  EXPECT_TRUE(found.left_over.empty());
  EXPECT_EQ(found.shortened, (Notes{{0, 3, 60}}));
  EXPECT_EQ(found.lines.front().notes, (Notes{{0, 2, 60}, {2, 1, 68}}));
}

TEST(PartLines, LeaveABriefInnerNoteOutRatherThanShortenALongOne) {
  Score score = chorale({{44, 51, 58, 65}});
  for (Note& note : score.notes) {
    note.duration = 16;
  }
  score.notes.push_back({1, Quarters(1, 4), 54});
  const PartLines found = lines_of(score, 4);
  EXPECT_EQ(found.left_over, (Notes{{1, Quarters(1, 4), 54}}));
  EXPECT_TRUE(found.shortened.empty());
}

TEST(FullLines, HaveEveryNoteAtItsLength) {
  Score score = chorale({{44, 51, 56, 60}});
  for (Note& note : score.notes) {
    note.duration = 3;
  }
  score.notes.push_back({2, 1, 68});
  const std::vector<PartLine> lines = full_lines_of(score, 4);
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines.front().notes, (Notes{{0, 3, 60}, {2, 1, 68}}));
}

TEST(NotesBeyond, AreThoseThatBeginWhileSoManyOthersSound) {
  EXPECT_EQ(notes_beyond(chorale({{48, 55, 60}, {48, 55}}).notes, 2), 1U);
  EXPECT_EQ(notes_beyond(chorale({{48, 55, 60}, {48, 55}}).notes, 3), 0U);
}

}  // namespace
}  // namespace bachprop
