// Training: truncated back-propagation through time with Adam.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/base/safetensors.h"
#include "bachprop/model/network.h"
#include "bachprop/model/unrolled_network.h"
#include "bachprop/train/batch_learner.h"
#include "bachprop/train/epoch_plan.h"
#include "bachprop/train/step_plan.h"
#include "bachprop/train/training_record.h"
#include "bachprop/train/training_set.h"

namespace bachprop {

// What a training begins with that does not begin from nothing.
struct Inheritance {
  Network network;  // of the shape that the set and the options ask for: see inherited_network()
  std::optional<ParentModel> parent = {};
};

// One training run, step by step. Its course depends on the set and the options alone. The number
// of threads changes nothing, nor does saving and restoring in between.
class Trainer {
 public:
  // `options` must be valid and its epochs above 0 (see automatic_epochs); the set has rhythm
  // variants where they want them. With a step plan the epochs follow from that.
  Trainer(TrainingSet set, const TrainOptions& options, int threads);
  // The same, going on from what another network has learnt.
  Trainer(Inheritance from, TrainingSet&& set, const TrainOptions& options, int threads);

  [[nodiscard]] TrainerStatus status() const;
  // One truncation of the whole batch: forward, backward, update. After the last of an epoch, and
  // the last of a step plan, the validation pieces are measured and the epoch's record is added.
  // Call while kRunning.
  void step();
  // For a training with a step plan: decides that it shall be so many steps in all. They are more
  // than steps_done(), or as many at the end of an epoch.
  void plan_steps(std::int64_t steps);
  // Validation is measured on so many pieces from now on; no epoch is over.
  void measure_on(int pieces);
  // Puts it among the options.
  void decide_end_bias(double bias) { record_.options.end_bias = bias; }

  [[nodiscard]] const TrainingSet& set() const { return set_; }
  [[nodiscard]] TrainingSet take_set() && { return std::move(set_); }
  [[nodiscard]] const TrainingRecord& record() const { return record_; }
  // The parameters with the best validation so far (the newest without validation pieces). Until
  // there is a first record they are all those of an unfinished first epoch's beginning.
  [[nodiscard]] Network best_network() const;
  // The network that validation is measured on now: with the EMA of the parameters, if one is kept.
  [[nodiscard]] Network newest_network() const;
  // Notes read so far and in all epochs, START/END not counted.
  [[nodiscard]] std::int64_t notes_done() const;
  [[nodiscard]] std::int64_t notes_in_all() const;
  [[nodiscard]] int steps_per_epoch() const { return steps_in_epoch_; }
  // In all, and since the last end of an epoch.
  [[nodiscard]] std::int64_t steps_done() const { return updates_; }
  [[nodiscard]] int steps_in_epoch_done() const { return step_; }
  // The work of a validation, in truncations as full of notes as those of training: a row without
  // notes takes half as long, about.
  [[nodiscard]] double validation_steps() const;
  // Without epochs whose number of steps the plan decides, nothing.
  [[nodiscard]] const std::optional<StepPlan>& step_plan() const { return step_plan_; }
  [[nodiscard]] std::int64_t parameter_count() const;
  // The mean loss of the epoch that is under way.
  [[nodiscard]] FeatureMeans running() const { return means_of(sums_); }

  // Everything that the rest of the run depends on.
  [[nodiscard]] std::vector<std::byte> checkpoint_bytes() const;
  // Goes on from a checkpoint of the same set and options; those that say when training ends may
  // differ, and the bias of endings. The error says what does not fit.
  [[nodiscard]] Result<void> restore(std::span<const std::byte> bytes, const std::string& name);

 private:
  void begin_epoch();
  void end_epoch();
  [[nodiscard]] CrossEntropies measure_validation();
  [[nodiscard]] EpochPlan validation_plan() const;
  // The parameters that are measured, and kept when they are best.
  [[nodiscard]] std::span<const float> validated() const;
  [[nodiscard]] double learning_rate() const;
  [[nodiscard]] double validation_of(int epoch) const;
  [[nodiscard]] bool plan_is_done() const;
  // The number of epochs that the steps of the plan take.
  void count_planned_epochs();
  // Once the record and the steps that are done are restored.
  [[nodiscard]] Result<void> restore_step_plan(const std::string& name);

  TrainingSet set_;
  NoteSymbols start_end_;
  Network network_;
  AlignedVector<float> mean_;     // Adam's first moment
  AlignedVector<float> square_;   // Adam's second moment
  AlignedVector<float> average_;  // of the parameters over the last updates; empty: not kept
  AlignedVector<float> best_;     // parameters
  BatchLearner learner_;
  TrainingRecord record_;

  std::optional<StepPlan> step_plan_;  // of the options
  std::optional<EpochPlan> plan_;
  int epoch_ = 0;  // from 0
  int step_ = 0;   // in this epoch
  int steps_in_epoch_ = 0;
  std::int64_t updates_ = 0;
  CrossEntropies sums_;  // of this epoch's training so far
};

// Parameters of the network that a Trainer of these begins with.
[[nodiscard]] std::int64_t parameter_count(const TrainingSet& set, const TrainOptions& options);

// About how much memory a Trainer of these will take, in bytes.
[[nodiscard]] double training_bytes(const TrainingSet& set, const TrainOptions& options);

// How many notes an epoch of these reads, START/END not counted.
[[nodiscard]] std::int64_t notes_in_epoch(const TrainingSet& set, const TrainOptions& options);

// The number of epochs that gives about options.steps steps, between 10 and 1,000.
[[nodiscard]] int automatic_epochs(const TrainingSet& set, const TrainOptions& options);

}  // namespace bachprop
