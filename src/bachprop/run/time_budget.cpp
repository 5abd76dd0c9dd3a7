#include "bachprop/run/time_budget.h"

#include <algorithm>
#include <cmath>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// The program takes a moment to begin and to end.
constexpr double kAim = 0.97;
// Ends so near to the aim are as good, in shares of the time.
constexpr double kSlack = 0.01;
constexpr double kTolerance = 0.015;
// Time between two looks: a part of what is left, within these shares of the whole.
constexpr double kPartOfTheRest = 0.25;
constexpr double kLeastPause = 0.005;
constexpr double kLongestPause = 0.04;

}  // namespace

TimeBudget::TimeBudget(double seconds) : seconds_(seconds) {}

double TimeBudget::seconds_at_most() const {
  constexpr double kAtMost = 1.01;
  return kAtMost * seconds_;
}

double TimeBudget::for_endings() const {
  constexpr double kShare = 0.03;
  constexpr double kMost = 3;
  return std::min(kShare * seconds_, kMost);
}

double TimeBudget::for_validation() const {
  constexpr double kShare = 0.05;
  return kShare * seconds_;
}

double TimeBudget::memory() const {
  constexpr double kShare = 0.1;
  constexpr double kLeast = 2;
  return std::min(std::max(kLeast, kShare * seconds_), seconds_ / 4);
}

std::optional<std::int64_t> TimeBudget::decide(const Trainer& trainer, const TrainingPace& pace,
                                               double elapsed) {
  const bool open = trainer.step_plan()->is_open();
  const TrainerStatus status = trainer.status();
  // Over before anything was decided: any number that was not reached gives the same steps again.
  if (open && status != TrainerStatus::kRunning) {
    return 2 * trainer.steps_done();
  }
  // On a machine that has become much faster the end comes before the next look.
  const bool last = !open && trainer.steps_done() + 1 >= trainer.step_plan()->steps();
  const bool too_late = open && elapsed >= seconds_;
  const bool may_tell = pace.is_telling() && (elapsed >= next_look_ || last);
  if (status != TrainerStatus::kRunning || !(may_tell || too_late)) {
    return std::nullopt;
  }
  const double left = seconds_ - elapsed;
  next_look_ =
      elapsed + std::clamp(kPartOfTheRest * left, kLeastPause * seconds_, kLongestPause * seconds_);
  const TrainingPosition position = position_of(trainer);
  const TrainingCosts costs = pace.costs();
  const double aim = kAim * seconds_ - elapsed;
  if (!open && std::abs(seconds_to_step(position, costs, trainer.step_plan()->steps()) - aim) <=
                   kTolerance * seconds_) {
    return std::nullopt;
  }
  const std::int64_t steps = steps_in_time(position, costs, aim, kSlack * seconds_);
  return open || steps != trainer.step_plan()->steps() ? std::optional(steps) : std::nullopt;
}

int readings_for_long_epochs(std::int64_t notes, const TrainOptions& options) {
  constexpr double kFewestSteps = 25;
  const double notes_wanted = kFewestSteps * options.batch * options.truncation;
  constexpr double kMost = 1000;
  return as_int(std::clamp(std::floor(notes_wanted / as_double(std::max<std::int64_t>(1, notes))),
                           1.0, kMost));
}

}  // namespace bachprop
