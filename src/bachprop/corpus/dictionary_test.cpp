#include "bachprop/corpus/dictionary.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

TEST(TimeDictionary, SortsItsValuesAndKeepsEachOnce) {
  const TimeDictionary dictionary({Quarters(1, 2), 2, Quarters(1, 3), Quarters(2, 4)});
  EXPECT_EQ(dictionary.values(), (std::vector<Quarters>{Quarters(1, 3), Quarters(1, 2), 2}));
}

TEST(TimeDictionary, StartEndIsTheLastSymbol) {
  const TimeDictionary dictionary({0, 1});
  EXPECT_EQ(dictionary.start_end(), 2);
  EXPECT_EQ(dictionary.size(), 3);
  EXPECT_EQ(TimeDictionary().size(), 1);
}

TEST(TimeDictionary, FindsExactlyWhatItHolds) {
  const TimeDictionary dictionary({0, Quarters(1, 3), 1});
  EXPECT_EQ(dictionary.find(Quarters(1, 3)), 1);
  EXPECT_EQ(dictionary.find(Quarters(1, 4)), std::nullopt);
  EXPECT_EQ(dictionary.find(2), std::nullopt);
  EXPECT_EQ(dictionary.value(1), Quarters(1, 3));
}

TEST(TimeDictionary, NearestTakesTheSmallerOfTwoEquallyClose) {
  const TimeDictionary dictionary({0, 1, 3});
  EXPECT_EQ(dictionary.nearest(2), 1);
  EXPECT_EQ(dictionary.nearest(Quarters(9, 4)), 2);
  EXPECT_EQ(dictionary.nearest(-5), 0);
  EXPECT_EQ(dictionary.nearest(50), 2);
}

TEST(PitchDictionary, HoldsEveryPitchBetweenItsEnds) {
  const PitchDictionary dictionary(36, 81);
  EXPECT_EQ(dictionary.size(), 47);
  EXPECT_EQ(dictionary.start_end(), 46);
  EXPECT_EQ(dictionary.find(36), 0);
  EXPECT_EQ(dictionary.find(81), 45);
  EXPECT_EQ(dictionary.find(35), std::nullopt);
  EXPECT_EQ(dictionary.find(82), std::nullopt);
  EXPECT_EQ(dictionary.value(24), 60);
}

TEST(PitchDictionary, OfNoPitchHasOnlyStartEnd) {
  EXPECT_EQ(PitchDictionary().size(), 1);
  EXPECT_EQ(PitchDictionary().start_end(), 0);
  EXPECT_EQ(PitchDictionary().find(0), std::nullopt);
}

}  // namespace
}  // namespace bachprop
