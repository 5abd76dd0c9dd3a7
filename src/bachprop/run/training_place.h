// Where a training writes, and what it must not lose there.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/run/learning.h"
#include "bachprop/run/training_lock.h"
#include "bachprop/run/training_snapshots.h"

namespace bachprop {

// A training with its files: the model, its checkpoint, its curves and its snapshots.
struct TrainingRequest {
  CorpusSource source = {};
  TrainOptions options = {};
  // A bundled style, or the file of a model: the training goes on from what that has learnt, with
  // its network in place of the options'. Empty: from nothing.
  std::string from = {};
  std::filesystem::path output = "model.safetensors";
  std::vector<int> snapshots = {};  // percentages of the epochs after which the model is kept too
  bool half = false;                // parameters are stored in 16 bits
  bool resume = false;              // goes on from the checkpoint
  bool restart = false;             // replaces a training that stands there
  int threads = 1;                  // the result does not depend on it
  // The whole run, reading included, is to take so long; the options' number of epochs is not
  // looked at. Resumed, what is left of the schedule takes the same share of it. 0: as long as it
  // takes.
  double minutes = 0;
  // What the options need not say. Few notes may decide for a smaller network than theirs. With
  // minutes, the clock may, too, and for an epoch of more readings and fewer pieces to measure.
  // What was decided then stays where the training is resumed, with or without minutes.
  bool may_be_smaller = false;
  bool may_drop_more = false;  // dropout, with few notes
  bool may_read_often = false;
  bool may_measure_less = false;
  double listen = 0;  // seconds from one piece composed meanwhile to the next; 0: none
};

[[nodiscard]] std::filesystem::path checkpoint_path(const TrainingRequest& request);
// As JSON lines, and as a page.
[[nodiscard]] std::vector<std::filesystem::path> curves_paths(const TrainingRequest& request);

// What stands where this training would write, an earlier model if there is one.
[[nodiscard]] std::optional<std::filesystem::path> earlier_file(const TrainingRequest& request);

// The place of the training, which no other one may use while the lock lives. An error where
// something stands there that would be lost: a training that is neither resumed nor restarted,
// snapshots of another plan where that is known, or a file that is none of a training's.
[[nodiscard]] Result<TrainingLock> take_place(const TrainingRequest& request);

}  // namespace bachprop
