#include "bachprop/cli/training_options.h"

#include <fmt/format.h>

#include <cstdio>
#include <utility>

#include "bachprop/base/count_text.h"
#include "bachprop/base/json_text.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/precision_option.h"
#include "bachprop/cli/standard_output.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/report/epoch_line.h"
#include "bachprop/run/parent.h"
#include "bachprop/train/trainer.h"

namespace bachprop {
namespace {

// The value of the first preset, and those of the others where they differ: "288; paper: 128".
std::string usual_text(const std::string& option) {
  std::string text;
  std::string first;
  for (const std::string_view name : kPresets) {
    TrainOptions options = preset_options(name).value();
    const std::string value = text_of(fields_of(options).at(option));
    if (name == kPresets.front()) {
      first = value;
      text = value;
    } else if (value != first) {
      text += fmt::format("; {}: {}", name, value);
    }
  }
  return text;
}

// "preset music with hidden units 64 in place of 288, seed 3 in place of 1"
std::string preset_text(const TrainOptions& options, const TrainingArguments& arguments) {
  const TrainOptions preset = preset_options(arguments.preset).value();
  std::vector<std::string> changed;
  for (const FieldChange& change : changes(fields_to_read(preset), fields_to_read(options))) {
    // The epochs of a preset follow from its steps.
    if (change.option != "--epochs" && arguments.stated.has(change.option)) {
      changed.push_back(fmt::format("{} {} in place of {}", change.name, change.to, change.from));
    }
  }
  return fmt::format("preset {}{}{}", arguments.preset, changed.empty() ? "" : " with ",
                     fmt::join(changed, ", "));
}

std::vector<std::string> preset_names() { return {kPresets.begin(), kPresets.end()}; }

}  // namespace

void list_path_fields(CorpusSource& source, FieldList& fields) {
  fields(source.paths, {.option = "path",
                        .help = "MIDI files, folders of them, or one corpus file",
                        .required = true});
}

void list_corpus_fields(CorpusSource& source, FieldList& fields) {
  fields(source.split,
         {.option = "--split",
          .help = "table with columns file and split (train, valid, test) instead of --validation",
          .need = Need::kRare});
  FieldList reading = fields_of(source.reading);
  reading.leave_out("--threads");
  fields.add(reading);
}

void list_training_fields(TrainingArguments& arguments, const char* json_help, FieldList& fields) {
  fields(arguments.preset,
         {.option = "--preset",
          .help = "music: sees the music around a note and predicts best; paper: the network of "
                  "the paper. Every other option changes one thing of a preset",
          .choices = preset_names()});
  FieldList training = fields_of(arguments.options);
  for (Field field : training) {
    if (!field.info.option.empty() && field.info.usual.empty() && !field.is_flag()) {
      field.info.usual = usual_text(field.info.option);
    }
    fields.add(std::move(field));
  }
  list_precision_field(arguments.precision, fields);
  list_simd_field(arguments.simd, fields);
  list_threads_field(arguments.threads, ", and a batch of 4 keeps two busy", fields);
  fields(arguments.json, {.option = "--json", .help = json_help});
}

Result<TrainOptions> training_options(const TrainingArguments& arguments) {
  TrainOptions options = TRY(preset_options(arguments.preset));
  arguments.stated.apply_to(fields_of(options));
  if (!arguments.cell.empty()) {
    options.cell = TRY(from_name<Cell>(arguments.cell));
  }
  // Without memory, the notes before the last must be shown; a window suffices.
  if (options.cell == Cell::kFeedForward && options.context == ContextKind::kNone &&
      !arguments.stated.has("--context")) {
    options.context = ContextKind::kWindow;
  }
  // What a clock decided runs to its end.
  if (!options.step_plan.empty() && !arguments.stated.has("--patience")) {
    options.patience = 0;
  }
  options.precision = TRY(choose_arithmetic(arguments.simd, arguments.precision));
  TRY(validate(options));
  return options;
}

void print_beginning(const Trainer& trainer, const TrainingArguments& arguments) {
  const TrainingSet& set = trainer.set();
  const TrainOptions& options = trainer.record().options;
  const auto count = [](auto number, std::string_view noun) {
    return counted(static_cast<std::uint64_t>(number), noun);
  };
  print_wrapped(
      stderr,
      "{} ({}), {} ({})\n"
      "dictionaries: {} dT, {} T, {} P; {} of {}, {} parameters\n"
      "{} of {}, batch {}, truncation {}, learning rate {}, seed {}, {}, {}\n"
      "{}\n",
      count(set.training.size(), "training piece"), count(count_notes(set.training), "note"),
      count(set.validation.size(), "validation piece"), count(count_notes(set.validation), "note"),
      set.dictionaries.dt.size() - 1, set.dictionaries.duration.size() - 1,
      set.dictionaries.pitch.size() - 1,
      count(options.layers, fmt::format("{} layer", title_of(options.cell))), options.hidden,
      grouped(static_cast<std::uint64_t>(trainer.parameter_count())),
      trainer.step_plan() && trainer.step_plan()->is_open() ? std::string("epochs")
                                                            : count(options.epochs, "epoch"),
      count(trainer.steps_per_epoch(), "step"), options.batch, options.truncation,
      options.learning_rate, options.seed, name_of(options.precision),
      count(arguments.threads, "thread"), preset_text(options, arguments));
  if (const auto& parent = trainer.record().parent) {
    print_wrapped(stderr, "{}\n", licence_text(*parent));
  }
  if (!arguments.json) {
    print_wrapped("{}\n", epoch_legend(options.epochs, columns_of(stdout)));
  }
}

void print_epoch(const EpochRecord& epoch, const TrainOptions& options, bool json) {
  if (json) {
    fmt::print("{}\n", json_text(to_json(epoch)));
  } else {
    fmt::print("{}\n", epoch_line(epoch, options.epochs, columns_of(stdout)));
  }
  flush_output();
}

}  // namespace bachprop
