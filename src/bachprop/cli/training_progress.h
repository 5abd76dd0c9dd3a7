// The details of the progress bar of a training.
#pragma once

#include <vector>

#include "bachprop/cli/progress.h"
#include "bachprop/train/trainer.h"

namespace bachprop {

// At most as long as before, where no better validation, or one that is good enough, ends it.
[[nodiscard]] TimeLeft time_left_of(const Trainer& trainer);

// How near that end is, the loss, and the speed, if that is above 0.
[[nodiscard]] std::vector<ProgressDetail> training_details(const Trainer& trainer,
                                                           double notes_per_second = 0);

}  // namespace bachprop
