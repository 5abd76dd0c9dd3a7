#include "bachprop/context/whole_times.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

using Q = Quarters;

Dictionaries with_times(std::vector<Quarters> dt, std::vector<Quarters> duration) {
  return {.dt = TimeDictionary(std::move(dt)),
          .duration = TimeDictionary(std::move(duration)),
          .pitch = PitchDictionary(60, 61)};
}

TEST(WholeTimes, AreMultiplesOfTheLargestUnitThatFits) {
  const auto times = whole_times(with_times({0, Q(1, 4), 1}, {Q(1, 6), Q(3, 2)}));
  ASSERT_TRUE(times) << times.error().message();
  EXPECT_EQ(times->dt, (std::vector<std::int64_t>{0, 3, 12}));
  EXPECT_EQ(times->duration, (std::vector<std::int64_t>{2, 18}));
}

TEST(WholeTimes, OfEmptyDictionariesAreEmpty) {
  const auto times = whole_times(with_times({}, {}));
  ASSERT_TRUE(times);
  EXPECT_TRUE(times->dt.empty());
}

TEST(WholeTimes, AreRefusedWhereTheirSumsAreNotExact) {
  EXPECT_TRUE(whole_times(with_times({Q(1, 255)}, {Q(1, 257)})));   // 255 * 257 = 65535
  EXPECT_FALSE(whole_times(with_times({Q(1, 256)}, {Q(1, 257)})));  // 65792
  EXPECT_FALSE(whole_times(with_times(
      {}, {Q(1, 16381), Q(1, 16369), Q(1, 16363), Q(1, 16361), Q(1, 16349), Q(1, 16339)})));
  EXPECT_FALSE(whole_times(with_times({Q(std::int64_t{1} << 45U)}, {Q(1, 48)})));
}

}  // namespace
}  // namespace bachprop
