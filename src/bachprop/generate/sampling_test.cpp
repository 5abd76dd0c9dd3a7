#include "bachprop/generate/sampling.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace bachprop {
namespace {

// Probabilities 0.1, 0.6, 0.3.
const std::vector<float> kLogits = {std::log(0.1F), std::log(0.6F), std::log(0.3F)};

std::vector<double> shares(const SamplingOptions& options, const std::vector<bool>& allowed = {}) {
  constexpr int kDraws = 200000;
  Random random{7};
  std::vector<double> counts(kLogits.size());
  for (int i = 0; i < kDraws; ++i) {
    counts[static_cast<std::size_t>(sample(kLogits, options, allowed, random))] += 1.0 / kDraws;
  }
  return counts;
}

// Four standard deviations of a share of 200,000 draws are at most 0.0045.
void expect_shares(const std::vector<double>& measured, const std::vector<double>& expected) {
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(measured[i], expected[i], 0.0045) << "symbol " << i;
    EXPECT_EQ(measured[i] == 0, expected[i] == 0) << "symbol " << i;
  }
}

TEST(Sampling, DrawsInProportionToTheProbabilities) { expect_shares(shares({}), {0.1, 0.6, 0.3}); }

TEST(Sampling, TemperatureOneHalfSquaresTheProbabilities) {
  expect_shares(shares({.temperature = 0.5}), {0.01 / 0.46, 0.36 / 0.46, 0.09 / 0.46});
}

TEST(Sampling, TemperatureZeroTakesTheLikeliest) {
  expect_shares(shares({.temperature = 0}), {0, 1, 0});
}

TEST(Sampling, TopKKeepsTheLikeliestAndRenormalises) {
  expect_shares(shares({.top_k = 2}), {0, 2.0 / 3, 1.0 / 3});
  expect_shares(shares({.top_k = 1}), {0, 1, 0});
}

TEST(Sampling, TopKAboveTheNumberOfSymbolsChangesNothing) {
  expect_shares(shares({.top_k = 50}), {0.1, 0.6, 0.3});
}

TEST(Sampling, TopPKeepsTheFewestThatReachIt) {
  expect_shares(shares({.top_p = 0.5}), {0, 1, 0});
  expect_shares(shares({.top_p = 0.7}), {0, 2.0 / 3, 1.0 / 3});
  expect_shares(shares({.top_p = 0.95}), {0.1, 0.6, 0.3});
}

TEST(Sampling, TopPCountsProbabilityAfterTemperatureAndTopK) {
  // At temperature 0.5 the likeliest has 0.36 / 0.46 = 0.78, at 1 only 0.6.
  expect_shares(shares({.temperature = 0.5, .top_p = 0.75}), {0, 1, 0});
  // Among the two likeliest it has 2/3.
  expect_shares(shares({.top_k = 2, .top_p = 0.65}), {0, 1, 0});
}

TEST(Sampling, ForbiddenSymbolsGiveTheirProbabilityToTheOthers) {
  expect_shares(shares({}, {true, false, true}), {0.25, 0, 0.75});
  expect_shares(shares({.temperature = 0}, {true, false, true}), {0, 0, 1});
}

TEST(Sampling, EqualSeedsDrawEqualSymbols) {
  Random one{3, 4};
  Random other{3, 4};
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(sample(kLogits, {}, {}, one), sample(kLogits, {}, {}, other));
  }
}

TEST(Sampling, OptionsDoNotShiftTheStreamOfRandomNumbers) {
  Random one{5};
  Random other{5};
  (void)sample(kLogits, {.temperature = 0}, {}, one);
  (void)sample(kLogits, {.top_k = 1}, {true, false, true}, other);
  EXPECT_EQ(one.bits(), other.bits());
}

TEST(Sampling, HugeLogitsAndTinyTemperaturesStayFinite) {
  const std::vector<float> huge = {3e38F, -3e38F, 0};
  Random random{1};
  EXPECT_EQ(sample(huge, {.temperature = 1e-300}, {}, random), 0);
  EXPECT_EQ(sample(huge, {.temperature = 100}, {false, true, false}, random), 1);
}

TEST(LogProbabilities, AreLogSoftmax) {
  const std::vector<float> logits = {1, 3, 2};
  const double sum = std::exp(1.0) + std::exp(3.0) + std::exp(2.0);
  const std::vector<double> result = log_probabilities(logits);
  EXPECT_NEAR(result[0], 1 - std::log(sum), 1e-12);
  EXPECT_NEAR(result[1], 3 - std::log(sum), 1e-12);
  EXPECT_NEAR(result[2], 2 - std::log(sum), 1e-12);
}

TEST(LogProbabilities, OfUnlikelySymbolsDoNotUnderflow) {
  EXPECT_DOUBLE_EQ(log_probabilities(std::vector<float>{0, -2000})[1], -2000);
}

TEST(SamplingOptions, OutsideTheirRangesAreErrorsWithTheValue) {
  EXPECT_TRUE(validate(SamplingOptions{}));
  EXPECT_TRUE(validate(SamplingOptions{.temperature = 0, .top_k = 5, .top_p = 0.01}));
  EXPECT_EQ(validate(SamplingOptions{.temperature = -1}).error().message(),
            "temperature -1 is not a number from 0 to 100");
  EXPECT_EQ(validate(SamplingOptions{.top_k = -3}).error().message(),
            "top-k -3 is not a whole number from 0 on");
  EXPECT_EQ(validate(SamplingOptions{.top_p = 0}).error().message(),
            "top-p 0 is not a number above 0, at most 1");
  EXPECT_FALSE(validate(SamplingOptions{.temperature = std::numeric_limits<double>::quiet_NaN()}));
  EXPECT_FALSE(validate(SamplingOptions{.top_p = std::numeric_limits<double>::quiet_NaN()}));
}

}  // namespace
}  // namespace bachprop
