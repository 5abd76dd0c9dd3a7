#include "bachprop/evaluate/binomial.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "bachprop/evaluate/bootstrap.h"

namespace bachprop {
namespace {

struct PublishedIntervals {
  Trials trials;
  ConfidenceBounds clopper_pearson;
  ConfidenceBounds wilson;
};

// Newcombe 1998, "Two-sided confidence intervals for the single proportion", Statistics in
// Medicine 17, Table I: methods 5 and 3, to four digits.
TEST(Binomial, IntervalsAreThoseOfNewcombesTable) {
  const std::vector<PublishedIntervals> table = {
      {{81, 263}, {0.2527, 0.3676}, {0.2553, 0.3662}},
      {{15, 148}, {0.0578, 0.1617}, {0.0624, 0.1605}},
      {{0, 20}, {0, 0.1684}, {0, 0.1611}},
      {{1, 29}, {0.0009, 0.1776}, {0.0061, 0.1718}},
  };
  constexpr double kRounding = 0.00005;
  for (const PublishedIntervals& row : table) {
    EXPECT_NEAR(clopper_pearson(row.trials).low, row.clopper_pearson.low, kRounding);
    EXPECT_NEAR(clopper_pearson(row.trials).high, row.clopper_pearson.high, kRounding);
    EXPECT_NEAR(wilson(row.trials).low, row.wilson.low, kRounding);
    EXPECT_NEAR(wilson(row.trials).high, row.wilson.high, kRounding);
  }
}

// Mendel's peas (Conover 1971), the example in the manual of R's binom.test: p-value 0.3825,
// interval 0.7076683 to 0.7654066.
TEST(Binomial, PeasGiveWhatRPrints) {
  const Trials giants{682, 682 + 243};
  EXPECT_NEAR(binomial_test(giants, 0.75), 0.38249155957481695, 1e-11);
  EXPECT_NEAR(clopper_pearson(giants).low, 0.7076683, 5e-8);
  EXPECT_NEAR(clopper_pearson(giants).high, 0.7654066, 5e-8);
}

// The values in SciPy's own test of its binomial test.
TEST(Binomial, TestGivesWhatSciPyExpects) {
  EXPECT_NEAR(binomial_test({100, 250}), 0.0018833009350757682, 1e-11);
  EXPECT_NEAR(binomial_test({201, 405}), 0.92085205962670713, 1e-11);
}

// 10 coins: 1, 10, 45, 120, 210, 252 ... of 1024.
TEST(Binomial, TestAddsUpTheOutcomesThatAreNoLikelier) {
  EXPECT_NEAR(binomial_test({0, 10}), 2 / 1024.0, 1e-15);
  EXPECT_NEAR(binomial_test({8, 10}), 112 / 1024.0, 1e-15);
  EXPECT_NEAR(binomial_test({2, 10}), 112 / 1024.0, 1e-15);
  EXPECT_EQ(binomial_test({5, 10}), 1);
  // A crooked coin, 2/3: 0 and 3 of 3 have 1/27 and 8/27, 1 has 6/27 and 2 has 12/27.
  EXPECT_NEAR(binomial_test({3, 3}, 2.0 / 3), 15 / 27.0, 1e-15);
}

TEST(Binomial, NoSuccessAndAllSuccessesReachTheEndsOfTheScale) {
  for (const std::int64_t n : {1, 7, 1000}) {
    EXPECT_EQ(clopper_pearson({0, n}).low, 0);
    EXPECT_EQ(clopper_pearson({n, n}).high, 1);
    EXPECT_EQ(wilson({0, n}).low, 0);
    EXPECT_EQ(wilson({n, n}).high, 1);
    // (1 - high)^n = 0.025.
    EXPECT_NEAR(clopper_pearson({0, n}).high, 1 - std::pow(0.025, 1 / static_cast<double>(n)),
                1e-12);
    EXPECT_NEAR(clopper_pearson({n, n}).low, std::pow(0.025, 1 / static_cast<double>(n)), 1e-12);
  }
}

TEST(Binomial, NothingIsKnownWithoutTrials) {
  for (const ConfidenceBounds& all : {clopper_pearson({0, 0}), wilson({0, 0})}) {
    EXPECT_EQ(all.low, 0);
    EXPECT_EQ(all.high, 1);
  }
  EXPECT_EQ(binomial_test({0, 0}), 1);
  EXPECT_TRUE(std::isnan(Trials{}.share()));
}

// 5 of 5 have 2/32 on both sides, 6 of 6 2/64; of 10 it takes 9 (22/1024), of 20 it takes 15.
TEST(Binomial, KnowsHowManySuccessesChanceHardlyBrings) {
  EXPECT_EQ(fewest_better_than_even(0), 1);
  EXPECT_EQ(fewest_better_than_even(5), 6);
  EXPECT_EQ(fewest_better_than_even(6), 6);
  EXPECT_EQ(fewest_better_than_even(10), 9);
  EXPECT_EQ(fewest_better_than_even(20), 15);
}

// 1, 2, 3, 4: mean 2.5, standard deviation sqrt(5/3), t of 3 degrees of freedom 3.182446.
TEST(Binomial, AMeanHasTheIntervalOfStudent) {
  const MeanWithInterval found = mean_with_interval(std::vector<double>{1, 2, 3, 4});
  const double half = 3.182446305 * std::sqrt(5.0 / 3 / 4);
  EXPECT_EQ(found.mean, 2.5);
  EXPECT_NEAR(found.interval.low, 2.5 - half, 1e-8);
  EXPECT_NEAR(found.interval.high, 2.5 + half, 1e-8);
}

// 0 .. 399, as many values as it takes for both to be the normal one: 199.5 and 11.3 to each side.
TEST(Binomial, OfManyValuesAMeanHasTheIntervalOfTheBootstrap) {
  std::vector<double> values(400);
  std::iota(values.begin(), values.end(), 0.0);
  const ConfidenceBounds student = mean_with_interval(values).interval;
  const Interval bootstrap = bootstrap_mean(values, {.resamples = 4000});
  EXPECT_NEAR(student.low, bootstrap.low, 0.8);
  EXPECT_NEAR(student.high, bootstrap.high, 0.8);
}

}  // namespace
}  // namespace bachprop
