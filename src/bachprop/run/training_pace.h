// How long a training takes, as far as one can tell from what its parts took so far.
#pragma once

#include <cstdint>
#include <optional>

#include "bachprop/train/trainer.h"

namespace bachprop {

// Seconds that the parts of a training take.
struct TrainingCosts {
  double step = 0;
  double epoch_end = 0;  // validation, mostly; after the last step as well
  double beside = 0;     // share of the time that goes to other work, such as writing files
  double end = 0;        // once, behind all steps
};

// Where a training stands among its steps.
struct TrainingPosition {
  std::int64_t steps = 0;  // done in all
  int in_epoch = 0;        // done of those of this epoch
  int per_epoch = 1;
};
[[nodiscard]] TrainingPosition position_of(const Trainer& trainer);

// The time from there to the end of a training of `steps` steps in all.
[[nodiscard]] double seconds_to_step(const TrainingPosition& position, const TrainingCosts& costs,
                                     std::int64_t steps);

// The number of steps in all with which it ends in so many seconds: with a whole epoch if that is
// no more than `slack` seconds off. If the time is too short for that, the fewest that a training
// can end with.
[[nodiscard]] std::int64_t steps_in_time(const TrainingPosition& position,
                                         const TrainingCosts& costs, double seconds, double slack);

// Takes down what the parts take. What is older than `memory` seconds counts little, as machines
// are slower at times.
class TrainingPace {
 public:
  TrainingPace(const Trainer& trainer, double memory);

  void add_step(double seconds);
  // A step with the end of an epoch behind it.
  void add_last_step_of_epoch(double seconds);
  void add_work_beside(double seconds);
  // Full truncations that validation will take, before it was measured.
  void expect_validation(double steps) { validation_steps_ = steps; }
  void set_end(double seconds) { end_ = seconds; }

  // Whether there are enough steps for a first forecast.
  [[nodiscard]] bool is_telling() const;
  [[nodiscard]] TrainingCosts costs() const;

 private:
  [[nodiscard]] double step_seconds() const;
  void remember(double step_seconds);

  double memory_;
  double validation_steps_;
  double telling_seconds_;
  int steps_seen_ = 0;
  bool parted_ = false;  // steps were seen without the end of an epoch
  double weight_ = 0;    // of the steps that are remembered
  double weighted_ = 0;  // their seconds
  double in_steps_ = 0;  // seconds in all
  double beside_ = 0;    // seconds in all
  std::optional<double> epoch_end_;
  double end_ = 0;
};

}  // namespace bachprop
