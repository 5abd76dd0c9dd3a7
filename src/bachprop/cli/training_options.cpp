#include "bachprop/cli/training_options.h"

#include <fmt/core.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <utility>

#include "bachprop/base/count_text.h"
#include "bachprop/base/json_text.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/number_range.h"
#include "bachprop/cli/one_of.h"
#include "bachprop/cli/precision_option.h"
#include "bachprop/cli/standard_output.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/report/epoch_line.h"

namespace bachprop {
namespace {

// The system would end the program without a word.
Result<void> refuse_more_than_the_memory(const TrainingSet& set, const TrainOptions& options) {
  constexpr double kGigabyte = 1e9;
  const double needed = training_bytes(set, options);
  const double there = as_double(::sysconf(_SC_PHYS_PAGES)) * as_double(::sysconf(_SC_PAGESIZE));
  if (needed > there) {
    return fail(
        fmt::format("this network and batch need {:.1f} GB, this machine has {:.1f}: take fewer "
                    "--layers, --hidden units, a smaller --batch or --truncation",
                    needed / kGigabyte, there / kGigabyte));
  }
  return {};
}

// Adds options whose values stand in TrainOptions.
class FieldOptions {
 public:
  FieldOptions(CLI::App& command, TrainingArguments& arguments)
      : command_(command), arguments_(arguments) {}

  template <typename T>
  CLI::Option& add(const char* name, T TrainOptions::*field, const char* text) {
    CLI::Option* option = command_.add_option(name, arguments_.options.*field, text);
    take(option, field);
    return *option;
  }
  template <typename T>
  void add_flag(const char* name, T TrainOptions::*field, const char* text) {
    const CLI::Option* option = command_.add_flag(name, arguments_.options.*field, text);
    take(option, field);
  }

 private:
  template <typename T>
  void take(const CLI::Option* option, T TrainOptions::*field) {
    arguments_.taken.emplace_back(
        [option, field](const TrainOptions& stated, TrainOptions& options) {
          if (option->count() > 0) {
            options.*field = stated.*field;
          }
        });
  }

  CLI::App& command_;
  TrainingArguments& arguments_;
};

// Sets `value` to what a name stands for; an empty name leaves it.
template <typename T>
Result<void> take_name(const std::string& name, Result<T> (*read)(std::string_view), T& value) {
  if (name.empty()) {
    return {};
  }
  value = TRY(read(name));
  return {};
}

}  // namespace

void add_training_options(CLI::App& command, TrainingArguments& arguments, const char* json_help) {
  FieldOptions fields(command, arguments);
  command
      .add_option(
          "--preset", arguments.preset,
          "music: sees the music around a note and predicts best; paper: the network of the "
          "paper. What follows changes one thing of a preset")
      ->check(one_of({"music", "paper"}))
      ->capture_default_str();
  fields
      .add("--epochs", &TrainOptions::epochs,
           "times that every piece is read (default: as many as give 8,000 steps, 6,000 with the "
           "preset music)")
      .check(whole_from(1));
  fields.add("--layers", &TrainOptions::layers, "layers (music 2, paper 3)");
  fields.add("--hidden", &TrainOptions::hidden, "units a layer (music 288, paper 128)");
  command
      .add_option("--cell", arguments.cell,
                  "what layers consist of: feedforward (on the last four notes, without memory), "
                  "rnn (simple recurrent), lstm or gru (default)")
      ->check(one_of({"feedforward", "rnn", "lstm", "gru"}));
  command
      .add_option("--context", arguments.context,
                  "what the network sees beside the last note: music (what sounds, where in the "
                  "bar, what came next when the piece was here before), window (the three notes "
                  "before), or none")
      ->check(one_of({"music", "window", "none"}));
  fields.add("--readout-hidden", &TrainOptions::readout_hidden,
             "hidden units of each readout; 0: as many as symbols (music 256, paper 0)");
  fields.add("--dropout", &TrainOptions::dropout,
             "share of units left out while learning (music 0.5, paper 0)");
  fields.add("--weight-decay", &TrainOptions::weight_decay,
             "each step takes this times the learning rate of every parameter away (music 0.5, "
             "paper 0)");
  fields.add("--average", &TrainOptions::average_decay,
             "keep a running average of the parameters with this decay; 0: keep the last ones "
             "(music 0.999, paper 0)");
  fields.add("--batch", &TrainOptions::batch, "pieces side by side (music 8, paper 4)");
  fields.add("--truncation", &TrainOptions::truncation,
             "notes that errors are carried back through (music 64, paper 128)");
  fields.add("--lr", &TrainOptions::learning_rate,
             "learning rate of Adam (music 0.0015, paper 0.002)");
  command.add_flag("--constant-lr", arguments.constant_rate,
                   "keep the learning rate instead of lowering it to 0 along a cosine");
  fields.add("--clip", &TrainOptions::clip_norm, "longest gradient; 0: any (0.25)");
  fields.add("--weights", &TrainOptions::loss_weights,
             "weights of the losses of dT, T and P (music 0.2 0.3 0.5, paper 0.1 0.3 0.6)");
  add_precision_option(command, arguments.precision);
  fields.add("--target", &TrainOptions::target_loss,
             "stop at this validation loss, nats a note in sum; 0: never (0)");
  auto* transpose =
      command
          .add_option("--transpose", arguments.transpose,
                      "random: every training piece in a new random key in every epoch (default); "
                      "all: in every key that fits, in every epoch; none: in its own key")
          ->check(one_of({"random", "all", "none"}));
  command.add_flag("--no-transpose", arguments.no_transpose, "the same as --transpose none")
      ->excludes(transpose);
  fields.add_flag("--rhythm-augmentation", &TrainOptions::rhythm_augmentation,
                  "read every training piece with all its times multiplied by 1/8, 1/4 ... 3 or "
                  "4, drawn anew in every epoch; the dictionaries grow");
  fields.add("--patience", &TrainOptions::patience,
             "stop after so many epochs without a better validation; 0: never (30)");
  fields.add("--seed", &TrainOptions::seed, "same seed, same model (1)");
  command
      .add_option("--threads", arguments.threads,
                  "the result does not depend on it; a batch of 4 keeps two busy")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command.add_flag("--json", arguments.json, json_help);
}

Result<TrainOptions> training_options(const TrainingArguments& arguments) {
  auto preset = preset_options(arguments.preset);
  if (!preset) {
    return preset;
  }
  TrainOptions options = *preset;
  for (const auto& take : arguments.taken) {
    take(arguments.options, options);
  }
  // Those that only some commands have.
  options.validation_share = arguments.options.validation_share;
  options.schedule = arguments.constant_rate ? Schedule::kConstant : Schedule::kCosine;
  const auto precision = TRY(usable_precision(arguments.precision));
  options.precision = precision;
  const std::string transpose = arguments.no_transpose ? "none" : arguments.transpose;
  TRY(take_name(transpose, transposition_from_name, options.transpose)
          .and_then([&] { return take_name(arguments.cell, from_name<Cell>, options.cell); })
          .and_then([&] {
            // Without memory, the notes before the last must be shown; a window suffices.
            const bool windowed = options.cell == Cell::kFeedForward && arguments.context.empty() &&
                                  options.context == ContextKind::kNone;
            return take_name(windowed ? "window" : arguments.context, from_name<ContextKind>,
                             options.context);
          })
          .and_then([&] { return validate(options); }));
  return options;
}

Result<TrainingSet> complete(TrainingSet set, const Corpus& corpus, TrainOptions& options) {
  if (options.target_loss > 0 && set.validation.empty()) {
    return fail(
        "--target needs validation pieces, and there are none: raise --validation or leave "
        "--target "
        "out");
  }
  if (options.rhythm_augmentation) {
    auto augmented = with_rhythm_variants(set, corpus);
    if (!augmented) {
      return augmented;
    }
    set = *std::move(augmented);
  }
  TRY(add_contexts(set, options.context));
  if (options.epochs == 0) {
    options.epochs = automatic_epochs(set, options);
  }
  TRY(refuse_more_than_the_memory(set, options));
  return set;
}

void print_beginning(const Trainer& trainer, const TrainingArguments& arguments) {
  const TrainingSet& set = trainer.set();
  const TrainOptions& options = trainer.record().options;
  const auto count = [](auto number, std::string_view noun) {
    return counted(static_cast<std::uint64_t>(number), noun);
  };
  print_wrapped(stderr,
                "{} ({}), {} ({})\n"
                "dictionaries: {} dT, {} T, {} P; {} of {}, {} parameters\n"
                "{} of {}, batch {}, truncation {}, learning rate {}, seed {}, {}, {}\n",
                count(set.training.size(), "training piece"),
                count(count_notes(set.training), "note"),
                count(set.validation.size(), "validation piece"),
                count(count_notes(set.validation), "note"), set.dictionaries.dt.size() - 1,
                set.dictionaries.duration.size() - 1, set.dictionaries.pitch.size() - 1,
                count(options.layers, fmt::format("{} layer", title_of(options.cell))),
                options.hidden, grouped(static_cast<std::uint64_t>(trainer.parameter_count())),
                count(options.epochs, "epoch"), count(trainer.steps_per_epoch(), "step"),
                options.batch, options.truncation, options.learning_rate, options.seed,
                name_of(options.precision), count(arguments.threads, "thread"));
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
