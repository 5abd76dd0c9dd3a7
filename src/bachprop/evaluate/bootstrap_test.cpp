#include "bachprop/evaluate/bootstrap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "bachprop/base/random.h"

namespace bachprop {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(Bootstrap, DrawsAsManyPiecesAsThereAre) {
  int calls = 0;
  const Interval interval =
      bootstrap_interval(7,
                         [&](std::span<const std::int64_t> times_drawn) {
                           ++calls;
                           EXPECT_EQ(times_drawn.size(), 7);
                           return static_cast<double>(std::accumulate(
                               times_drawn.begin(), times_drawn.end(), std::int64_t{0}));
                         },
                         {.resamples = 50});
  EXPECT_EQ(calls, 51);
  EXPECT_EQ(interval, (Interval{7, 7, 7}));
}

// The mean of n numbers has a standard error of s / sqrt(n), s over n; 95 % lie within 1.96 of
// them. 400 numbers 0 .. 399: s = sqrt((400^2 - 1) / 12) = 115.47, 1.96 s / 20 = 11.32.
TEST(Bootstrap, OfAMeanIsNearTheNormalInterval) {
  std::vector<double> figures(400);
  std::iota(figures.begin(), figures.end(), 0.0);
  const Interval interval = bootstrap_mean(figures, {.resamples = 4000});
  EXPECT_EQ(interval.value, 199.5);
  EXPECT_NEAR(interval.low, 199.5 - 11.32, 0.8);
  EXPECT_NEAR(interval.high, 199.5 + 11.32, 0.8);
}

// One of two pieces: the mean is 0, 1/2 or 1, each end with a chance of 1/4. So at a level of
// 0.4 (quantiles 0.3 and 0.7) it is 1/2, at 0.95 all.
TEST(Bootstrap, TakesTheQuantilesOfItsLevel) {
  const std::vector<double> figures = {0, 1};
  EXPECT_EQ(bootstrap_mean(figures, {.level = 0.4}), (Interval{0.5, 0.5, 0.5}));
  EXPECT_EQ(bootstrap_mean(figures), (Interval{0.5, 0, 1}));
}

// The figures of the resamples are 1 .. 5. At a level of 0.6 the ranks are 0.2 and 0.8 of 4.
TEST(Bootstrap, InterpolatesBetweenRanks) {
  double calls = 0;
  const auto count = [&](std::span<const std::int64_t> /*times_drawn*/) { return calls++; };
  const Interval interval = bootstrap_interval(3, count, {.resamples = 5, .level = 0.6});
  EXPECT_EQ(interval.value, 0);
  EXPECT_NEAR(interval.low, 1.8, 1e-12);
  EXPECT_NEAR(interval.high, 4.2, 1e-12);
}

// About 19 of 20 of the 95 % intervals for the mean of 30 draws from 0 .. 1 hold 1/2. The
// percentile method is known to fall a little short of that with few pieces.
TEST(Bootstrap, HoldsTheTruthAboutAsOftenAsItSays) {
  Random random({7});
  int held = 0;
  for (std::uint64_t set = 0; set < 200; ++set) {
    std::vector<double> figures(30);
    std::ranges::generate(figures, [&] { return random.uniform(); });
    const Interval interval = bootstrap_mean(figures, {.seed = set, .resamples = 300});
    held += interval.low <= 0.5 && 0.5 <= interval.high ? 1 : 0;
  }
  EXPECT_GE(held, 176);
  EXPECT_LE(held, 198);
}

TEST(Bootstrap, IsTheSameForASeedAndAnotherForAnother) {
  const std::vector<double> figures = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3.5};
  const Interval first = bootstrap_mean(figures, {.seed = 5});
  EXPECT_EQ(first, bootstrap_mean(figures, {.seed = 5}));
  EXPECT_NE(first, bootstrap_mean(figures, {.seed = 6}));
}

TEST(Bootstrap, LeavesOutWhatIsUndefined) {
  EXPECT_EQ(bootstrap_mean(std::vector<double>{2, kNan, 2}), (Interval{2, 2, 2}));
  for (const Interval& interval :
       {bootstrap_mean({}), bootstrap_mean(std::vector<double>{kNan}),
        bootstrap_ratio(std::vector<double>{0, 0}, std::vector<double>{0, 0})}) {
    EXPECT_TRUE(std::isnan(interval.value));
    EXPECT_TRUE(std::isnan(interval.low));
    EXPECT_TRUE(std::isnan(interval.high));
  }
  // Half of the resamples of a piece without a whole and one with are 0/0 or the ratio alone.
  EXPECT_EQ(bootstrap_ratio(std::vector<double>{0, 3}, std::vector<double>{0, 4}),
            (Interval{0.75, 0.75, 0.75}));
  // (1 + 3) / (0 + 4); draws give 1/0, which is left out, 4/4 or 6/8.
  EXPECT_EQ(bootstrap_ratio(std::vector<double>{1, 3}, std::vector<double>{0, 4}),
            (Interval{1, 0.75, 1}));
}

// (1 + 1) / (1 + 9); draws give 1/1, 1/9 or 2/10.
TEST(Bootstrap, OfARatioWeighsPiecesByTheirWholes) {
  const Interval interval = bootstrap_ratio(std::vector<double>{1, 1}, std::vector<double>{1, 9});
  EXPECT_NEAR(interval.value, 0.2, 1e-12);
  EXPECT_NEAR(interval.low, 1.0 / 9, 1e-12);
  EXPECT_NEAR(interval.high, 1, 1e-12);
}

// The same figure by adding up histograms.
TEST(Bootstrap, OfADistanceIsThatOfTheSummedHistograms) {
  Random random({3});
  std::vector<Histogram> pieces(20);
  for (Histogram& piece : pieces) {
    for (int i = 0; i < 30; ++i) {
      piece.add(static_cast<std::int64_t>(random.below(12)));
    }
  }
  Histogram reference;
  for (std::int64_t category = 5; category < 15; ++category) {
    reference.add(category, 10);
  }
  const auto slowly = [&](std::span<const std::int64_t> times_drawn) {
    Histogram sum;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      for (std::int64_t times = 0; times < times_drawn[i]; ++times) {
        sum += pieces[i];
      }
    }
    return jensen_shannon_divergence(sum, reference);
  };
  const BootstrapOptions options{.seed = 9, .resamples = 40};
  const Interval expected = bootstrap_interval(pieces.size(), slowly, options);
  const Interval interval =
      bootstrap_distance(pieces, reference, jensen_shannon_divergence, options);
  EXPECT_NEAR(interval.value, expected.value, 1e-12);
  EXPECT_NEAR(interval.low, expected.low, 1e-12);
  EXPECT_NEAR(interval.high, expected.high, 1e-12);
  EXPECT_LT(interval.low, interval.high);
}

TEST(Bootstrap, OfADistanceFromNothingIsUndefined) {
  const std::vector<Histogram> pieces(3, {.counts = {{1, 2}}});
  EXPECT_TRUE(std::isnan(bootstrap_distance(pieces, {}, overlap_area).value));
}

}  // namespace
}  // namespace bachprop
