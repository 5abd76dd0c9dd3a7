#include "bachprop/evaluate/histogram.h"

#include <gtest/gtest.h>

#include <cmath>

namespace bachprop {
namespace {

Histogram of(const std::map<Quarters, std::int64_t>& counts) { return {counts}; }

TEST(Histogram, AddsUpCategoryByCategory) {
  Histogram sum = of({{0, 2}, {{1, 2}, 1}});
  sum += of({{{1, 2}, 3}, {7, 4}});
  EXPECT_EQ(sum, of({{0, 2}, {{1, 2}, 4}, {7, 4}}));
  EXPECT_EQ(sum.total(), 10);
  EXPECT_EQ(Histogram().total(), 0);
}

// p = (1/2, 1/2, 0), q = (0, 1/2, 1/2), m = (1/4, 1/2, 1/4):
// 1/4 log2(2) + 1/4 log2(1) for p, as much for q: 1/2 bit. They share 1/2.
TEST(HistogramDistance, OfHalvesInCommonIsHalf) {
  const Histogram a = of({{1, 3}, {2, 3}});
  const Histogram b = of({{2, 10}, {3, 10}});
  EXPECT_NEAR(jensen_shannon_divergence(a, b), 0.5, 1e-12);
  EXPECT_NEAR(overlap_area(a, b), 0.5, 1e-12);
}

// p = (3/4, 1/4), q = (1/4, 3/4), m = (1/2, 1/2): the divergence is 1 bit less the entropy of p,
// 1 - (3/4 log2(4/3) + 1/4 log2(4)) = 1 - 0.811278 = 0.188722. min: 1/4 + 1/4.
TEST(HistogramDistance, OfUnevenSharesIsWhatTheFormulaGives) {
  const Histogram a = of({{0, 3}, {1, 1}});
  const Histogram b = of({{0, 1}, {1, 3}});
  EXPECT_NEAR(jensen_shannon_divergence(a, b), 0.188722, 1e-6);
  EXPECT_EQ(jensen_shannon_divergence(a, b), jensen_shannon_divergence(b, a));
  EXPECT_NEAR(overlap_area(a, b), 0.5, 1e-12);
}

TEST(HistogramDistance, ReachesItsBoundsAndDoesNotSeeHowManyThereAre) {
  const Histogram a = of({{0, 1}, {1, 2}, {5, 7}});
  const Histogram many = of({{0, 100}, {1, 200}, {5, 700}});
  EXPECT_NEAR(jensen_shannon_divergence(a, many), 0, 1e-12);
  EXPECT_NEAR(overlap_area(a, many), 1, 1e-12);
  EXPECT_NEAR(jensen_shannon_divergence(a, of({{2, 1}, {3, 1}})), 1, 1e-12);
  EXPECT_EQ(overlap_area(a, of({{2, 1}, {3, 1}})), 0);
}

TEST(HistogramDistance, OfNothingIsNoNumber) {
  const Histogram a = of({{0, 1}});
  EXPECT_TRUE(std::isnan(jensen_shannon_divergence(a, {})));
  EXPECT_TRUE(std::isnan(jensen_shannon_divergence(Histogram(), Histogram())));
  EXPECT_TRUE(std::isnan(overlap_area({}, a)));
}

}  // namespace
}  // namespace bachprop
