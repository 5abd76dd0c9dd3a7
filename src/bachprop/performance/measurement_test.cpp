#include "bachprop/performance/measurement.h"

#include <gtest/gtest.h>

#include <array>
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

Meters tiny_meters() {
  return {.peak = PeakMeter({4, 8, 16}, 1), .bandwidth = WorkingSetMeter(1000, 1, 1024)};
}

constexpr Effort kBrief = {
    .repetitions = 5, .work_seconds = 1e-4, .peak_seconds = 1e-4, .bandwidth_seconds = 1e-4};

TEST(Bandwidth, OfATinyArrayIsPositive) {
  BandwidthMeter meter(MemoryLevel::kMemory, 2, 1000);
  EXPECT_EQ(meter.bytes(), 768U);  // whole lines, four side by side
  const double speed = meter.bytes_per_second(1e-4);
  EXPECT_GT(speed, 0);
  EXPECT_TRUE(std::isfinite(speed));
}

TEST(Bandwidth, OfAWorkingSetKeepsNearWhatFits) {
  const CacheSizes caches = {.second = 1000, .last = 10'000};
  EXPECT_EQ(shares_of(500, caches), (std::array{1.0, 0.0, 0.0}));
  EXPECT_EQ(shares_of(2000, caches), (std::array{0.5, 0.5, 0.0}));
  EXPECT_EQ(shares_of(20'000, caches), (std::array{0.05, 0.45, 0.5}));
}

TEST(Bandwidth, OfALargeWorkingSetIsPositive) {
  WorkingSetMeter meter(1e12, 1, 4096);
  EXPECT_GT(meter.bytes_per_second(1e-5), 0);
  EXPECT_TRUE(std::isfinite(meter.bytes_per_second(1e-5)));
}

TEST(Bandwidth, LevelsGrowOutward) {
  EXPECT_GT(cache_sizes().second, 0U);
  EXPECT_GE(cache_sizes().last, cache_sizes().second);
}

TEST(Measurement, RunsTheWorkAtLeastOnceARepetitionAndOnceBefore) {
  int runs = 0;
  const Work work = {.run =
                         [&] {
                           ++runs;
                           return std::int64_t{5};
                         },
                     .least = {.operations = 7}};
  Meters meters = tiny_meters();
  const Speed speed = measure(
      work, meters,
      {.repetitions = 3, .work_seconds = 0, .peak_seconds = 1e-5, .bandwidth_seconds = 1e-5});
  EXPECT_EQ(runs, 4);
  EXPECT_DOUBLE_EQ(speed.operations_per_second.median, 7 * speed.notes_per_second.median);
}

TEST(Measurement, FractionsLieBetweenWorkOverTheLargestAndOverTheSmallestPeak) {
  const Work work = {.run = [] { return std::int64_t{1000}; }, .least = {.operations = 1}};
  Meters meters = tiny_meters();
  const Speed speed = measure(work, meters, kBrief);
  EXPECT_GE(speed.fraction_of_peak.least,
            speed.operations_per_second.least / speed.peak_operations_per_second.most);
  EXPECT_LE(speed.fraction_of_peak.most,
            speed.operations_per_second.most / speed.peak_operations_per_second.least);
}

// Work without arithmetic is bound by its bytes, and the other way round.
TEST(Measurement, TheRooflineIsTheSlowerOfArithmeticAndBytes) {
  const auto run = [] { return std::int64_t{1000}; };
  Meters meters = tiny_meters();
  const Speed bytes = measure({.run = run, .least = {.bytes = 8}}, meters, kBrief);
  EXPECT_LE(bytes.fraction_of_roofline.most,
            8 * bytes.notes_per_second.most / bytes.bytes_per_second.least);
  EXPECT_GE(bytes.fraction_of_roofline.least,
            8 * bytes.notes_per_second.least / bytes.bytes_per_second.most);
  const Speed arithmetic =
      measure({.run = run, .least = {.operations = 1e9, .bytes = 1}}, meters, kBrief);
  EXPECT_DOUBLE_EQ(arithmetic.fraction_of_roofline.median, arithmetic.fraction_of_peak.median);
}

TEST(Measurement, LongWorkIsRepeatedFiveTimes) {
  Meters meters = tiny_meters();
  int runs = 0;
  const Work counted = {.run =
                            [&] {
                              ++runs;
                              return std::int64_t{1};
                            },
                        .least = {.operations = 1}};
  static_cast<void>(measure(counted, meters,
                            {.repetitions = 100,
                             .work_seconds = 0,
                             .peak_seconds = 1e-5,
                             .bandwidth_seconds = 1e-5,
                             .most_seconds = 0}));
  EXPECT_EQ(runs, 1 + 5);
}

}  // namespace
}  // namespace bachprop
