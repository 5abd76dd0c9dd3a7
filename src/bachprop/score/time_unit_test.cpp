#include "bachprop/score/time_unit.h"

#include <gtest/gtest.h>

#include "bachprop/base/random.h"

namespace bachprop {
namespace {

TEST(TimeUnit, GivesEachTimeInLowestTerms) {
  Random random({1});
  // Ticks of usual and of unusual files, 48ths, and two SMPTE divisions.
  for (const Quarters unit : {Quarters(1, 480), Quarters(1, 1024), Quarters(1, 1), Quarters(1, 48),
                              Quarters(1, 32767), Quarters(2, 1000), Quarters(2002, 7650000)}) {
    const TimeUnit units(unit);
    EXPECT_EQ(units.quarters(0), Quarters(0));
    for (int i = 0; i < 2000; ++i) {
      const auto count = static_cast<std::int64_t>(random.below(i % 2 == 0 ? 2000 : 1ULL << 32U));
      ASSERT_EQ(units.quarters(count), unit * count) << unit.to_string() << " times " << count;
    }
  }
}

}  // namespace
}  // namespace bachprop
