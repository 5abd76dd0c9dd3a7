#include "bachprop/train/training_summary.h"

#include <fmt/core.h>

#include <cmath>

#include "bachprop/base/count_text.h"

namespace bachprop {
namespace {

// Below this the summary warns. The bundled model learnt from 49,291 notes, and had begun to
// overfit.
constexpr std::int64_t kFewNotes = 20'000;

const EpochRecord& best_of(const TrainingRecord& record) {
  return record.epochs[static_cast<std::size_t>(record.best_epoch - 1)];
}

// What "the last" goes before: "epoch", "3 epochs".
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

std::string reason(const TrainingRecord& record, TrainerStatus status) {
  switch (status) {
    case TrainerStatus::kOutOfPatience:
      return fmt::format("Stopped early: {} in a row brought no better validation.",
                         counted(static_cast<std::uint64_t>(record.options.patience), "epoch"));
    case TrainerStatus::kTargetReached:
      return fmt::format("Stopped because the loss is no higher than {}, as asked for.",
                         record.options.target_loss);
    case TrainerStatus::kAllEpochsDone:
      return record.options.epochs == 1
                 ? "Stopped because its one epoch is done."
                 : fmt::format("Stopped because all {} epochs are done.", record.options.epochs);
    case TrainerStatus::kRunning:
    case TrainerStatus::kDiverged:
      break;
  }
  return fmt::format("Stopped on request after {} of {}.", record.epochs.size(),
                     counted(static_cast<std::uint64_t>(record.options.epochs), "epoch"));
}

// Whether the end of the validation curve still falls, is level, or rises.
std::string tendency(const TrainingRecord& record) {
  const EpochRecord& best = best_of(record);
  const EpochRecord& last = record.epochs.back();
  if (best.validation.sum() == 0 || record.epochs.size() < 4) {
    return {};
  }
  const double rise = last.validation.sum() - best.validation.sum();
  if (rise > 0.01 && last.training.sum() < best.training.sum()) {
    return fmt::format(
        "Overfitting since epoch {}: validation rose by {:.3f} nats while training went "
        "on falling. More pieces or a smaller network may help.",
        best.epoch, rise);
  }
  const std::size_t quarter = std::max<std::size_t>(1, record.epochs.size() / 4);
  const EpochRecord& before = record.epochs[record.epochs.size() - 1 - quarter];
  const double gain = before.validation.sum() - best.validation.sum();
  if (best.epoch > before.epoch && gain > 0.01) {
    return fmt::format(
        "Still improving: the last {} gained {:.3f} nats. More epochs may help (--epochs {}).",
        epochs(quarter), gain, 2 * record.options.epochs);
  }
  return fmt::format("Levelled off: the last {} made validation better by less than 0.01 nats.",
                     epochs(quarter));
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
  if (const std::string words = tendency(record); !words.empty()) {
    sentences.push_back(words);
  }
  if (training_notes < kFewNotes) {
    sentences.push_back(fmt::format(
        "Too little data: {} notes. Expect copies and nonsense; {} notes and more serve "
        "this network well.",
        grouped(static_cast<std::uint64_t>(training_notes)), grouped(kFewNotes)));
  }
  return sentences;
}

}  // namespace bachprop
