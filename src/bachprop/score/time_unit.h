// Times as whole numbers of one unit: a file's ticks, 48ths of a quarter.
#pragma once

#include <cstdint>
#include <vector>

#include "bachprop/base/quarters.h"

namespace bachprop {

// Translates whole numbers of a unit into quarters, many at a time: what can be cancelled is looked
// up instead of computed anew for each.
class TimeUnit {
 public:
  // `unit` is above 0.
  explicit TimeUnit(Quarters unit);

  // `count` units, `count` >= 0.
  [[nodiscard]] Quarters quarters(std::int64_t count) const;

 private:
  std::int64_t numerator_;
  std::int64_t denominator_;
  int powers_of_two_ = 0;       // in the denominator
  std::uint64_t odd_part_ = 1;  // of the denominator
  // For each remainder of odd_part_ what it has in common with it; empty for a large one.
  std::vector<std::uint32_t> common_;
};

}  // namespace bachprop
