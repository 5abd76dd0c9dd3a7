#include "bachprop/nn/sampling_kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <tuple>
#include <vector>

#include "bachprop/base/random.h"

namespace bachprop {
namespace {

std::vector<float> random_logits(int symbols, float scale, Random& random) {
  std::vector<float> logits(static_cast<std::size_t>(symbols));
  for (float& logit : logits) {
    logit = scale * static_cast<float>(2 * random.uniform() - 1);
  }
  return logits;
}

std::vector<float> room_for_weights(const std::vector<float>& logits) {
  return std::vector<float>(
      static_cast<std::size_t>(padded_symbols(static_cast<int>(logits.size()))));
}

// Sizes below, at and above a vector's; logits from nearly equal to far apart.
class RowsOfManySizes : public testing::TestWithParam<std::tuple<int, float, float>> {};

TEST_P(RowsOfManySizes, ExponentialsAgreeWithTheDoubleReference) {
  const auto [symbols, scale, sharpness] = GetParam();
  Random random({1, static_cast<std::uint64_t>(symbols)});
  const std::vector<float> logits = random_logits(symbols, scale, random);
  std::vector<float> weights = room_for_weights(logits);
  const RowExponentials row = exp_below_highest(logits, sharpness, weights);

  EXPECT_EQ(row.highest, *std::ranges::max_element(logits));
  double sum = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const double exponent = static_cast<double>(sharpness) *
                            (static_cast<double>(logits[i]) - static_cast<double>(row.highest));
    const double expected = exponent < -87 ? 0 : std::exp(exponent);
    sum += expected;
    if (exponent > -86.99 || exponent < -87.01) {
      ASSERT_NEAR(weights[i], expected, expected * (exponent > -8 ? 1e-6 : 1e-5)) << exponent;
    }
  }
  EXPECT_NEAR(row.sum, sum, sum * 1e-6);
  EXPECT_TRUE(std::all_of(weights.begin() + std::ssize(logits), weights.end(),
                          [](float weight) { return weight == 0; }));
}

INSTANTIATE_TEST_SUITE_P(Sizes, RowsOfManySizes,
                         testing::Combine(testing::Values(1, 2, 8, 15, 16, 17, 20, 30, 60, 129),
                                          testing::Values(0.1F, 5.0F, 30.0F, 300.0F),
                                          testing::Values(1.0F, 0.3F, 4.0F)));

// What is left of a probability near 1 is exact too, so that its logarithm is.
TEST(ExpBelowHighest, KeepsTheSmallSumOfUnlikelySymbolsBesideACertainOne) {
  const std::vector<float> logits = {0.0F, -25.0F, -26.0F};
  std::vector<float> weights = room_for_weights(logits);
  const double rest = std::exp(-25.0) + std::exp(-26.0);
  EXPECT_NEAR(exp_below_highest(logits, 1, weights).sum - 1, rest, rest * 1e-4);
}

TEST(ExpBelowHighest, StaysFiniteForHugeLogitsAndSharpness) {
  const std::vector<float> logits = {3e38F, -3e38F, 0.0F, 3e38F};
  std::vector<float> weights = room_for_weights(logits);
  EXPECT_EQ(exp_below_highest(logits, std::numeric_limits<float>::max(), weights).sum, 2.0);
  EXPECT_EQ(weights[1], 0.0F);
  EXPECT_EQ(weights[3], 1.0F);
}

TEST(ExpBelowHighest, HasNoSumWhereALogitIsNotFinite) {
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
        -std::numeric_limits<float>::infinity()}) {
    for (const std::size_t place : {0U, 1U, 15U, 16U, 36U}) {
      std::vector<float> logits(37, 1.0F);
      logits[place] = bad;
      std::vector<float> weights = room_for_weights(logits);
      EXPECT_TRUE(std::isnan(exp_below_highest(logits, 1, weights).sum)) << bad << " at " << place;
    }
  }
}

}  // namespace
}  // namespace bachprop
