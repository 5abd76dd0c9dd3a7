#include "bachprop/context/bar_lines.h"

#include <gtest/gtest.h>

#include "bachprop/context/place_in_time.h"

namespace bachprop {
namespace {

constexpr std::int64_t kPerQuarter = 4;

PlaceInBars place_of(const Metre& metre, std::int64_t quarters) {
  BarLines lines;
  lines.set(metre, kPerQuarter);
  return lines.place_of(quarters * kPerQuarter);
}

TEST(BarLines, OfAPickUpAreThoseOfTheEndOfABar) {
  const Metre metre = {{-3, 4, 4}};
  EXPECT_EQ(place_of(metre, 0).since_bar_line, 3 * kPerQuarter);
  EXPECT_EQ(place_of(metre, 0).bar_length, 4 * kPerQuarter);
  EXPECT_EQ(place_of(metre, 0).bar, -1);
  EXPECT_EQ(place_of(metre, 1).since_bar_line, 0);
  EXPECT_EQ(place_of(metre, 1).bar, 0);
  EXPECT_EQ(place_of(metre, 5).bar, 1);
}

TEST(BarLines, GoOnAfterAPickUpInAnotherMetre) {
  const Metre metre = {{-3, 4, 4}, {9, 3, 4}};
  EXPECT_EQ(place_of(metre, 8).bar, 1);
  EXPECT_EQ(place_of(metre, 9).bar, 2);
  EXPECT_EQ(place_of(metre, 9).since_bar_line, 0);
  EXPECT_EQ(place_of(metre, 12).bar, 3);
}

TEST(PlaceInTime, CountsAPickUpAsTheLastOfEightBars) {
  const auto place = [](std::int64_t quarters) {
    return place_in_time(quarters * kPerQuarter, place_of({{-3, 4, 4}}, quarters), kPerQuarter);
  };
  EXPECT_EQ(place(0).bar, PlaceInTime::kBars - 1);
  EXPECT_EQ(place(0).elapsed, 0);
  EXPECT_EQ(place(0).in_bar, 12);
  EXPECT_EQ(place(1).bar, 0);
  EXPECT_EQ(place(1).elapsed, 0);
  EXPECT_EQ(place(5).elapsed, 1);
}

}  // namespace
}  // namespace bachprop
