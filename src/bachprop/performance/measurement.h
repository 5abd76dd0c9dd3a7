// Work measured in turn with what the machine can do at best: peak and bandwidth, work, peak and
// bandwidth, work ... Machines drift (clocks, neighbours). So a fraction is taken of each stretch
// of work and of the two bests around it, and medians are reported.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "bachprop/performance/bandwidth.h"
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
  double bandwidth_seconds = 0.02;  // of each level of the memory
  // Work whose stretches are longer, one run at least, is repeated less often, but five times.
  double most_seconds = 6;
};

// least_work.h
struct LeastWork {
  double operations = 0;               // a note
  double operations_with_dropout = 0;  // the same without what is multiplied by dropped units
  double bytes = 0;                    // that move, a note
  double working_set = 0;              // bytes
};

struct Work {
  // Does some of the work and returns how many notes that were, at least 1 in the long run.
  std::function<std::int64_t()> run;
  LeastWork least = {};
};

// What the machine can do at best.
struct Meters {
  PeakMeter peak;
  WorkingSetMeter bandwidth;
};

struct Speed {
  SpreadOfRuns notes_per_second;
  SpreadOfRuns operations_per_second;       // of the least work
  SpreadOfRuns peak_operations_per_second;  // around the work
  SpreadOfRuns fraction_of_peak;
  SpreadOfRuns bytes_per_second;  // that the bandwidth was, around the work
  // Of the speed at which either the least arithmetic takes all of the peak, or the least bytes
  // take all of the bandwidth.
  SpreadOfRuns fraction_of_roofline;
  LeastWork least = {};
};

// Runs the work once before it looks at the clock.
[[nodiscard]] Speed measure(const Work& work, Meters& meters, const Effort& effort);

// How many times as fast `one` is as `other`, in notes a second, in turn.
[[nodiscard]] SpreadOfRuns ratio_of(const Work& one, const Work& other, const Effort& effort);

}  // namespace bachprop
