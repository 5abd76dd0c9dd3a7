#include "bachprop/generate/sampler.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

namespace bachprop {
namespace {

// Sums of twelve numbers of either sign: near a bell curve, as a network's logits are.
std::vector<float> random_logits(int symbols, double scale, Random& random) {
  std::vector<float> logits(static_cast<std::size_t>(symbols));
  for (float& logit : logits) {
    double sum = 0;
    for (int i = 0; i < 12; ++i) {
      sum += random.uniform() - 0.5;
    }
    logit = static_cast<float>(scale * sum);
  }
  return logits;
}

// Some symbols to exclude, never all: as a list for the sampler and as flags for the reference.
struct RandomlyExcluded {
  std::vector<int> symbols;
  bool last;
  std::vector<bool> allowed;

  RandomlyExcluded(int size, Random& random)
      : last(size > 1 && random.below(2) == 0), allowed(static_cast<std::size_t>(size), true) {
    for (int symbol = 1; symbol + 1 < size; ++symbol) {
      if (random.below(8) == 0) {
        symbols.push_back(symbol);
        allowed[static_cast<std::size_t>(symbol)] = false;
      }
    }
    allowed.back() = !last;
  }
};

std::string describe(const SamplingOptions& options) {
  return fmt::format("temperature {}, top-k {}, top-p {}", options.temperature, options.top_k,
                     options.top_p);
}

// The same random number chooses the same symbol, unless it points within rounding of the border
// between two.
TEST(Sampler, ChoosesWhatTheDoubleReferenceChooses) {
  constexpr int kRounds = 1500;
  for (const SamplingOptions& options :
       std::vector<SamplingOptions>{{},
                                    {.temperature = 0},
                                    {.temperature = 0.5},
                                    {.temperature = 1.7},
                                    {.top_k = 3},
                                    {.top_p = 0.9},
                                    {.temperature = 0.8, .top_k = 12, .top_p = 0.97},
                                    {.top_k = 1000}}) {
    for (const int symbols : {1, 2, 16, 20, 30, 60, 129}) {
      Random random({5, static_cast<std::uint64_t>(symbols)});
      Sampler sampler(options, symbols);
      int different = 0;
      for (int round = 0; round < kRounds; ++round) {
        const std::vector<float> logits = random_logits(symbols, 0.1 + round % 10, random);
        const RandomlyExcluded excluded(symbols, random);
        Random same = random;
        const Choice choice = sampler.choose(logits, {excluded.symbols, excluded.last}, random);
        const int expected = sample(logits, options, excluded.allowed, same);
        different += choice.symbol == expected ? 0 : 1;
        ASSERT_EQ(random.bits(), same.bits());
      }
      EXPECT_LE(different, 1) << describe(options) << ", " << symbols << " symbols";
    }
  }
}

TEST(Sampler, GivesTheLogarithmOfTheNetworksOwnProbability) {
  Random random({6});
  Sampler sampler({.temperature = 1.5, .top_k = 40}, 60);
  for (int round = 0; round < 20000; ++round) {
    const std::vector<float> logits = random_logits(60, round % 20, random);
    const RandomlyExcluded excluded(60, random);
    const std::vector<double> expected = log_probabilities(logits);
    const Choice choice = sampler.choose(logits, {excluded.symbols, excluded.last}, random);
    const double reference = expected[static_cast<std::size_t>(choice.symbol)];
    ASSERT_NEAR(choice.log_probability, reference, 1e-5 * std::abs(reference) + 1e-12);
    const Choice last = sampler.choose_last(logits);
    ASSERT_EQ(last.symbol, 59);
    ASSERT_NEAR(last.log_probability, expected.back(), 1e-5 * std::abs(expected.back()) + 1e-12);
  }
}

// Pearson's test. The sum has as many degrees of freedom as there are symbols but one, 39, so that
// it is above 78 once in 5,000 times.
TEST(Sampler, DrawsInProportionToTheProbabilities) {
  constexpr int kSymbols = 40;
  constexpr int kDraws = 200000;
  Random random({8});
  const std::vector<float> logits = random_logits(kSymbols, 1.5, random);
  Sampler sampler({}, kSymbols);
  std::vector<int> counts(kSymbols);
  for (int i = 0; i < kDraws; ++i) {
    ++counts[static_cast<std::size_t>(sampler.choose(logits, {}, random).symbol)];
  }
  double chi_square = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double expected = kDraws * std::exp(log_probabilities(logits)[i]);
    chi_square += (counts[i] - expected) * (counts[i] - expected) / expected;
  }
  EXPECT_LT(chi_square, 78);
}

// Weights relative to the likeliest symbol would all be 0.
TEST(Sampler, DrawsAmongSymbolsFarBelowOnesThatAreExcluded) {
  const std::vector<float> logits = {0, 300, -1, 200, -500};
  const std::vector<int> excluded = {3, 1};
  Sampler sampler({}, 5);
  Random random({9});
  std::vector<double> shares(5);
  for (int i = 0; i < 100000; ++i) {
    const Choice choice = sampler.choose(logits, {.symbols = excluded}, random);
    shares[static_cast<std::size_t>(choice.symbol)] += 1e-5;
    ASSERT_NEAR(choice.log_probability, logits[static_cast<std::size_t>(choice.symbol)] - 300,
                1e-9);
  }
  EXPECT_NEAR(shares[0], 1 / (1 + std::exp(-1)), 0.007);
  EXPECT_NEAR(shares[2], 1 - shares[0], 1e-9);
}

TEST(Sampler, CountsTheFirstOfEquallyLikelySymbolsAsLikelier) {
  const std::vector<float> equal(30, 0.5F);
  const std::vector<int> excluded = {1};
  Sampler two({.top_k = 2}, 30);
  Sampler three({.top_p = 0.09}, 30);
  Random random{1};
  for (int i = 0; i < 200; ++i) {
    const int of_two = two.choose(equal, {.symbols = excluded}, random).symbol;
    EXPECT_TRUE(of_two == 0 || of_two == 2) << of_two;
    EXPECT_LT(three.choose(equal, {}, random).symbol, 3);
  }
}

TEST(Sampler, HugeLogitsAndTinyTemperaturesStayFinite) {
  const std::vector<float> huge = {3e38F, -3e38F, 0};
  Random random{1};
  EXPECT_EQ(Sampler({.temperature = 1e-300}, 3).choose(huge, {}, random).symbol, 0);
  const std::vector<int> first = {0};
  EXPECT_EQ(Sampler({.temperature = 100}, 3)
                .choose(huge, {.symbols = first, .last = true}, random)
                .symbol,
            1);
}

TEST(Sampler, TellsOfLogitsThatAreNotFinite) {
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    std::vector<float> logits(20, 1.0F);
    logits[11] = bad;
    Sampler sampler({.top_k = 3, .top_p = 0.5}, 20);
    Random random{1};
    const Choice choice = sampler.choose(logits, {.last = true}, random);
    EXPECT_EQ(choice.symbol, 19);
    EXPECT_TRUE(std::isnan(choice.log_probability));
    EXPECT_TRUE(std::isnan(sampler.choose_last(logits).log_probability));
  }
}

}  // namespace
}  // namespace bachprop
