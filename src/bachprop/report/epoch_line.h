// The line that training prints of each epoch.
#pragma once

#include <cstddef>
#include <string>

#include "bachprop/train/training_record.h"

namespace bachprop {

// Losses and accuracies of an epoch of so many, in at most `width` columns: "epoch   12/240  train
// 3.123 (0.5 1.1 1.5 | 80.1 60.2 40.3 %)  valid ...". With less room the parts of the training loss
// go first, then those of the validation loss, at last the training loss.
[[nodiscard]] std::string epoch_line(const EpochRecord& epoch, int epochs, std::size_t width);

// The meaning of these lines.
[[nodiscard]] std::string epoch_legend(int epochs, std::size_t width);

}  // namespace bachprop
