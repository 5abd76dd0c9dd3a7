#include "bachprop/run/network_size.h"

#include <algorithm>
#include <array>
#include <utility>

#include "bachprop/base/numbers.h"
#include "bachprop/base/stopwatch.h"

namespace bachprop {
namespace {

struct Choice {
  double fewer_steps_than;
  NetworkSize size;
};

// Held-out losses of chorales after equal times (docs/performance.md).
constexpr std::array<Choice, 2> kChoices = {{{1200, {128, 128}}, {3000, {192, 192}}}};

// Held-out losses of 5, 15 and 50 tunes and chorales (docs/results.md).
constexpr std::int64_t kFewNotes = 20'000;

}  // namespace

NetworkSize size_for_notes(const TrainOptions& options, std::int64_t notes) {
  constexpr NetworkSize kSmall = {128, 128};
  const NetworkSize own = {options.hidden, options.readout_hidden};
  return notes >= kFewNotes ? own
                            : NetworkSize{std::min(own.hidden, kSmall.hidden),
                                          std::min(own.readout_hidden, kSmall.readout_hidden)};
}

double dropout_for_notes(const TrainOptions& options, std::int64_t notes) {
  constexpr double kHigh = 0.7;
  return options.dropout > 0 && notes < kFewNotes ? std::max(options.dropout, kHigh)
                                                  : options.dropout;
}

NetworkSize size_for_steps(const TrainOptions& options, double steps) {
  const NetworkSize own = {options.hidden, options.readout_hidden};
  for (const auto& [fewer_steps_than, size] : kChoices) {
    if (steps < fewer_steps_than) {
      return {std::min(own.hidden, size.hidden), std::min(own.readout_hidden, size.readout_hidden)};
    }
  }
  return own;
}

double steps_in(double seconds, Lesson& lesson, int threads, const Watch& watch) {
  constexpr double kMostSeconds = 1;
  constexpr double kShare = 0.02;
  constexpr int kMost = 100;
  auto validation = std::exchange(lesson.set.validation, {});
  Trainer trainer(std::move(lesson.set), lesson.options, threads);
  const Stopwatch all;
  trainer.step();  // gets to know its memory
  const double first = all.seconds();
  int steps = 0;
  while (steps < kMost && all.seconds() < std::min(kMostSeconds, kShare * seconds) &&
         trainer.status() == TrainerStatus::kRunning && !watch.wants_stop()) {
    trainer.step();
    ++steps;
  }
  const double a_step = steps > 0 ? (all.seconds() - first) / steps : first;
  lesson.set = std::move(trainer).take_set();
  lesson.set.validation = std::move(validation);
  return a_step > 0 ? seconds / a_step : 0;
}

}  // namespace bachprop
