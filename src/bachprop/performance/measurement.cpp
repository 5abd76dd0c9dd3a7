#include "bachprop/performance/measurement.h"

#include <algorithm>
#include <cstddef>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/stopwatch.h"

namespace bachprop {
namespace {

double notes_per_second(const Work& work, double at_least_seconds) {
  const Stopwatch clock;
  double notes = 0;
  double seconds = 0;
  while (seconds < at_least_seconds || notes == 0) {
    notes += as_double(work.run());
    seconds = clock.seconds();
  }
  return notes / seconds;
}

}  // namespace

SpreadOfRuns spread_of(std::vector<double> values) {
  check(!values.empty(), "a spread is one of at least one value");
  std::ranges::sort(values);
  return {.median = values[values.size() / 2], .least = values.front(), .most = values.back()};
}

Speed measure(const Work& work, PeakMeter& peak, const Effort& effort) {
  static_cast<void>(work.run());
  std::vector<double> notes;
  std::vector<double> operations;
  std::vector<double> fractions;
  std::vector<double> peaks = {peak.operations_per_second(effort.peak_seconds)};
  for (int i = 0; i < effort.repetitions; ++i) {
    notes.push_back(notes_per_second(work, effort.work_seconds));
    operations.push_back(notes.back() * work.operations_per_note);
    const double before = peaks.back();
    peaks.push_back(peak.operations_per_second(effort.peak_seconds));
    fractions.push_back(operations.back() / ((before + peaks.back()) / 2));
  }
  return {.notes_per_second = spread_of(std::move(notes)),
          .operations_per_second = spread_of(std::move(operations)),
          .peak_operations_per_second = spread_of(std::move(peaks)),
          .fraction_of_peak = spread_of(std::move(fractions))};
}

SpreadOfRuns ratio_of(const Work& one, const Work& other, const Effort& effort) {
  static_cast<void>(one.run());
  static_cast<void>(other.run());
  std::vector<double> ratios;
  for (int i = 0; i < effort.repetitions; ++i) {
    const double fast = notes_per_second(one, effort.work_seconds);
    ratios.push_back(fast / notes_per_second(other, effort.work_seconds));
  }
  return spread_of(std::move(ratios));
}

}  // namespace bachprop
