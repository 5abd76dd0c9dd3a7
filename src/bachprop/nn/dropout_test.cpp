#include "bachprop/nn/dropout.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

namespace bachprop {
namespace {

constexpr int kRows = 60;
constexpr int kUnits = 500;

DropoutMask<float> drawn(const Dropout& dropout) {
  DropoutMask<float> mask(kRows, kUnits);
  mask.draw(dropout);
  return mask;
}

std::vector<float> factors(const DropoutMask<float>& mask, int row) {
  const float* const first = mask.row(row).factors;
  return {first, first + kUnits};
}

TEST(Dropout, LeavesOutTheShareThatIsAskedForAndMakesTheOthersLouder) {
  const DropoutMask<float> mask = drawn({.rate = 0.25, .stream = 7});
  std::ptrdiff_t left_out = 0;
  for (int b = 0; b < kRows; ++b) {
    const std::vector<float> row = factors(mask, b);
    left_out += std::ranges::count(row, 0.0F);
    EXPECT_EQ(std::ranges::count(row, 0.0F) + std::ranges::count(row, 1.0F / 0.75F), kUnits);
  }
  // Five standard deviations of a binomial distribution of 30,000 draws: 375.
  EXPECT_NEAR(static_cast<double>(left_out), 0.25 * kRows * kUnits, 375);
}

TEST(Dropout, IsTheSameForTheSameStreamAndAnotherForEachRow) {
  const DropoutMask<float> mask = drawn({.rate = 0.5, .stream = 7});
  EXPECT_EQ(factors(mask, 1), factors(drawn({.rate = 0.5, .stream = 7}), 1));
  EXPECT_NE(factors(mask, 1), factors(drawn({.rate = 0.5, .stream = 100}), 1));
  EXPECT_NE(factors(mask, 1), factors(mask, 2));
}

TEST(Dropout, HasAStreamOfItsOwnForEachSeedUpdateAndRow) {
  const std::set<std::uint64_t> streams = {dropout_stream(1, 1, 0), dropout_stream(2, 1, 0),
                                           dropout_stream(1, 2, 0), dropout_stream(1, 1, 1),
                                           dropout_stream(2, 0, 1), dropout_stream(0, 1, 2)};
  EXPECT_EQ(streams.size(), 6U);
  EXPECT_EQ(dropout_stream(1, 2, 3), dropout_stream(1, 2, 3));
}

TEST(Dropout, ListsTheUnitsThatStay) {
  const DropoutMask<float> mask = drawn({.rate = 0.5, .stream = 3});
  for (int b = 0; b < kRows; ++b) {
    const std::vector<float> row = factors(mask, b);
    std::vector<int> kept;
    for (int unit = 0; unit < kUnits; ++unit) {
      if (row[static_cast<std::size_t>(unit)] != 0) {
        kept.push_back(unit);
      }
    }
    EXPECT_TRUE(std::ranges::equal(mask.row(b).kept, kept)) << "row " << b;
  }
}

TEST(Dropout, ListsAUnitWhereNoneStaysBecauseAnEmptyListStandsForAll) {
  DropoutMask<float> mask(kRows, 1);
  mask.draw({.rate = 0.9, .stream = 1});
  for (int b = 0; b < kRows; ++b) {
    EXPECT_EQ(mask.row(b).kept.size(), 1U);
  }
}

TEST(Dropout, KeepsAllUnitsWhenItIsOff) {
  const DropoutMask<float> mask = drawn({});
  EXPECT_FALSE(mask.on());
  EXPECT_EQ(mask.row(0).factors, nullptr);
  EXPECT_TRUE(mask.row(0).kept.empty());
}

}  // namespace
}  // namespace bachprop
