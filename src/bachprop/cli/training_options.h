// The options of the commands that train.
#pragma once

#include <string>

#include "bachprop/base/fields.h"
#include "bachprop/base/parallel.h"
#include "bachprop/base/result.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/run/learning.h"

namespace bachprop {

class Trainer;

// As the user states them.
struct TrainingArguments {
  std::string preset = "music";
  std::string cell;  // in place of the stated one; empty: none
  std::string simd = "auto";
  std::string precision = "auto";
  // Values that were stated are read from here; the others come from the preset.
  TrainOptions options;
  StatedOptions stated;
  bool json = false;
  int threads = available_threads();
};

// The paths of a corpus.
void list_path_fields(CorpusSource& source, FieldList& fields);
// --split, --strict and --keep-percussion.
void list_corpus_fields(CorpusSource& source, FieldList& fields);

// --preset, all that says how to train with the presets' values, --threads and --json. `json_help`
// says what --json prints.
void list_training_fields(TrainingArguments& arguments, const char* json_help, FieldList& fields);

// The options as the arguments state them, or the error that names the one that cannot be. Limits
// the vector units, which the precision depends on: to be called before anything is computed.
[[nodiscard]] Result<TrainOptions> training_options(const TrainingArguments& arguments);

// The set and the network, on standard error; then, unless JSON is wanted, what the lines of the
// epochs will say on this terminal.
void print_beginning(const Trainer& trainer, const TrainingArguments& arguments);

// Losses and accuracies of an epoch as a line, or as JSON.
void print_epoch(const EpochRecord& epoch, const TrainOptions& options, bool json);

}  // namespace bachprop
