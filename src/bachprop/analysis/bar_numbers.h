// Bars by their numbers.
#pragma once

#include <vector>

#include "bachprop/analysis/score_bars.h"
#include "bachprop/base/quarters.h"
#include "bachprop/score/score.h"

namespace bachprop {

// The numbers of bars as the paper shows them: a pick-up bar is bar 0.
class BarNumbers {
 public:
  BarNumbers(const Score& score, const Quarters& pickup);

  [[nodiscard]] int at(const Quarters& time) const;
  // Where in its bar a time lies, in quarters, the bar line at 1. A pick-up ends a bar: the only
  // quarter before 3/4 is at 3.
  [[nodiscard]] Quarters quarter_at(const Quarters& time) const;

 private:
  Quarters pickup_;
  std::vector<Bar> bars_;  // from the first full one
};

}  // namespace bachprop
