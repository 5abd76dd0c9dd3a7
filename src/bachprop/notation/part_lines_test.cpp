#include "bachprop/notation/part_lines.h"

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

TEST(PartLines, AreTheStatedVoicesFromTheHighest) {
  const Score score = with_voices(chorale({{72, 48}, {74, 50}}), {0, 1, 0, 1}, {"low", "high"});
  const PartLines found = lines_of(score, 4);
  EXPECT_EQ(found.lines, (std::vector<PartLine>{{"high", {{0, 1, 72}, {1, 1, 74}}},
                                                 {"low", {{0, 1, 48}, {1, 1, 50}}}}));
  EXPECT_TRUE(found.left_over.empty());
}

TEST(PartLines, AreFoundWhereNoneIsStated) {
  const PartLines found = lines_of(chorale({{72, 48}, {74, 50}}), 4);
  EXPECT_EQ(found.lines, (std::vector<PartLine>{{"", {{0, 1, 72}, {1, 1, 74}}},
                                                 {"", {{0, 1, 48}, {1, 1, 50}}}}));
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
  EXPECT_EQ(found.lines, (std::vector<PartLine>{{"", {{0, 1, 88}}}, {"", {{0, 1, 40}}}}));
  EXPECT_EQ(lines_of(chorale({{40, 52, 88}}), 1).lines,
            (std::vector<PartLine>{{"", {{0, 1, 88}}}}));
}

TEST(OneLine, MayHoldAFewDoubleStops) {
  EXPECT_TRUE(is_one_line({{0, 1, 60}, {1, 1, 62}, {1, 1, 69}, {2, 3, 64}}));
  EXPECT_FALSE(is_one_line({{0, 1, 60}, {1, 1, 62}, {1, 1, 69}, {2, 2, 64}}));
}

}  // namespace
}  // namespace bachprop
