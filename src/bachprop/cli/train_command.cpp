#include <fmt/core.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/base/json_text.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/command_line.h"
#include "bachprop/cli/interrupt.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/cli/print_files.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/standard_output.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/cli/training_options.h"
#include "bachprop/report/text.h"
#include "bachprop/run/pieces_folder.h"
#include "bachprop/run/training_run.h"
#include "bachprop/train/training_summary.h"

namespace bachprop {
namespace {

using Json = nlohmann::json;

struct TrainArguments : TrainingArguments, CorpusSource {
  std::filesystem::path output = "model.safetensors";
  std::string snapshots;  // "10,30,100"
  bool half = false;
  bool resume = false;
  bool restart = false;
  bool verbose = false;
  const CLI::App* command = nullptr;  // as it was given, for advice on how to go on
};

constexpr const char* kTrainExamples =
    R"(Examples:
  bachprop train my-folder -o my.safetensors
  bachprop train my-folder -o my.safetensors --resume      go on after Ctrl-C
  bachprop train corpus.safetensors --epochs 100 --seed 7
  bachprop generate --model my.safetensors -o out          then compose
  bachprop train my-folder -o my.safetensors --snapshots 10,30,100    and hear it learn

Beside the model stand its learning curves, my.curves.jsonl and my.curves.html, and
my.checkpoint.safetensors, from which --resume goes on: with more --epochs also after the end.
While it learns, my.lock keeps other trainings away from these files.
Where a training stands already, finished or not, none begins anew without --restart; then the old
files stay until the new training has done an epoch.
A snapshot, my.at-10.safetensors, is the model at the end of that epoch, good or bad, while
my.safetensors is the one with the best validation; its endings are made as frequent in the same
way, so that its pieces are as long. Resumed with --snapshots, epochs that are over leave none.)";

// Into a folder that is not there yet: "folk-pieces" beside "folk.safetensors".
std::string generate_command(const TrainArguments& arguments) {
  return fmt::format("{} generate --model {} -o {}", program_as_called(),
                     shell_word(arguments.output.string()),
                     shell_word(first_free_folder(beside(arguments.output, "-pieces")).string()));
}

// The same training, twice as long. Without snapshots: they would be those of other epochs under
// the names of the old ones.
std::string longer_command(const TrainArguments& arguments, int epochs) {
  return command_again(*arguments.command, {"--epochs", "--snapshots", "--resume", "--restart"},
                       {"--epochs", fmt::format("{}", 2 * epochs), "--resume"});
}

// The same training, gone on with.
std::string resume_command(const TrainArguments& arguments) {
  return command_again(*arguments.command, {"--restart", "--resume"}, {"--resume"});
}

Json snapshots_json(std::span<const Snapshot> snapshots, int done) {
  Json json = Json::array();
  for (const Snapshot& snapshot : snapshots) {
    json.push_back({{"percent", snapshot.percent},
                    {"epoch", snapshot.epoch},
                    {"reached", is_reached(snapshot, done)},
                    {"model", snapshot.path.string()}});
  }
  return json;
}

std::string what_was_written(const TrainingOutcome& outcome, const TrainArguments& arguments) {
  if (outcome.left_the_earlier) {
    return fmt::format("Nothing was written: what stands at {} is still the earlier training",
                       arguments.output.string());
  }
  return fmt::format("Model: {}; learning curves: {}", arguments.output.string(),
                     beside(arguments.output, ".curves.html").string());
}

// What to do after a training that was stopped before its end.
void print_how_to_go_on(const TrainingOutcome& outcome, const TrainArguments& arguments) {
  if (outcome.left_the_earlier) {
    print_wrapped(stderr,
                  "Stopped before the first epoch was done; the earlier training is left as it "
                  "was.\n");
    return;
  }
  print_command(stderr,
                arguments.restart ? "Stopped; what it has learnt is kept. Go on with the same "
                                    "command and --resume in place of --restart:"
                                  : "Stopped; nothing is lost. Go on with the same command and "
                                    "--resume:",
                resume_command(arguments));
}

// What to do with the model, or for a better one. Each command does what is said of it.
void print_what_next(const TrainingOutcome& outcome, const TrainArguments& arguments) {
  const TrainingRecord& record = outcome.record;
  print_wrapped("\n");
  if (record.best_epoch > 0) {
    print_command(stdout, "Compose with it:", generate_command(arguments));
  }
  if (outcome.status == TrainerStatus::kDiverged) {
    print_command(stderr, "Begin anew with a lower learning rate:",
                  command_again(*arguments.command, {"--lr", "--resume", "--restart"},
                                {"--lr", fmt::format("{:g}", record.options.learning_rate / 4),
                                 "--restart"}));
  }
  if (outcome.status == TrainerStatus::kAllEpochsDone && is_still_improving(record)) {
    print_command(stdout, "Learn on, twice as long in all:",
                  longer_command(arguments, record.options.epochs));
  }
}

Json outcome_json(const TrainingOutcome& outcome, const TrainArguments& arguments) {
  return {{"summary", outcome.summary()},
          {"best_epoch", outcome.record.best_epoch},
          {"seconds", outcome.seconds},
          {"notes_per_second", outcome.notes_per_second},
          {"stopped", outcome.status == TrainerStatus::kRunning},
          {"snapshots", snapshots_json(outcome.snapshots, outcome.epochs_worth_keeping())},
          {"model", outcome.left_the_earlier ? Json(nullptr) : Json(arguments.output.string())}};
}

void print_end(const TrainingOutcome& outcome, const TrainArguments& arguments) {
  const bool stopped = outcome.status == TrainerStatus::kRunning;
  if (arguments.json) {
    fmt::print("{}\n", json_text(outcome_json(outcome, arguments)));
  } else {
    print_wrapped("\n");
    for (const std::string& sentence : outcome.summary()) {
      print_wrapped("{}\n", sentence);
    }
    print_wrapped("{:.1f} s, {:.0f} notes/s. {}\n", outcome.seconds, outcome.notes_per_second,
                  what_was_written(outcome, arguments));
  }
  if (const auto unreached = unreached_snapshots(outcome.snapshots, outcome.epochs_worth_keeping());
      !stopped && !unreached.empty()) {
    print_wrapped(stderr, "{}\n", unreached);
  }
  flush_output();
  if (stopped) {
    print_how_to_go_on(outcome, arguments);
  }
  if (!arguments.json && !outcome.left_the_earlier) {
    print_what_next(outcome, arguments);
  }
}

// After a training that was over before it was gone on with.
void print_that_it_was_over(const TrainingOutcome& outcome, const TrainArguments& arguments) {
  const std::string epochs =
      counted(static_cast<std::uint64_t>(outcome.record.epochs.size()), "epoch");
  if (outcome.status == TrainerStatus::kAllEpochsDone) {
    print_wrapped("Nothing is left to learn: all {} are done; give more with --epochs.\n", epochs);
  } else {
    print_wrapped("Nothing is left to learn: training ended after {}.\n", epochs);
  }
  print_wrapped("{}\n", what_was_written(outcome, arguments));
}

TrainingWatch watch_for(const TrainArguments& arguments, TerminalWatch& terminal) {
  TrainingWatch watch;
  terminal.attach_to(watch);
  watch.files = [&](std::span<const FileOutcome> files) {
    print_file_report(files, arguments.verbose);
  };
  watch.begins = [&](const TrainingBeginning& beginning) {
    print_beginning(beginning.trainer, arguments);
    if (!beginning.missed_snapshots.empty()) {
      print_wrapped(stderr, "{}\n", beginning.missed_snapshots);
    }
    terminal.hold();
  };
  watch.epoch = [&](const EpochRecord& epoch, const TrainOptions& options) {
    terminal.clear();
    print_epoch(epoch, options, arguments.json);
  };
  watch.can_be_heard = [&] {
    if (!arguments.json) {
      terminal.clear();
      print_command(stderr,
                    "It learns on, and gets better; what it can do so far can be heard meanwhile, "
                    "in another terminal:",
                    generate_command(arguments));
    }
  };
  return watch;
}

Result<TrainingRequest> training_request(const TrainArguments& arguments) {
  const auto options = TRY(training_options(arguments));
  auto percentages = TRY(snapshot_percentages(arguments.snapshots));
  return TrainingRequest{.source = static_cast<const CorpusSource&>(arguments),
                         .options = options,
                         .output = arguments.output,
                         .snapshots = std::move(percentages),
                         .half = arguments.half,
                         .resume = arguments.resume,
                         .restart = arguments.restart,
                         .threads = arguments.threads};
}

Result<TrainingOutcome> train_on_terminal(const TrainArguments& arguments) {
  TerminalWatch terminal;
  const auto request = TRY(training_request(arguments));
  return run_training(request, watch_for(arguments, terminal));
}

// The exit code.
Result<int> train(const TrainArguments& arguments) {
  const auto outcome = TRY(train_on_terminal(arguments));
  if (outcome.was_over && !arguments.json) {
    print_that_it_was_over(outcome, arguments);
  } else {
    print_end(outcome, arguments);
  }
  return outcome.status == TrainerStatus::kRunning    ? kInterruptedExitCode
         : outcome.status == TrainerStatus::kDiverged ? 1
                                                      : 0;
}

void list_fields(TrainArguments& arguments, FieldList& fields) {
  list_path_fields(arguments, fields);
  fields(arguments.output, {.option = "-o,--output", .help = "the model to write"});
  fields(arguments.resume, {.option = "--resume",
                            .help = "go on where the last run with this -o stopped",
                            .excludes = {"--restart"}});
  fields(arguments.restart,
         {.option = "--restart",
          .help = "begin anew where a training stands, finished or not, and lose "
                  "that one",
          .excludes = {"--resume"}});
  list_training_fields(
      arguments, "print JSON lines: an object for each epoch, and one of the whole at the end",
      fields);
  fields(arguments.verbose, {.option = "-v,--verbose",
                             .help = "list every file that was repaired, rounded, a copy or live"});
  fields.heading("Files");
  list_corpus_fields(arguments, fields);
  fields(arguments.snapshots,
         {.option = "--snapshots",
          .value = "P,P...",
          .help = "also keep the model as it is after these percentages of the epochs: 10,30,100 "
                  "writes MODEL.at-10.safetensors and so on beside MODEL.safetensors",
          .need = Need::kRare,
          .check = [](const std::string& percentages) {
            const auto wrong = snapshot_percentages(percentages);
            return wrong ? std::string() : wrong.error().message();
          }});
  fields(arguments.half, {.option = "--half",
                          .help = "store the model's parameters in 16 bits: half the size",
                          .need = Need::kRare});
}

}  // namespace

void add_train_command(CLI::App& app, int& exit_code) {
  add_command<TrainArguments>(app, exit_code,
                              {"train", "learn from MIDI files and write a model", kTrainExamples},
                              [](const TrainArguments& arguments) { return train(arguments); });
}

}  // namespace bachprop
