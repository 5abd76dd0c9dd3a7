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

// What the machine did at best in one turn, a second.
struct Best {
  double operations = 0;
  double bytes = 0;
};

Best best_of(Meters& meters, const Effort& effort) {
  return {.operations = meters.peak.operations_per_second(effort.peak_seconds),
          .bytes = meters.bandwidth.bytes_per_second(effort.bandwidth_seconds)};
}

Best between(const Best& before, const Best& after) {
  return {.operations = (before.operations + after.operations) / 2,
          .bytes = (before.bytes + after.bytes) / 2};
}

std::vector<double> all_of(const std::vector<Best>& bests, double Best::*part) {
  std::vector<double> values;
  for (const Best& best : bests) {
    values.push_back(best.*part);
  }
  return values;
}

// Arithmetic and memory can work at the same time: the slower of the two decides.
double seconds_per_note(const LeastWork& least, const Best& best) {
  return std::max(least.operations / best.operations, least.bytes / best.bytes);
}

bool goes_on(int repetitions, double seconds, const Effort& effort) {
  constexpr int kFewest = 5;
  return repetitions < effort.repetitions &&
         (repetitions < kFewest || seconds < effort.most_seconds);
}

}  // namespace

SpreadOfRuns spread_of(std::vector<double> values) {
  check(!values.empty(), "a spread is one of at least one value");
  std::ranges::sort(values);
  return {.median = values[values.size() / 2], .least = values.front(), .most = values.back()};
}

Speed measure(const Work& work, Meters& meters, const Effort& effort) {
  static_cast<void>(work.run());
  const LeastWork& least = work.least;
  std::vector<double> notes;
  std::vector<double> operations;
  std::vector<double> fractions;
  std::vector<double> roofline_fractions;
  std::vector<Best> bests = {best_of(meters, effort)};
  const Stopwatch clock;
  for (int i = 0; goes_on(i, clock.seconds(), effort); ++i) {
    notes.push_back(notes_per_second(work, effort.work_seconds));
    operations.push_back(notes.back() * least.operations);
    bests.push_back(best_of(meters, effort));
    const Best around = between(bests[bests.size() - 2], bests.back());
    fractions.push_back(operations.back() / around.operations);
    roofline_fractions.push_back(notes.back() * seconds_per_note(least, around));
  }
  return {.notes_per_second = spread_of(std::move(notes)),
          .operations_per_second = spread_of(std::move(operations)),
          .peak_operations_per_second = spread_of(all_of(bests, &Best::operations)),
          .fraction_of_peak = spread_of(std::move(fractions)),
          .bytes_per_second = spread_of(all_of(bests, &Best::bytes)),
          .fraction_of_roofline = spread_of(std::move(roofline_fractions)),
          .least = least};
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
