// How far a training is.
#pragma once

#include <vector>

#include "bachprop/run/watch.h"
#include "bachprop/train/trainer.h"

namespace bachprop {

// The notes to be read in all. What is left takes at most as long as before, where no better
// validation, or one that is good enough, ends it.
[[nodiscard]] Activity training_activity(const Trainer& trainer, std::string label = "training");

// How near that end is, the loss, and the speed, if that is above 0.
[[nodiscard]] std::vector<ProgressDetail> training_details(const Trainer& trainer,
                                                           double notes_per_second = 0);

}  // namespace bachprop
