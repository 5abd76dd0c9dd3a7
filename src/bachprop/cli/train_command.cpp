#include <fmt/chrono.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
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
#include "bachprop/report/training_forecast.h"
#include "bachprop/run/pieces_folder.h"
#include "bachprop/run/training_run.h"
#include "bachprop/train/training_summary.h"

namespace bachprop {
namespace {

using Json = nlohmann::json;

// "14:05", with the day of the week where it is far off.
std::string time_of_day_in(double seconds) {
  constexpr double kSoon = 20 * 3600.0;
  const auto then = std::chrono::system_clock::now() +
                    std::chrono::duration_cast<std::chrono::system_clock::duration>(
                        std::chrono::duration<double>(seconds));
  return fmt::format(fmt::runtime(seconds < kSoon ? "{:%H:%M}" : "{:%a %H:%M}"),
                     fmt::localtime(std::chrono::system_clock::to_time_t(then)));
}

struct TrainArguments : TrainingArguments, CorpusSource {
  std::filesystem::path output = "model.safetensors";
  std::string from;       // a style or a model
  std::string snapshots;  // "10,30,100"
  std::optional<double> minutes;
  std::optional<double> listen;  // seconds
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
  bachprop train my-folder -o my.safetensors --minutes 2   as well as it can in two minutes
  bachprop train my-folder -o my.safetensors --minutes 10 --listen 30    and hear it learn
  bachprop train my-tunes -o my.safetensors --from nottingham    where there are few files
  bachprop train corpus.safetensors --epochs 100 --seed 7
  bachprop generate --model my.safetensors -o out          then compose
  bachprop train my-folder -o my.safetensors --snapshots 10,30,100    keep it as it was on the way

Beside the model stand its learning curves, my.curves.jsonl and my.curves.html, and
my.checkpoint.safetensors, from which --resume goes on: with more --epochs also after the end.
While it learns, my.lock keeps other trainings away from these files.
Where a training stands already, finished or not, none begins anew without --restart; then the old
files stay until the new training has done an epoch.
A snapshot, my.at-10.safetensors, is the model at the end of that epoch, good or bad, while
my.safetensors is the one with the best validation; its endings are made as frequent in the same
way, so that its pieces are as long. Resumed with --snapshots, epochs that are over leave none.

With --minutes, the learning rate falls to 0 at the end of that time: the first steps show how many
fit into it on this machine, and where it becomes slower or faster that is decided anew. What was
decided is in the model and printed at the end, as --step-plan, which gives the same model again,
at any speed. --resume goes on for the part of the time that was left. All of the time is used:
--patience is 0 unless it is stated.
The pieces of --listen are named after the time: my-heard/00h00m30s.mid is composed after half a
minute. All draw from the same chance, so that they differ by what was learnt in between.)";

// Into a folder that is not there yet: "folk-pieces" beside "folk.safetensors".
std::string generate_command(const TrainArguments& arguments) {
  return fmt::format("{} generate --model {} -o {}", program_as_called(),
                     shell_word(arguments.output.string()),
                     shell_word(first_free_folder(beside(arguments.output, "-pieces")).string()));
}

// The words, and what --minutes may have decided of the network and the pieces.
std::vector<std::string> with_decisions(std::vector<std::string> words,
                                        const TrainArguments& arguments,
                                        const TrainOptions& options) {
  const auto add = [&](const char* option, auto value, auto usual) {
    if (value != usual && !arguments.stated.has(option)) {
      words.insert(words.end(), {option, fmt::format("{}", value)});
    }
  };
  const TrainOptions usual = preset_options(arguments.preset).value();
  add("--hidden", options.hidden, usual.hidden);
  add("--readout-hidden", options.readout_hidden, usual.readout_hidden);
  add("--dropout", options.dropout, usual.dropout);
  add("--readings", options.readings, usual.readings);
  add("--validation-pieces", options.validation_pieces, usual.validation_pieces);
  return words;
}

// The same of the bias of endings, and of the precision, which another machine may not have.
std::vector<std::string> with_end_bias_and_precision(std::vector<std::string> words,
                                                     const TrainArguments& arguments,
                                                     const TrainOptions& options) {
  words.insert(words.end(), {"--precision", std::string(name_of(options.precision))});
  if (options.end_bias && !arguments.stated.has("--end-bias")) {
    words.insert(words.end(), {"--end-bias", fmt::format("{}", *options.end_bias)});
  }
  return words;
}

// Whether the size of the network is left to the program.
bool leaves_the_size(const TrainArguments& arguments) {
  constexpr std::array<const char*, 5> kOfTheSize = {"--layers", "--hidden", "--readout-hidden",
                                                     "--cell", "--context"};
  return arguments.preset == kPresets.front() &&
         std::ranges::none_of(kOfTheSize,
                              [&](const char* option) { return arguments.stated.has(option); });
}

// The same training, twice as long. Without snapshots: they would be those of other epochs under
// the names of the old ones.
std::string longer_command(const TrainArguments& arguments, const TrainOptions& options) {
  return command_again(
      *arguments.command,
      {"--epochs", "--minutes", "--step-plan", "--snapshots", "--resume", "--restart"},
      with_decisions({"--epochs", fmt::format("{}", 2 * options.epochs), "--resume"}, arguments,
                     options));
}

// The same model without a clock, beside the one that is there.
std::string command_without_clock(const TrainArguments& arguments, const TrainOptions& options) {
  const std::string output = beside(arguments.output, "-again.safetensors").string();
  return command_again(
      *arguments.command,
      {"--minutes", "--listen", "--output", "--precision", "--resume", "--restart"},
      with_end_bias_and_precision(
          with_decisions({"-o", output, "--step-plan", options.step_plan}, arguments, options),
          arguments, options));
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
    print_command(stdout,
                  "Learn on, twice as long in all:", longer_command(arguments, record.options));
  }
  if (arguments.minutes && outcome.status != TrainerStatus::kRunning &&
      outcome.status != TrainerStatus::kDiverged) {
    print_command(stdout, "The same model again, on a machine of any speed:",
                  command_without_clock(arguments, record.options));
  }
}

Json outcome_json(const TrainingOutcome& outcome, const TrainArguments& arguments) {
  const TrainOptions& options = outcome.record.options;
  return {{"summary", outcome.summary()},
          {"best_epoch", outcome.record.best_epoch},
          {"seconds", outcome.seconds},
          {"notes_per_second", outcome.notes_per_second},
          {"step_plan", options.step_plan},
          {"readings", options.readings},
          {"hidden", options.hidden},
          {"readout_hidden", options.readout_hidden},
          {"validation_pieces", options.validation_pieces},
          {"end_bias", options.end_bias ? Json(*options.end_bias) : Json(nullptr)},
          {"precision", name_of(options.precision)},
          {"heard", outcome.heard.empty() ? Json(nullptr) : Json(outcome.heard.string())},
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

void print_heard(const HeardPiece& piece, double interval) {
  if (piece.first) {
    print_wrapped(stderr, "Every {} it composes a piece into {}, to hear it learn.\n",
                  stated_time(interval), piece.file.parent_path().string());
  }
  print_wrapped(stderr, "{}: {}, after {}\n", piece.file.string(), counted(piece.notes, "note"),
                counted(piece.epochs, "epoch"));
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
  watch.forecast = [&](const TrainingForecast& forecast) {
    terminal.clear();
    print_wrapped(stderr, "{}\n", forecast_text(forecast, time_of_day_in(forecast.seconds)));
  };
  watch.heard = [&](const HeardPiece& piece) {
    terminal.clear();
    print_heard(piece, *arguments.listen);
  };
  watch.not_heard = [&](const Error& error) {
    terminal.clear();
    print_wrapped(stderr, "No more pieces to listen to meanwhile: {}\n", error.message());
  };
  watch.epoch = [&](const EpochRecord& epoch, const TrainOptions& options) {
    terminal.clear();
    print_epoch(epoch, options, arguments.json);
  };
  watch.can_be_heard = [&] {
    if (!arguments.json && !arguments.listen) {
      terminal.clear();
      print_command(stderr,
                    "It learns on, and gets better; what it can do so far can be heard meanwhile, "
                    "in another terminal:",
                    generate_command(arguments));
    }
  };
  return watch;
}

// What was not stated suits a network that has learnt before.
TrainOptions heir_options(TrainOptions options, const StatedOptions& stated) {
  constexpr double kLearningRate = 3e-4;
  constexpr int kSteps = 300;
  if (!stated.has("--lr")) {
    options.learning_rate = kLearningRate;
  }
  if (!stated.has("--steps")) {
    options.steps = kSteps;
  }
  return options;
}

Result<TrainingRequest> training_request(const TrainArguments& arguments) {
  auto options = TRY(training_options(arguments));
  if (arguments.minutes && !arguments.stated.has("--patience")) {
    options.patience = 0;  // all of the time is used
  }
  if (!arguments.from.empty()) {
    options = heir_options(options, arguments.stated);
  }
  auto percentages = TRY(snapshot_percentages(arguments.snapshots));
  return TrainingRequest{
      .source = static_cast<const CorpusSource&>(arguments),
      .options = options,
      .from = arguments.from,
      .output = arguments.output,
      .snapshots = std::move(percentages),
      .half = arguments.half,
      .resume = arguments.resume,
      .restart = arguments.restart,
      .threads = arguments.threads,
      .minutes = arguments.minutes.value_or(0),
      .may_be_smaller = arguments.from.empty() && leaves_the_size(arguments),
      .may_drop_more = arguments.from.empty() && !arguments.stated.has("--dropout"),
      .may_read_often = !arguments.stated.has("--readings"),
      .may_measure_less = !arguments.stated.has("--validation-pieces"),
      .listen = arguments.listen.value_or(0)};
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
  fields(arguments.from,
         {.option = "--from",
          .value = "MODEL",
          .help = "go on from what a model has learnt, chorales, nottingham or one of your own, "
                  "instead of from nothing; its licence holds for the new one",
          .advice = "Where there are few files like those that it learnt from. Unless stated, it "
                    "takes 300 steps at a learning rate of 0.0003.",
          .excludes = {"--preset", "--layers", "--hidden", "--cell", "--context",
                       "--readout-hidden", "--rhythm-augmentation"}});
  fields(arguments.resume, {.option = "--resume",
                            .help = "go on where the last run with this -o stopped",
                            .excludes = {"--restart"}});
  fields(arguments.restart,
         {.option = "--restart",
          .help = "begin anew where a training stands, finished or not, and lose "
                  "that one",
          .excludes = {"--resume"}});
  constexpr double kMostMinutes = 100'000;
  fields(arguments.minutes,
         {.option = "--minutes",
          .help = "train for so long, reading and writing included: as many steps as fit into it "
                  "on this machine",
          .advice = "2 for a first impression. It says beforehand how many epochs that makes.",
          .limits = above(0, kMostMinutes),
          .excludes = {"--epochs", "--steps", "--step-plan"}});
  constexpr double kMostSeconds = 1e6;
  fields(arguments.listen,
         {.option = "--listen",
          .value = "SECONDS",
          .help = "compose a piece every so many seconds meanwhile, into the folder MODEL-heard "
                  "beside MODEL.safetensors, so that one hears it learn",
          .limits = between(1, kMostSeconds)});
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
