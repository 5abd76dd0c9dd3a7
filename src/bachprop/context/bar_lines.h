// The bars of a piece, and where in them a moment lies.
#pragma once

#include <cstdint>
#include <vector>

#include "bachprop/corpus/metre.h"

namespace bachprop {

// Times in the unit of WholeTimes.
struct PlaceInBars {
  std::int64_t since_bar_line = 0;
  std::int64_t bar_length = 1;
  std::int64_t bar = 0;  // from 0; -1 for a pick-up
};

class BarLines {
 public:
  // Those of this metre, in the memory that is there if it can. `per_quarter`: units of time.
  void set(const Metre& metre, std::int64_t per_quarter);

  // Bars must be set.
  [[nodiscard]] PlaceInBars place_of(std::int64_t time) const;

 private:
  // The bars from one time signature on.
  struct Bars {
    std::int64_t begin = 0;
    std::int64_t length = 1;
    std::int64_t before = 0;  // bars before this signature
  };

  std::vector<Bars> bars_;
};

}  // namespace bachprop
