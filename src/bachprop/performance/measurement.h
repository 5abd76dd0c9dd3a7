// Work measured in turn with the machine's peak: peak, work, peak, work ... peak. Machines drift
// (clocks, neighbours). So a fraction of the peak is taken of each stretch of work and of the two
// peaks around it, and medians are reported.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "bachprop/performance/peak.h"

namespace bachprop {

// The middle of some values, and the furthest from it on both sides.
struct SpreadOfRuns {
  double median = 0;
  double least = 0;
  double most = 0;
};

// At least one value; of an even number the upper of the two in the middle.
[[nodiscard]] SpreadOfRuns spread_of(std::vector<double> values);

struct Effort {
  int repetitions = 15;       // stretches of work
  double work_seconds = 0.1;  // each, at least
  double peak_seconds = 0.04;
};

struct Work {
  // Does some of the work and returns how many notes that were, at least 1 in the long run.
  std::function<std::int64_t()> run;
  double operations_per_note = 0;  // least_work.h
};

struct Speed {
  SpreadOfRuns notes_per_second;
  SpreadOfRuns operations_per_second;       // of the least work
  SpreadOfRuns peak_operations_per_second;  // around the work
  SpreadOfRuns fraction_of_peak;
};

// Runs the work once before it looks at the clock.
[[nodiscard]] Speed measure(const Work& work, PeakMeter& peak, const Effort& effort);

// How many times as fast `one` is as `other`, in notes a second, in turn.
[[nodiscard]] SpreadOfRuns ratio_of(const Work& one, const Work& other, const Effort& effort);

}  // namespace bachprop
