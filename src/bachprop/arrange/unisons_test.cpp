#include "bachprop/arrange/unisons.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

using Notes = std::vector<Note>;

TEST(WithoutUnisons, AreNotesOfOnePitchThatBeginTogetherOneAsLongAsTheLongest) {
  EXPECT_EQ(without_unisons(Notes{{0, 1, 60}, {0, 3, 60}, {0, 2, 60}, {0, 1, 64}}),
            (Notes{{0, 3, 60}, {0, 1, 64}}));
}

TEST(WithoutUnisons, IsANoteStruckAgainWhileItIsHeldHeldOn) {
  EXPECT_EQ(without_unisons(Notes{{0, 4, 60}, {1, 1, 60}, {2, 1, 60}}),
            (Notes{{0, 1, 60}, {1, 1, 60}, {2, 2, 60}}));
}

TEST(WithoutUnisons, AreOtherNotesAsTheyAre) {
  const Notes notes = {{0, 1, 60}, {0, 2, 64}, {1, 1, 60}, {1, 1, 62}};
  EXPECT_EQ(without_unisons(notes), notes);
}

TEST(WithoutUnisons, HasANoteTheFirstOfItsVoices) {
  Score score;
  score.notes = {{0, 1, 60}, {0, 2, 60}, {1, 1, 62}};
  score.voices = {1, 0, 0};
  score.voice_names = {"Alto", "Tenor"};
  const Score heard = without_unisons(score);
  EXPECT_EQ(heard.notes, (Notes{{0, 2, 60}, {1, 1, 62}}));
  EXPECT_EQ(heard.voices, (std::vector<int>{1, 0}));
  EXPECT_EQ(heard.voice_names, score.voice_names);
}

}  // namespace
}  // namespace bachprop
