#include "bachprop/run/training_time.h"

#include <algorithm>

#include "bachprop/base/numbers.h"
#include "bachprop/run/lesson.h"
#include "bachprop/run/training_progress.h"

namespace bachprop {
namespace {

constexpr double kUsualMemory = 10;

double seconds_for(const Trainer& trainer, double minutes) {
  constexpr double kSecondsAMinute = 60;
  const auto& plan = trainer.step_plan();
  const double done = plan ? plan->done(trainer.steps_done()) : 0;
  return kSecondsAMinute * minutes * (1 - done);
}

}  // namespace

TrainingTime::TrainingTime(Trainer& trainer, double minutes, bool may_measure_less,
                           const RunClock& clock)
    : trainer_(trainer),
      minutes_(minutes),
      may_measure_less_(may_measure_less),
      clock_(clock),
      budget_(seconds_for(trainer, minutes)),
      pace_(trainer, minutes > 0 ? budget_.memory() : kUsualMemory) {}

void TrainingTime::begin() {
  began_ = stepped_ = clock_.seconds();
  steps_before_ = trainer_.steps_done();
}

void TrainingTime::step() {
  const std::size_t epochs = trainer_.record().epochs.size();
  const double before = clock_.seconds();
  pace_.add_work_beside(before - stepped_);
  trainer_.step();
  stepped_ = clock_.seconds();
  if (trainer_.record().epochs.size() == epochs) {
    pace_.add_step(stepped_ - before);
  } else {
    pace_.add_last_step_of_epoch(stepped_ - before);
  }
}

bool TrainingTime::look_ahead(double work_at_the_end) {
  pace_.set_end(work_at_the_end + (needs_ending_bias(trainer_.set()) ? budget_.for_endings() : 0));
  if (!is_by_the_clock()) {
    return false;
  }
  limit_validation();
  const auto steps = budget_.decide(trainer_, pace_, clock_.seconds());
  if (steps) {
    trainer_.plan_steps(*steps);
  }
  return steps.has_value();
}

bool TrainingTime::is_undecided() const {
  return trainer_.step_plan() && trainer_.step_plan()->is_open() &&
         trainer_.status() == TrainerStatus::kRunning;
}

bool TrainingTime::is_telling() const {
  return pace_.is_telling() && !is_undecided() && trainer_.status() == TrainerStatus::kRunning;
}

bool TrainingTime::has_left(double seconds) const {
  return !is_by_the_clock() || clock_.seconds() + seconds < budget_.seconds_at_most();
}

// A large corpus would take more than its share of the time.
void TrainingTime::limit_validation() {
  const double all = pace_.costs().epoch_end;
  const double most = budget_.for_validation();
  const bool may_be_limited =
      may_measure_less_ && pace_.is_telling() && is_undecided() && trainer_.record().epochs.empty();
  if (!may_be_limited || all <= most) {
    return;
  }
  const int of_all = as_int(trainer_.set().validation.size());
  const int before = trainer_.record().options.validation_pieces;
  const double pieces = as_double(before > 0 ? std::min(before, of_all) : of_all) * most / all;
  trainer_.measure_on(std::max(1, as_int(pieces)));
  measures_less_ = true;
  pace_.expect_validation(trainer_.validation_steps());
}

TrainingForecast TrainingTime::forecast() const {
  const TrainOptions& options = trainer_.record().options;
  const std::int64_t steps = trainer_.step_plan()
                                 ? trainer_.step_plan()->steps()
                                 : std::int64_t{options.epochs} * trainer_.steps_per_epoch();
  TrainingForecast forecast = {
      .seconds = seconds_to_step(position_of(trainer_), pace_.costs(), steps),
      .at_most = training_activity(trainer_).time_left == TimeLeft::kAtMost,
      .by_target = options.patience == 0,
      .steps = steps - steps_before_,
      .steps_per_epoch = trainer_.steps_per_epoch(),
      .seconds_before = began_,
      .validation_pieces = as_int(trainer_.set().validation.size()),
      .validated_pieces = measures_less_ ? options.validation_pieces : 0};
  if (is_by_the_clock()) {
    forecast.stated_seconds = budget_.seconds();
  }
  return forecast;
}

}  // namespace bachprop
