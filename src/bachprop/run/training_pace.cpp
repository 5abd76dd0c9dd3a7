#include "bachprop/run/training_pace.h"

#include <algorithm>
#include <cmath>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// A network that only reads takes so much of the time of one that learns.
constexpr double kReadingShare = 0.28;
constexpr double kTellingSeconds = 1;
// Where little is left to learn, the end may come soon.
constexpr double kTellingSecondsOfARest = 0.1;
constexpr int kTellingSteps = 3;

bool goes_on(const Trainer& trainer) { return trainer.steps_done() > 0; }

// How many epochs end in the next `steps` steps, the one that the last of them cuts short included.
std::int64_t epoch_ends(const TrainingPosition& position, std::int64_t steps) {
  return steps <= 0 ? 0 : (position.in_epoch + steps + position.per_epoch - 1) / position.per_epoch;
}

// The same without work beside and without the end.
double seconds_of(const TrainingPosition& position, const TrainingCosts& costs,
                  std::int64_t steps) {
  return as_double(steps) * costs.step + as_double(epoch_ends(position, steps)) * costs.epoch_end;
}

double share_for_training(const TrainingCosts& costs) {
  constexpr double kLeast = 0.1;
  return std::max(kLeast, 1 - costs.beside);
}

}  // namespace

TrainingPosition position_of(const Trainer& trainer) {
  return {.steps = trainer.steps_done(),
          .in_epoch = trainer.steps_in_epoch_done(),
          .per_epoch = trainer.steps_per_epoch()};
}

double seconds_to_step(const TrainingPosition& position, const TrainingCosts& costs,
                       std::int64_t steps) {
  return seconds_of(position, costs, steps - position.steps) / share_for_training(costs) +
         costs.end;
}

std::int64_t steps_in_time(const TrainingPosition& position, const TrainingCosts& costs,
                           double seconds, double slack) {
  const double available = (seconds - costs.end) * share_for_training(costs);
  const auto end_of = [&](std::int64_t epochs) {  // counted from here
    return std::max<std::int64_t>(0, epochs * position.per_epoch - position.in_epoch);
  };
  const double of_epoch = position.per_epoch * costs.step + costs.epoch_end;
  const double from_its_beginning = as_double(position.in_epoch) * costs.step + available;
  auto whole = static_cast<std::int64_t>(std::floor(std::max(0.0, from_its_beginning / of_epoch)));
  const double left = available - seconds_of(position, costs, end_of(whole));
  const double over = seconds_of(position, costs, end_of(whole + 1)) - available;
  const auto cut = static_cast<std::int64_t>(std::floor((left - costs.epoch_end) / costs.step));
  std::int64_t steps = end_of(whole);
  if (over <= slack && over < std::abs(left)) {
    steps = end_of(whole + 1);
  } else if (left > slack && cut > 0) {
    steps += cut;
  }
  const bool may_end_here = position.in_epoch == 0 && position.steps > 0;
  return position.steps + std::max<std::int64_t>(may_end_here ? 0 : 1, steps);
}

TrainingPace::TrainingPace(const Trainer& trainer, double memory)
    : memory_(memory),
      validation_steps_(trainer.validation_steps()),
      telling_seconds_(
          std::min(goes_on(trainer) ? kTellingSecondsOfARest : kTellingSeconds, memory / 2)) {}

void TrainingPace::add_step(double seconds) {
  if (!parted_) {
    weight_ = weighted_ = 0;  // what was only guessed
  }
  parted_ = true;
  remember(seconds);
  in_steps_ += seconds;
  ++steps_seen_;
}

void TrainingPace::add_last_step_of_epoch(double seconds) {
  constexpr double kOfTheNewest = 0.5;
  // Where every step ends an epoch, its own share is a guess; their sum is what counts.
  if (!parted_) {
    remember(seconds / (1 + kReadingShare * validation_steps_));
  }
  const double end = std::max(0.0, seconds - step_seconds());
  epoch_end_ = epoch_end_ ? *epoch_end_ + kOfTheNewest * (end - *epoch_end_) : end;
  in_steps_ += seconds;
  ++steps_seen_;
}

void TrainingPace::remember(double step_seconds) {
  const double kept = std::exp(-step_seconds / memory_);
  weight_ = kept * weight_ + 1;
  weighted_ = kept * weighted_ + step_seconds;
}

void TrainingPace::add_work_beside(double seconds) { beside_ += seconds; }

bool TrainingPace::is_telling() const {
  return in_steps_ >= telling_seconds_ && steps_seen_ >= kTellingSteps;
}

double TrainingPace::step_seconds() const { return weight_ > 0 ? weighted_ / weight_ : 0; }

TrainingCosts TrainingPace::costs() const {
  // No step takes no time; a clock that stands still says so.
  constexpr double kShortest = 1e-9;
  const double step = std::max(kShortest, step_seconds());
  const double all = in_steps_ + beside_;
  return {.step = step,
          .epoch_end = epoch_end_.value_or(validation_steps_ * kReadingShare * step),
          .beside = all > 0 ? beside_ / all : 0,
          .end = end_};
}

}  // namespace bachprop
