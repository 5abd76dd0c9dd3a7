// The options of the commands that train.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bachprop/base/parallel.h"
#include "bachprop/base/result.h"
#include "bachprop/cli/app_fwd.h"
#include "bachprop/train/trainer.h"

namespace bachprop {

// As the user states them.
struct TrainingArguments {
  std::string preset = "music";
  std::string cell;
  std::string context;
  std::string precision = "auto";
  std::string transpose;
  // What was stated is read from here; what was not comes from the preset.
  TrainOptions options;
  // Takes an option over, if it was stated.
  std::vector<std::function<void(const TrainOptions& stated, TrainOptions& options)>> taken;
  bool constant_rate = false;
  bool no_transpose = false;
  bool json = false;
  int threads = available_threads();
};

// Adds --preset, --epochs and all that says how to train, --threads and --json. `arguments` and
// `command` must outlive the parsing and training_options(). `json_help` says what --json prints.
void add_training_options(CLI::App& command, TrainingArguments& arguments, const char* json_help);

// The options as the arguments state them, or the error that names the one that cannot be.
[[nodiscard]] Result<TrainOptions> training_options(const TrainingArguments& arguments);

// The set and the network, on standard error; then, unless JSON is wanted, what the lines of the
// epochs will say on this terminal.
void print_beginning(const Trainer& trainer, const TrainingArguments& arguments);

// Losses and accuracies of an epoch as a line, or as JSON.
void print_epoch(const EpochRecord& epoch, const TrainOptions& options, bool json);

}  // namespace bachprop
