// Where in the quarter, in the bar and in the piece a moment lies, as a network sees it.
#pragma once

#include <cstdint>

#include "bachprop/context/bar_lines.h"

namespace bachprop {

struct PlaceInTime {
  // Positions are counted in 48ths of a quarter, in sixteenths or in eighths.
  static constexpr int kFine = 48;
  static constexpr int kMostSixteenths = 64;  // longer bars are told apart no further
  static constexpr int kBars = 8;             // bars are counted modulo this
  static constexpr int kElapsed = 9;          // ranges of bars
  static constexpr int kEighthsOfTwo = 4;
  static constexpr int kEighthsOfThree = 6;
  static constexpr int kEighthsOfFour = 8;

  int in_quarter = 0;  // below kFine
  int in_bar = 0;      // sixteenths
  int bar_length = 0;  // sixteenths
  int bar = 0;         // below kBars
  int elapsed = 0;     // range of bars
  // Eighths of the time modulo two, three and four quarters.
  int of_two_quarters = 0;
  int of_three_quarters = 0;
  int of_four_quarters = 0;
};

// `time` after the beginning of the piece, in units of which a quarter has `per_quarter`.
[[nodiscard]] PlaceInTime place_in_time(std::int64_t time, const PlaceInBars& in_bars,
                                        std::int64_t per_quarter);

}  // namespace bachprop
