#include "bachprop/context/place_in_time.h"

#include <algorithm>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr int kFinePerSixteenth = 12;
constexpr int kFinePerEighth = 24;

// 0, 1, 2, 3, 4-5, 6-7, 8-11, 12-15, 16-23, ...
int range_of_bars(std::int64_t bars) {
  int range = 0;
  std::int64_t width = 1;
  std::int64_t begin = 0;
  for (int steps = 0; range + 1 < PlaceInTime::kElapsed && bars >= begin + width;
       ++range, ++steps) {
    begin += width;
    if (steps >= 3 && steps % 2 == 1) {
      width *= 2;
    }
  }
  return range;
}

}  // namespace

PlaceInTime place_in_time(std::int64_t time, const PlaceInBars& in_bars, std::int64_t per_quarter) {
  const auto fine = [&](std::int64_t of) { return of * PlaceInTime::kFine / per_quarter; };
  const auto sixteenths = [&](std::int64_t of) {
    return as_int(
        std::min<std::int64_t>(fine(of) / kFinePerSixteenth, PlaceInTime::kMostSixteenths - 1));
  };
  const std::int64_t now = fine(time);
  const auto eighths = [&](int quarters) {
    return as_int(now % (std::int64_t{quarters} * PlaceInTime::kFine) / kFinePerEighth);
  };
  return {.in_quarter = as_int(now % PlaceInTime::kFine),
          .in_bar = sixteenths(in_bars.since_bar_line),
          .bar_length = sixteenths(in_bars.bar_length),
          .bar = as_int((in_bars.bar + PlaceInTime::kBars) % PlaceInTime::kBars),
          .elapsed = range_of_bars(in_bars.bar),
          .of_two_quarters = eighths(2),
          .of_three_quarters = eighths(3),
          .of_four_quarters = eighths(4)};
}

}  // namespace bachprop
