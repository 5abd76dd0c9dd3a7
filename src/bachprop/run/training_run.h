// A training with its files: what `bachprop train` does.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/report/training_forecast.h"
#include "bachprop/run/learning.h"
#include "bachprop/run/training_listening.h"
#include "bachprop/run/training_place.h"
#include "bachprop/run/training_snapshots.h"
#include "bachprop/train/velocity_model.h"

namespace bachprop {

class Trainer;

// What is known before the first step.
struct TrainingBeginning {
  const Trainer& trainer;
  // On snapshots whose epochs are over and that are not there; may be empty.
  std::string missed_snapshots;
};

// What a training tells while it goes on, in the order of the calls. All may be empty.
struct TrainingWatch : LearningWatch {
  std::function<void(std::span<const FileOutcome>)> files = {};  // that were read
  std::function<void(const TrainingBeginning&)> begins = {};
  // How long it will take, once the first steps have shown that. For request.minutes the epochs are
  // told afterwards, as their number is not known before.
  std::function<void(const TrainingForecast&)> forecast = {};
  std::function<void()> can_be_heard = {};            // a first model better than chance is written
  std::function<void(const HeardPiece&)> heard = {};  // is written, for request.listen
  std::function<void(const Error&)> not_heard = {};   // why there will be no more of them
  // Seconds since any fixed moment; empty: the machine's clock.
  std::function<double()> clock = {};
};

struct TrainingOutcome {
  TrainerStatus status = TrainerStatus::kRunning;  // kRunning: stopped on request
  TrainingRecord record = {};
  std::int64_t training_notes = 0;
  LearntVelocities velocities = {};
  std::vector<Snapshot> snapshots = {};  // that were planned
  double seconds = 0;
  double notes_per_second = 0;
  std::filesystem::path heard = {};  // folder of the pieces composed meanwhile; empty: none
  bool was_over = false;             // before this run began
  // The files of an earlier training are still there, all of them: they stay until there is a
  // better model than chance to replace theirs.
  bool left_the_earlier = false;

  // Those whose loss is a number.
  [[nodiscard]] int epochs_worth_keeping() const;
  // Plain sentences, as summarise() gives them, and whether velocities were learnt.
  [[nodiscard]] std::vector<std::string> summary() const;
};

// Reads the pieces, trains on them, and keeps the model, its curves and a checkpoint, from which
// request.resume goes on to the same bytes, on the disk: at the beginning, every ten seconds, and
// at the end. A stop loses nothing. The folder of the output is made. With request.minutes the
// clock decides how many steps it is. The options of the record say what it decided, and give the
// same bytes without a clock.
[[nodiscard]] Result<TrainingOutcome> run_training(const TrainingRequest& request,
                                                   const TrainingWatch& watch = {});

}  // namespace bachprop
