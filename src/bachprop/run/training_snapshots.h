// The model kept at several points of its training, so that one can hear it learn.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/train/training_record.h"

namespace bachprop {

// Where the files of a training run stand: the model's path with another ending. Only the usual
// ending is replaced, so that models a.1 and a.2 do not share them.
[[nodiscard]] std::filesystem::path beside(const std::filesystem::path& model,
                                           const std::string& ending);

struct Snapshot {
  int percent = 0;  // of the epochs, 1 .. 100
  int epoch = 0;    // at whose end it is taken, from 1
  std::filesystem::path path;
};

// Percentages with commas between them, "10,30,100", in any order; none for an empty text. An error
// for what is no whole number of 1 to 100, or stands twice.
[[nodiscard]] Result<std::vector<int>> snapshot_percentages(const std::string& text);

// Where they are taken of so many epochs, rounded up to whole ones; in the order of the epochs.
[[nodiscard]] std::vector<Snapshot> planned_snapshots(std::vector<int> percentages, int epochs,
                                                      const std::filesystem::path& model);

// The same where it was decided after epoch `done` that there are so many: those of later epochs
// are moved.
[[nodiscard]] std::vector<Snapshot> moved_snapshots(std::vector<Snapshot> snapshots, int done,
                                                    int epochs);

// The same where those that this training has taken already stay at the epochs that they were taken
// at, however it was planned then. `record` is that of the training so far.
[[nodiscard]] std::vector<Snapshot> with_those_taken(std::vector<Snapshot> snapshots,
                                                     const TrainingRecord& record);

// Whether it stands there when training is at epoch `done`. It must be a model of its epoch, not
// one that was kept at this percentage of another number of epochs.
[[nodiscard]] bool is_reached(const Snapshot& snapshot, int done);

// An error where a snapshot later than epoch `done` would replace a file that holds anything but
// the model of its own epoch.
[[nodiscard]] Result<void> keep_other_models(std::span<const Snapshot> snapshots, int done);

// A sentence on those of `snapshots` that are taken later than epoch `done` and so were not
// written, when training is over. Empty if there are none. Files of that name are of an earlier
// training.
[[nodiscard]] std::string unreached_snapshots(std::span<const Snapshot> snapshots, int done);

// A sentence on those whose epochs were over before this run began, at epoch `done`, and that do
// not stand there. It also says what does under their names; empty if there are none.
[[nodiscard]] std::string missed_snapshots(std::span<const Snapshot> snapshots, int done);

}  // namespace bachprop
