// The time that a training takes: so far, until its end, and at most.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "bachprop/base/stopwatch.h"
#include "bachprop/report/training_forecast.h"
#include "bachprop/run/time_budget.h"
#include "bachprop/run/training_pace.h"

namespace bachprop {

// Seconds since it was made, by the caller's clock if there is one.
class RunClock {
 public:
  // `clock` may be empty, and must outlive this object.
  explicit RunClock(const std::function<double()>& clock)
      : clock_(clock), began_(clock_ ? clock_() : 0) {}
  [[nodiscard]] double seconds() const { return clock_ ? clock_() - began_ : watch_.seconds(); }

 private:
  const std::function<double()>& clock_;
  double began_;
  Stopwatch watch_;
};

// Takes a trainer's steps and the time of them. By the clock, which is with `minutes` above 0, it
// decides how many steps there shall be.
class TrainingTime {
 public:
  // The clock runs since the beginning of the run. What is left of the schedule of a trainer
  // that goes on takes the same share of the minutes. Fewer validation pieces are measured only
  // where it `may_measure_less`. All must outlive this object.
  TrainingTime(Trainer& trainer, double minutes, bool may_measure_less, const RunClock& clock);

  // The steps begin.
  void begin();
  // One step of the trainer.
  void step();
  // Looks where this leads to, with so many seconds of work behind the last step. Whether the
  // number of steps was decided anew.
  bool look_ahead(double work_at_the_end);

  [[nodiscard]] bool is_by_the_clock() const { return minutes_ > 0; }
  // By the clock, before it is known how many steps that makes.
  [[nodiscard]] bool is_undecided() const;
  // Whether a forecast can be given.
  [[nodiscard]] bool is_telling() const;
  [[nodiscard]] TrainingForecast forecast() const;

  // Since the beginning of the run, and of the steps.
  [[nodiscard]] double of_the_run() const { return clock_.seconds(); }
  [[nodiscard]] double of_the_steps() const { return clock_.seconds() - began_; }
  // In all; 0 without minutes.
  [[nodiscard]] double stated() const { return budget_.seconds(); }
  // Whether what takes `seconds` can still be done.
  [[nodiscard]] bool has_left(double seconds) const;

 private:
  void limit_validation();

  Trainer& trainer_;
  double minutes_;
  bool may_measure_less_;
  bool measures_less_ = false;  // as the clock decided in this run
  const RunClock& clock_;
  TimeBudget budget_;
  TrainingPace pace_;
  std::int64_t steps_before_ = 0;  // this run
  double began_ = 0;
  double stepped_ = 0;  // when the last step was done
};

}  // namespace bachprop
