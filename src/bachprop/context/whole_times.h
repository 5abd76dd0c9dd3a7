// The times of the dictionaries as whole numbers, so that they are added and compared in one step.
#pragma once

#include <cstdint>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/corpus/dictionary.h"

namespace bachprop {

// By symbol, START/END left out; all in one unit, a fraction of a quarter.
struct WholeTimes {
  std::int64_t per_quarter = 1;  // units
  std::vector<std::int64_t> dt;
  std::vector<std::int64_t> duration;
};

// An error when sums of the times are not exact in Quarters either. They are not when their common
// denominator is 2^16 or more, or a time in this unit 2^46.
[[nodiscard]] Result<WholeTimes> whole_times(const Dictionaries& dictionaries);

// The symbol of the T closest to `time` (the smaller of two equally close).
[[nodiscard]] int nearest_duration(const WholeTimes& times, std::int64_t time);

}  // namespace bachprop
