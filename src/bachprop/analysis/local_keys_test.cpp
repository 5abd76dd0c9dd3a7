#include "bachprop/analysis/local_keys.h"

#include <gtest/gtest.h>

#include <vector>

#include "bachprop/score/score.h"

namespace bachprop {
namespace {

// Tonic, subdominant, dominant and tonic, a quarter each, `times` times.
void append_cadences(Score& score, int tonic, bool minor, int times) {
  Quarters onset = end_of(score);
  const int third = minor ? 3 : 4;
  const std::vector<std::vector<int>> chords = {
      {0, third, 7}, {0, 5, 5 + third}, {2, 7, 11}, {0, third, 7}};
  for (int i = 0; i < times; ++i) {
    for (const std::vector<int>& chord : chords) {
      for (const int above : chord) {
        score.notes.push_back({onset, 1, 60 + tonic + above});
      }
      onset += 1;
    }
  }
}

TEST(LocalKeys, OfOneKeyAreThatKey) {
  Score score;
  append_cadences(score, 2, false, 6);
  EXPECT_EQ(local_keys_of(score), (std::vector<LocalKey>{{0, {2, false}}}));
}

// Four cadences are 16 beats, three are 12. C and E major have no chord in common.
TEST(LocalKeys, FollowModulations) {
  Score score;
  append_cadences(score, 0, false, 4);
  append_cadences(score, 4, false, 3);
  append_cadences(score, 0, false, 4);
  EXPECT_EQ(local_keys_of(score),
            (std::vector<LocalKey>{{0, {0, false}}, {16, {4, false}}, {28, {0, false}}}));
}

TEST(LocalKeys, DoNotFollowASingleStrangeChord) {
  Score score;
  append_cadences(score, 0, false, 3);
  for (const int above : {2, 6, 9}) {
    score.notes.push_back({12, 1, 60 + above});
  }
  append_cadences(score, 0, false, 3);
  EXPECT_EQ(local_keys_of(score), (std::vector<LocalKey>{{0, {0, false}}}));
}

TEST(LocalKeys, ChangeMoreOftenWhenItCostsLess) {
  Score score;
  append_cadences(score, 0, false, 3);
  append_cadences(score, 6, false, 1);
  append_cadences(score, 0, false, 3);
  EXPECT_EQ(local_keys_of(score, {.change = 1000000}).size(), 1U);
  EXPECT_GE(local_keys_of(score, {.change = 100, .step = 0}).size(), 3U);
}

TEST(LocalKeys, GoWithThePitches) {
  Score score;
  append_cadences(score, 0, true, 4);
  append_cadences(score, 3, false, 4);
  const std::vector<LocalKey> keys = local_keys_of(score);
  for (int up = 1; up < 12; ++up) {
    Score higher = score;
    for (Note& note : higher.notes) {
      note.pitch += up;
    }
    std::vector<LocalKey> expected = keys;
    for (LocalKey& local : expected) {
      local.key.tonic = (local.key.tonic + up) % 12;
    }
    EXPECT_EQ(local_keys_of(higher), expected);
  }
}

TEST(LocalKeys, OfNoNotesAreCMajor) {
  EXPECT_EQ(local_keys_of(Score()), (std::vector<LocalKey>{{0, {0, false}}}));
}

TEST(LocalKeys, OfAVeryLongNoteAreFoundInLongerBeats) {
  Score score;
  score.notes = {{0, 1000000000, 60}, {0, 1000000000, 64}, {0, 1000000000, 67}};
  EXPECT_EQ(local_keys_of(score), (std::vector<LocalKey>{{0, {0, false}}}));
}

}  // namespace
}  // namespace bachprop
