// The options of the commands that train.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "bachprop/base/parallel.h"
#include "bachprop/base/result.h"
#include "bachprop/train/trainer.h"

namespace bachprop {

// As the user states them.
struct TrainingArguments {
  std::string preset = "paper";
  std::string precision = "auto";
  std::string transpose = "random";
  TrainOptions options;
  bool constant_rate = false;
  bool no_transpose = false;
  bool json = false;
  int threads = available_threads();
};

// Adds --preset, --epochs and all that says how to train, --threads and --json, whose defaults are
// the arguments as they are. `arguments` must outlive the parsing.
void add_training_options(CLI::App& command, TrainingArguments& arguments);

// The options as the arguments state them, or the error that names the one that cannot be.
[[nodiscard]] Result<TrainOptions> training_options(const TrainingArguments& arguments);

// What only the set can say: the rhythm variants when they are wanted, and the number of epochs
// when none is stated. An error when the training would not fit into the memory, or has a target
// and nothing to measure it on.
[[nodiscard]] Result<TrainingSet> complete(TrainingSet set, const Corpus& corpus,
                                           TrainOptions& options);

// The set and the network, on standard error; then, unless JSON is wanted, what the lines of the
// epochs will say.
void print_beginning(const Trainer& trainer, const TrainingArguments& arguments);

// Losses and accuracies of an epoch as a line, or as JSON.
void print_epoch(const EpochRecord& epoch, const TrainOptions& options, bool json);

}  // namespace bachprop
