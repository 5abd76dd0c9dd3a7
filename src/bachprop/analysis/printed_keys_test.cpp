#include "bachprop/analysis/printed_keys.h"

#include <gtest/gtest.h>

#include <vector>

namespace bachprop {
namespace {

using Q = Quarters;

// A bar each of tonic, subdominant, dominant seventh and tonic, in quarters, `semitones` higher.
void add_cadence(Score& score, int bar, int semitones, bool minor) {
  const int third = minor ? 3 : 4;
  const int sixth = minor ? 8 : 9;
  const std::vector<std::vector<int>> chords = {{48, 60 + third, 67, 72},
                                                {53, 60 + sixth, 65, 72},
                                                {55, 59, 65, 71},
                                                {48, 60 + third, 67, 72}};
  for (const std::vector<int>& chord : chords) {
    for (int beat = 0; beat < 4; ++beat) {
      for (const int pitch : chord) {
        score.notes.push_back({4 * bar + beat, 1, pitch + semitones});
      }
    }
    ++bar;
  }
}

// Cadences of four bars, each in a key by its semitones above C.
Score cadences(const std::vector<int>& keys, bool minor = false) {
  Score score;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    add_cadence(score, static_cast<int>(4 * i), keys[i], minor);
  }
  return score;
}

std::vector<Q> bar_lines(const Score& score) {
  std::vector<Q> lines;
  for (Q line = 0; line < end_of(score); line += 4) {
    lines.push_back(line);
  }
  return lines;
}

std::vector<KeySignature> keys_of(const Score& score) {
  return printed_keys_of(score, bar_lines(score));
}

TEST(PrintedKeys, AreOneForAPieceThatGoesToItsNeighbours) {
  EXPECT_EQ(keys_of(cadences({0, 0, 7, 7, 0, 5, 5, 0})),
            (std::vector<KeySignature>{{0, 0, false}}));
}

TEST(PrintedKeys, ChangeWhereAPieceLivesFarAway) {
  const std::vector<KeySignature> keys = keys_of(cadences({2, 2, 2, 2, 8, 8, 8, 8}));
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_EQ(keys[0], (KeySignature{0, 2, false}));
  EXPECT_EQ(keys[1], (KeySignature{64, -4, false}));
}

TEST(PrintedKeys, DoNotChangeForAPhrase) {
  EXPECT_EQ(keys_of(cadences({2, 2, 2, 8, 2, 2, 2})).size(), 1U);
}

// G major is nearer to F sharp major than to G flat major, F major the reverse.
TEST(PrintedKeys, ChooseTheSideWithFewerAccidentals) {
  EXPECT_EQ(keys_of(cadences({6, 6, 6, 7})), (std::vector<KeySignature>{{0, 6, false}}));
  EXPECT_EQ(keys_of(cadences({6, 6, 6, 5})), (std::vector<KeySignature>{{0, -6, false}}));
}

TEST(PrintedKeys, CountEachAccidentalOnceABar) {
  Score score;
  for (const int onset : {0, 1, 4}) {
    score.notes.push_back({onset, 1, 66});
  }
  EXPECT_EQ(count_accidentals(score, {{0, 0, false}}, std::vector<Q>{0, 4}),
            (AccidentalCount{2, 0}));
  EXPECT_EQ(count_accidentals(score, {{0, 1, false}}, std::vector<Q>{0, 4}), AccidentalCount());
}

TEST(PrintedKeys, OfSilenceIsCMajor) {
  EXPECT_EQ(keys_of(Score()), (std::vector<KeySignature>{{0, 0, false}}));
}

}  // namespace
}  // namespace bachprop
