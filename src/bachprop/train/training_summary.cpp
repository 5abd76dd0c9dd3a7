#include "bachprop/train/training_summary.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "bachprop/base/count_text.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// Results by ear of learning from so much, with the preset music: 15 folk tunes, 3,670 notes, gave
// fragments. 60 chorales, 13,000 notes, gave chorales with faults; 60 folk tunes, 18,477 notes,
// pleasant ones. The bundled model of chorales learnt from 49,291 notes, and had begun to overfit.
constexpr std::int64_t kUsableNotes = 10'000;
constexpr std::int64_t kEnoughNotes = 40'000;

const EpochRecord& best_of(const TrainingRecord& record) {
  return record.epochs[as_index(record.best_epoch - 1)];
}

// The words behind "the last": "epoch", "3 epochs".
std::string epochs(std::size_t count) { return count == 1 ? "epoch" : counted(count, "epoch"); }

std::string quality(const TrainingRecord& record) {
  const EpochRecord& best = best_of(record);
  if (best.validation.sum() == 0) {
    return fmt::format(
        "There was no piece to validate on, so the last epoch is kept (training loss "
        "{:.3f} nats a note); give at least two pieces to know what the model is worth.",
        best.training.sum());
  }
  return fmt::format(
      "The best model is that of epoch {}: {:.3f} nats a note on the validation pieces "
      "(dT {:.3f}, T {:.3f}, P {:.3f}); it guesses {:.1f} % of the pitches.",
      best.epoch, best.validation.sum(), best.validation.nats[0], best.validation.nats[1],
      best.validation.nats[2], 100 * best.validation.accuracy[2]);
}

std::string steps_of_plan(const TrainingRecord& record) {
  const auto plan = StepPlan::parse(record.options.step_plan);
  return plan && !plan->is_open()
             ? counted(static_cast<std::uint64_t>(plan->steps()), "planned step")
             : std::string();
}

std::string all_is_done(const TrainingRecord& record) {
  if (const std::string steps = steps_of_plan(record); !steps.empty()) {
    return fmt::format("Stopped because the {} are done.", steps);
  }
  return record.options.epochs == 1
             ? "Stopped because its one epoch is done."
             : fmt::format("Stopped because all {} epochs are done.", record.options.epochs);
}

std::string reason(const TrainingRecord& record, TrainerStatus status) {
  switch (status) {
    case TrainerStatus::kOutOfPatience:
      return fmt::format("Stopped early: {} in a row brought no better validation.",
                         counted(static_cast<std::uint64_t>(record.options.patience), "epoch"));
    case TrainerStatus::kTargetReached:
      return fmt::format("Stopped because the loss is no higher than {}, as asked for.",
                         record.options.target_loss);
    case TrainerStatus::kAllEpochsDone:
      return all_is_done(record);
    case TrainerStatus::kRunning:
    case TrainerStatus::kDiverged:
      break;
  }
  return fmt::format("Stopped on request after {} of {}.", record.epochs.size(),
                     counted(static_cast<std::uint64_t>(record.options.epochs), "epoch"));
}

// The end of the validation curve.
struct LastQuarter {
  std::size_t epochs = 0;
  double gain = 0;  // nats a note
  bool improves = false;
};

LastQuarter last_quarter(const TrainingRecord& record) {
  constexpr double kWorthGoingOn = 0.01;
  LastQuarter last;
  last.epochs = std::max<std::size_t>(1, record.epochs.size() / 4);
  const EpochRecord& before = record.epochs[record.epochs.size() - 1 - last.epochs];
  last.gain = before.validation.sum() - best_of(record).validation.sum();
  last.improves = record.best_epoch > before.epoch && last.gain > kWorthGoingOn;
  return last;
}

// Nothing is said of fewer epochs.
constexpr std::size_t kTellingEpochs = 4;

// A few epochs without a better one are usual while it learns.
bool is_long_without_better(const TrainingRecord& record) {
  constexpr int kFew = 5;
  const int without_better = as_int(record.epochs.size()) - record.best_epoch;
  return without_better >= std::max(kFew, (record.options.patience + 2) / 3);
}

// Whether the end of the validation curve still falls, is level, or rises.
std::string tendency(const TrainingRecord& record, TrainerStatus status) {
  const EpochRecord& best = best_of(record);
  const EpochRecord& last = record.epochs.back();
  if (best.validation.sum() == 0 || record.epochs.size() < kTellingEpochs) {
    return {};
  }
  const double rise = last.validation.sum() - best.validation.sum();
  if (status == TrainerStatus::kRunning && rise > 0.01 && !is_long_without_better(record)) {
    return fmt::format(
        "The last {} brought no better validation, {:.3f} nats more at the end: too few to tell "
        "whether it would go on.",
        epochs(record.epochs.size() - as_index(record.best_epoch)), rise);
  }
  if (rise > 0.01 && last.training.sum() < best.training.sum()) {
    return fmt::format(
        "Overfitting since epoch {}: validation rose by {:.3f} nats while training went "
        "on falling. More pieces or a smaller network may help.",
        best.epoch, rise);
  }
  const LastQuarter quarter = last_quarter(record);
  if (!quarter.improves) {
    return fmt::format("Levelled off: the last {} made validation better by less than 0.01 nats.",
                       epochs(quarter.epochs));
  }
  // Who stopped it knows that there were more to come.
  return fmt::format("Still improving: the last {} gained {:.3f} nats.{}", epochs(quarter.epochs),
                     quarter.gain,
                     status == TrainerStatus::kRunning  ? ""
                     : record.options.step_plan.empty() ? " More epochs may help."
                                                        : " More time may help.");
}

// Empty when there is enough.
std::string about_the_data(std::int64_t notes, const std::optional<ParentModel>& parent) {
  const std::string count = grouped(static_cast<std::uint64_t>(notes));
  if (parent && notes < kEnoughNotes) {
    return fmt::format(
        "Little of its own to learn from: {} notes, beside what {} knew. With more of "
        "them its pieces would be more like these.",
        count, parent->name);
  }
  if (notes < kUsableNotes) {
    return fmt::format(
        "Very little to learn from: {} notes. Expect fragments, and tunes that lose their way. "
        "Some 60 pieces, or {} notes, begin to be usable; {} and more serve this network "
        "well. Where they are like a model's, go on from that: --from chorales, --from nottingham, "
        "or a model of your own.",
        count, grouped(kUsableNotes), grouped(kEnoughNotes));
  }
  if (notes < kEnoughNotes) {
    return fmt::format(
        "Little to learn from: {} notes. Expect pieces in the style of these, with faults in its "
        "grammar. {} notes and more serve this network well.",
        count, grouped(kEnoughNotes));
  }
  return {};
}

}  // namespace

std::vector<std::string> summarise(const TrainingRecord& record, TrainerStatus status,
                                   std::int64_t training_notes) {
  if (status == TrainerStatus::kDiverged) {
    return {fmt::format(
        "Training diverged in epoch {}: the loss is no number any more. Lower the learning "
        "rate (--lr {:g}); {}.",
        record.epochs.size(), record.options.learning_rate / 4,
        record.best_epoch == 0
            ? "there is no model worth keeping"
            : fmt::format("the model kept is that of epoch {}", record.best_epoch))};
  }
  if (record.epochs.empty()) {
    return {"No epoch was finished: the model has learnt nothing worth hearing yet."};
  }
  std::vector<std::string> sentences = {quality(record), reason(record, status)};
  if (const std::string words = tendency(record, status); !words.empty()) {
    sentences.push_back(words);
  }
  if (std::string words = about_the_data(training_notes, record.parent); !words.empty()) {
    sentences.push_back(std::move(words));
  }
  return sentences;
}

bool is_still_improving(const TrainingRecord& record) {
  return record.best_epoch > 0 && record.epochs.size() >= kTellingEpochs &&
         best_of(record).validation.sum() > 0 && last_quarter(record).improves;
}

}  // namespace bachprop
