#include "bachprop/performance/measurement.h"

#include <gtest/gtest.h>

#include <cmath>

namespace bachprop {
namespace {

TEST(Spread, IsMedianLeastAndMost) {
  const SpreadOfRuns spread = spread_of({3, 1, 10});
  EXPECT_EQ(spread.median, 3);
  EXPECT_EQ(spread.least, 1);
  EXPECT_EQ(spread.most, 10);
}

TEST(Peak, OfATinyProductIsPositive) {
  PeakMeter meter({4, 8, 16}, 1);
  const double speed = meter.operations_per_second(1e-4);
  EXPECT_GT(speed, 0);
  EXPECT_TRUE(std::isfinite(speed));
}

TEST(Peak, IsThatOfTheFastestProduct) {
  const std::vector<ProductSize> sizes = {{1, 1, 1}, {64, 384, 128}};
  EXPECT_EQ(fastest_of(sizes, 1e-4).n, 384);
}

TEST(Measurement, RunsTheWorkAtLeastOnceARepetitionAndOnceBefore) {
  int runs = 0;
  const Work work = {.run =
                         [&] {
                           ++runs;
                           return std::int64_t{5};
                         },
                     .operations_per_note = 7};
  PeakMeter peak({4, 8, 16}, 1);
  const Speed speed =
      measure(work, peak, {.repetitions = 3, .work_seconds = 0, .peak_seconds = 1e-5});
  EXPECT_EQ(runs, 4);
  EXPECT_DOUBLE_EQ(speed.operations_per_second.median, 7 * speed.notes_per_second.median);
}

TEST(Measurement, FractionsLieBetweenWorkOverTheLargestAndOverTheSmallestPeak) {
  const Work work = {.run = [] { return std::int64_t{1000}; }, .operations_per_note = 1};
  PeakMeter peak({4, 8, 16}, 1);
  const Speed speed =
      measure(work, peak, {.repetitions = 5, .work_seconds = 1e-4, .peak_seconds = 1e-4});
  EXPECT_GE(speed.fraction_of_peak.least,
            speed.operations_per_second.least / speed.peak_operations_per_second.most);
  EXPECT_LE(speed.fraction_of_peak.most,
            speed.operations_per_second.most / speed.peak_operations_per_second.least);
}

}  // namespace
}  // namespace bachprop
