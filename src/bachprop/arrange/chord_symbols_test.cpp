#include "bachprop/arrange/chord_symbols.h"

#include <gtest/gtest.h>

#include "bachprop/score/voices_test.h"

namespace bachprop {
namespace {

using Symbols = std::vector<ChordSymbol>;

TEST(ChordSymbols, StandWhereTheChordChanges) {
  const Score score = chorale({{48, 64, 67, 72}, {48, 64, 67, 72}, {41, 65, 69, 72}});
  EXPECT_EQ(chord_symbols(score, 0), (Symbols{{0, 0, "major", {}}, {2, 5, "major", {}}}));
}

TEST(ChordSymbols, NameSeventhsMinorsAndTheBass) {
  const Score score =
      chorale({{45, 64, 69, 72}, {45, 64, 69, 72}, {47, 62, 65, 67}, {47, 62, 65, 67}});
  EXPECT_EQ(chord_symbols(score, 0), (Symbols{{0, 9, "minor", {}}, {2, 7, "dominant", 11}}));
}

TEST(ChordSymbols, KeepToAChordWhilePassingNotesSound) {
  Score score = chorale({{48, 64, 67}, {48, 64, 67}, {48, 64, 67}, {48, 64, 67}});
  score.notes.push_back({1, Quarters(1, 2), 74});
  EXPECT_EQ(chord_symbols(sorted(score), 0), (Symbols{{0, 0, "major", {}}}));
}

// With a pick-up of half a beat the beats begin at 1/2, 3/2 ...
TEST(ChordSymbols, LieOnTheBeatsAfterThePickup) {
  Score score;
  for (const int pitch : {48, 64, 67}) {
    score.notes.push_back({Quarters(1, 2), 2, pitch});
  }
  for (const int pitch : {43, 62, 71}) {
    score.notes.push_back({Quarters(5, 2), 2, pitch});
  }
  const Symbols expected = {{Quarters(1, 2), 0, "major", {}}, {Quarters(5, 2), 7, "major", {}}};
  EXPECT_EQ(chord_symbols(sorted(score), Quarters(1, 2)), expected);
}

TEST(ChordSymbols, OfSilenceAreNone) { EXPECT_EQ(chord_symbols(Score(), 0), Symbols()); }

TEST(BlockChords, AreChordsThatBeginAndEndTogether) {
  EXPECT_TRUE(are_block_chords(chorale({{48, 52, 55}, {43, 47, 50, 53}}).notes));
  EXPECT_FALSE(are_block_chords(chorale({{48, 52, 55}, {43, 47}}).notes));
  EXPECT_FALSE(are_block_chords({{0, 1, 48}, {0, 1, 52}, {0, 2, 55}}));
  EXPECT_FALSE(are_block_chords({}));
}

TEST(BlockChords, BecomeSymbolsAsTheyAre) {
  const Score score =
      chorale({{48, 52, 55}, {48, 52, 55}, {43, 47, 50, 53}, {45, 48, 52}, {47, 50, 53}});
  EXPECT_EQ(symbols_of_blocks(score.notes), (Symbols{{0, 0, "major", {}},
                                                     {2, 7, "dominant", {}},
                                                     {3, 9, "minor", {}},
                                                     {4, 11, "diminished", {}}}));
}

}  // namespace
}  // namespace bachprop
