// Checkpoints of a training. A Trainer writes and restores them (trainer.h); these functions look
// at one without a Trainer. File format: docs/formats/model.md.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "bachprop/base/result.h"

namespace bachprop {

// How far the training of a checkpoint has come.
struct CheckpointProgress {
  int epochs_done = 0;
  int epochs = 0;
  bool finished = false;
  int hidden = 0;
  int readout_hidden = 0;
  int readings = 1;
  int validation_pieces = 0;
  double dropout = 0;
  std::string step_plan = {};  // as far as it was decided; empty: it goes by epochs
};
[[nodiscard]] Result<CheckpointProgress> checkpoint_progress(std::span<const std::byte> bytes,
                                                             const std::string& name);

}  // namespace bachprop
