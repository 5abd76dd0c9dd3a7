// What a training run came to, in plain words.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bachprop/train/trainer.h"

namespace bachprop {

// Sentences, most important first: how good the model is, why training stopped, whether it was
// still improving or overfitting and since when, whether there was too little data.
// kRunning means that it was stopped on request.
[[nodiscard]] std::vector<std::string> summarise(const TrainingRecord& record, TrainerStatus status,
                                                 std::int64_t training_notes);

}  // namespace bachprop
