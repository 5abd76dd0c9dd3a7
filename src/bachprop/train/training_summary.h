// The outcome of a training run, in plain words.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bachprop/train/training_record.h"

namespace bachprop {

// Sentences, most important first: how good the model is, why training stopped, and what to expect
// of so little data. They also say whether it was still improving or overfitting, and since when.
// kRunning means that it was stopped on request.
[[nodiscard]] std::vector<std::string> summarise(const TrainingRecord& record, TrainerStatus status,
                                                 std::int64_t training_notes);

// Whether the validation of the last quarter of the epochs still fell, by enough to go on for.
[[nodiscard]] bool is_still_improving(const TrainingRecord& record);

}  // namespace bachprop
