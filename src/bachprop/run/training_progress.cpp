#include "bachprop/run/training_progress.h"

#include <fmt/format.h>

#include <utility>

#include "bachprop/base/count_text.h"
#include "bachprop/base/numbers.h"

namespace bachprop {

Activity training_activity(const Trainer& trainer, std::string label) {
  const TrainOptions& options = trainer.record().options;
  const bool may_end = options.patience > 0 || options.target_loss > 0;
  return {.label = std::move(label),
          .total = static_cast<std::uint64_t>(trainer.notes_in_all()),
          .time_left = may_end && !trainer.set().validation.empty() ? TimeLeft::kAtMost
                                                                    : TimeLeft::kAsBefore};
}

std::vector<ProgressDetail> training_details(const Trainer& trainer, double notes_per_second) {
  const TrainingRecord& record = trainer.record();
  const int patience = record.options.patience;
  const int without_better = as_int(record.epochs.size()) - record.best_epoch;
  std::vector<ProgressDetail> details;
  if (patience > 0 && !trainer.set().validation.empty()) {
    const std::string epochs = counted(static_cast<std::uint64_t>(patience), "epoch");
    details.push_back({fmt::format("stops when {} bring{} nothing better, {} so far", epochs,
                                   patience == 1 ? "s" : "", without_better),
                       fmt::format("{} of {} without better", without_better, epochs)});
  }
  details.push_back({.text = fmt::format("loss {:.3f}", trainer.running().sum())});
  if (notes_per_second > 0) {
    details.push_back({.text = fmt::format("{:.0f} notes/s", notes_per_second)});
  }
  return details;
}

}  // namespace bachprop
