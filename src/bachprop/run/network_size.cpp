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

}  // namespace

NetworkSize size_for_steps(const TrainOptions& options, double steps) {
  const NetworkSize own = {options.hidden, options.readout_hidden};
  for (const auto& [fewer_steps_than, size] : kChoices) {
    if (steps < fewer_steps_than) {
      return {std::min(own.hidden, size.hidden), std::min(own.readout_hidden, size.readout_hidden)};
    }
  }
  return own;
}

double steps_in(double seconds, Lesson& lesson, int threads) {
  constexpr double kMostSeconds = 1;
  constexpr double kShare = 0.02;
  constexpr int kFewest = 3;
  constexpr int kMost = 100;
  Trainer trainer(std::move(lesson.set), lesson.options, threads);
  trainer.step();  // gets to know its memory
  const Stopwatch watch;
  int steps = 0;
  while (steps < kFewest ||
         (steps < kMost && watch.seconds() < std::min(kMostSeconds, kShare * seconds))) {
    if (trainer.status() != TrainerStatus::kRunning) {
      break;
    }
    trainer.step();
    ++steps;
  }
  const double taken = watch.seconds();
  lesson.set = std::move(trainer).take_set();
  return taken > 0 && steps > 0 ? seconds * steps / taken : 0;
}

}  // namespace bachprop
