#include "bachprop/base/quarters.h"

#include <gtest/gtest.h>

#include <unordered_set>

namespace bachprop {
namespace {

TEST(Quarters, AreKeptInLowestTermsWithThePositiveDenominator) {
  constexpr Quarters kHalf(-6, -12);
  EXPECT_EQ(kHalf.numerator(), 1);
  EXPECT_EQ(kHalf.denominator(), 2);
  EXPECT_EQ(Quarters(6, -4).to_string(), "-3/2");
  EXPECT_EQ(Quarters(0, -7).denominator(), 1);
}

TEST(Quarters, OfThreeTripletsMakeExactlyOne) {
  const Quarters triplet(1, 3);
  EXPECT_EQ(triplet + triplet + triplet, 1);
  Quarters sum;
  for (int i = 0; i < 12; ++i) {
    sum += Quarters(1, 12);
  }
  EXPECT_EQ(sum, 1);
}

TEST(Quarters, AddSubtractMultiplyAndDivideAsFractionsDo) {
  EXPECT_EQ(Quarters(1, 4) + Quarters(1, 6), Quarters(5, 12));
  EXPECT_EQ(Quarters(1, 4) - Quarters(1, 6), Quarters(1, 12));
  EXPECT_EQ(Quarters(3, 4) * Quarters(-2, 9), Quarters(-1, 6));
  EXPECT_EQ(Quarters(3, 4) / Quarters(-3, 8), -2);
  EXPECT_EQ(Quarters(5, 7) * 0, 0);
  EXPECT_EQ(Quarters(0) / Quarters(5, 7), 0);
}

TEST(Quarters, CompareByValue) {
  EXPECT_LT(Quarters(1, 3), Quarters(1, 2));
  EXPECT_LT(Quarters(-1, 2), Quarters(-1, 3));
  EXPECT_GT(Quarters(33, 32), 1);
  EXPECT_EQ(Quarters(2, 4), Quarters(1, 2));
}

// The bounds that the header promises, reached from below.
TEST(Quarters, AreExactUpToThePromisedBounds) {
  constexpr std::int64_t kNumerator = (std::int64_t{1} << 46U) - 1;
  constexpr std::int64_t kDenominator = (1 << 16U) - 1;
  const Quarters large(kNumerator, kDenominator);       // 65535 = 3 * 5 * 17 * 257
  const Quarters larger(kNumerator, kDenominator - 1);  // 65534 = 2 * 7 * 31 * 151
  EXPECT_LT(large, larger);
  EXPECT_EQ(large + larger - larger, large);
  EXPECT_EQ(large - large, 0);
}

TEST(Quarters, AreWrittenAsMusiciansWriteThem) {
  EXPECT_EQ(Quarters(3, 4).to_string(), "3/4");
  EXPECT_EQ(Quarters(8, 4).to_string(), "2");
  EXPECT_EQ(Quarters(-1, 12).to_string(), "-1/12");
  EXPECT_EQ(Quarters().to_string(), "0");
}

TEST(Quarters, HashEqualWhenEqual) {
  const std::unordered_set<Quarters> set = {Quarters(1, 2), Quarters(2, 4), Quarters(1, 3)};
  EXPECT_EQ(set.size(), 2U);
}

TEST(QuartersDeathTest, StopAtADenominatorOfZero) {
  const std::int64_t zero = 0;
  EXPECT_DEATH(Quarters(1, zero), "denominator");
  EXPECT_DEATH(Quarters(1) / Quarters(zero), "denominator");
}

}  // namespace
}  // namespace bachprop
