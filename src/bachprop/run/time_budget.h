// A training that is to end at a stated time: `train --minutes`.
//
// The schedule cannot simply follow the clock, for then no training could be had again. So the
// clock decides a number of steps, seldom and in writing (StepPlan): once the first steps have
// shown how fast the machine is, and again when it has become slower or faster.
#pragma once

#include <cstdint>
#include <optional>

#include "bachprop/run/training_pace.h"

namespace bachprop {

class TimeBudget {
 public:
  // `seconds` from the beginning of the run to the end of the program.
  explicit TimeBudget(double seconds);

  [[nodiscard]] double seconds() const { return seconds_; }
  // Not to be exceeded by what may be cut short.
  [[nodiscard]] double seconds_at_most() const;
  // Time set aside to find the bias of endings, which nobody can foretell: where it takes less, the
  // run ends a little sooner.
  [[nodiscard]] double for_endings() const;
  // What validation may take, once.
  [[nodiscard]] double for_validation() const;
  // What the pace of such a training remembers.
  [[nodiscard]] double memory() const;

  // The number of steps in all that the training is to have from now on; nothing: as planned, or
  // nothing can be said yet. Once the time is over something is said always. `elapsed` are seconds
  // since the beginning of the run.
  [[nodiscard]] std::optional<std::int64_t> decide(const Trainer& trainer, const TrainingPace& pace,
                                                   double elapsed);

 private:
  double seconds_;
  double next_look_ = 0;
};

// With --minutes: how often an epoch reads every piece. An epoch of a few steps would be over in no
// time, and there would be tens of thousands of them to measure and to write down.
[[nodiscard]] int readings_for_long_epochs(std::int64_t notes, const TrainOptions& options);

}  // namespace bachprop
