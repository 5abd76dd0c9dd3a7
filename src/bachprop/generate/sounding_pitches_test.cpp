#include "bachprop/generate/sounding_pitches.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace bachprop {
namespace {

std::vector<int> sorted(const SoundingPitches& sounding) {
  std::vector<int> symbols(sounding.symbols().begin(), sounding.symbols().end());
  std::ranges::sort(symbols);
  return symbols;
}

using Symbols = std::vector<int>;

TEST(SoundingPitches, SoundUntilTheirTimeHasPassed) {
  SoundingPitches sounding;
  sounding.begin(4, 3);
  sounding.begin(7, 1);
  sounding.pass(0);
  EXPECT_EQ(sorted(sounding), (Symbols{4, 7}));
  sounding.pass(1);
  EXPECT_EQ(sorted(sounding), (Symbols{4}));
  sounding.begin(0, 5);
  sounding.pass(2);
  EXPECT_EQ(sorted(sounding), (Symbols{0}));
  sounding.pass(100);
  EXPECT_EQ(sorted(sounding), Symbols{});
}

TEST(SoundingPitches, TakeTheTimeOfTheLastNoteOfTheirPitch) {
  SoundingPitches sounding;
  sounding.begin(4, 9);
  sounding.begin(4, 2);
  EXPECT_EQ(sorted(sounding), (Symbols{4}));
  sounding.pass(2);
  EXPECT_EQ(sorted(sounding), Symbols{});
}

TEST(SoundingPitches, MayBeAllPitches) {
  SoundingPitches sounding;
  for (int symbol = 0; symbol <= kHighestPitch; ++symbol) {
    sounding.begin(symbol, 1 + symbol);
  }
  EXPECT_EQ(sounding.symbols().size(), 128U);
  sounding.pass(100);
  EXPECT_EQ(sounding.symbols().size(), 28U);
}

}  // namespace
}  // namespace bachprop
