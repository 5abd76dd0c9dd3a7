#include "bachprop/evaluate/key_figures.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bachprop/evaluate/made_music_test.h"

namespace bachprop {
namespace {

// Scale and triad of a major key, 16 quarters.
std::vector<int> in_major(int tonic) {
  std::vector<int> pitches;
  for (const int over : {0, 4, 7, 12, 11, 9, 7, 5, 4, 2, 0, 4, 7, 11, 12, 12}) {
    pitches.push_back(tonic + over);
  }
  return pitches;
}

KeyFigures keys_of_pitches(std::vector<int> first, const std::vector<int>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return keys_of(hear(made_score(quarters_of(first))));
}

TEST(Keys, StayAtHome) {
  const KeyFigures keys = keys_of_pitches(in_major(60), in_major(60));
  EXPECT_EQ(keys.ends_in_key, 1);
  EXPECT_EQ(keys.halves_agree, 1);
  EXPECT_EQ(keys.notes_in_scale, 1);
  EXPECT_EQ(keys.home_time, 1);
  EXPECT_EQ(keys.signs, 0);
  EXPECT_EQ(keys.accidentals, 0);
  EXPECT_EQ(keys.has_double_ones, 0);
}

TEST(Keys, HearThatTheSecondHalfIsElsewhere) {
  std::vector<int> longer = in_major(60);
  const std::vector<int> again = in_major(60);
  longer.insert(longer.end(), again.begin(), again.end());
  const KeyFigures keys = keys_of_pitches(longer, in_major(66));
  EXPECT_EQ(keys.ends_in_key, 0);
  EXPECT_LT(keys.notes_in_scale, 0.9);
  EXPECT_LT(keys.home_time, 0.8);
  EXPECT_GT(keys.keys, 0);
  EXPECT_EQ(keys_of_pitches(in_major(60), in_major(66)).halves_agree, 0);
}

TEST(Keys, CountTheSignsOfThePrintedKey) {
  const KeyFigures keys = keys_of_pitches(in_major(66), in_major(66));  // F sharp or G flat
  EXPECT_EQ(keys.signs, 6);
  EXPECT_EQ(keys.more_than_4_signs, 1);
  EXPECT_EQ(keys_of_pitches(in_major(64), in_major(64)).more_than_4_signs, 0);  // E: 4 sharps
}

TEST(Keys, CountAccidentalsAgainstThatKey) {
  std::vector<int> pitches = in_major(60);
  pitches[5] = 70;  // B flat
  const KeyFigures keys = keys_of_pitches(pitches, in_major(60));
  EXPECT_GT(keys.accidentals, 0);
  EXPECT_LT(keys.notes_in_scale, 1);
}

TEST(Keys, AreNotANumberWithoutNotes) {
  EXPECT_TRUE(std::isnan(keys_of(hear(Score())).ends_in_key));
}

}  // namespace
}  // namespace bachprop
