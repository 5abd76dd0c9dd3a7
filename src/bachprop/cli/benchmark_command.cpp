#include <fmt/core.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bachprop/base/json_text.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/interrupt.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/cli/training_options.h"
#include "bachprop/report/text.h"
#include "bachprop/run/published_run.h"
#include "bachprop/train/training_summary.h"

namespace bachprop {
namespace {

struct BenchmarkArguments : TrainingArguments {
  std::string set;
  std::string frame;
  std::filesystem::path data;
  std::filesystem::path output;
  bool force = false;
};

constexpr const char* kBenchmarkExamples =
    R"(Examples:
  bachprop benchmark jsb16
  bachprop benchmark nottingham --data corpora --epochs 40 --seed 2 --json
  bachprop benchmark my-rolls.json --frame 1/4 -o my.safetensors

Trains on the part "train", keeps the epoch that is best on "valid", then measures "test", and sets
published figures beside it. The file: {"train": [...], "valid": [...], "test": [...]}, each a list of
pieces, a piece a list of frames, a frame the list of the MIDI pitches that sound.)";

void print_changes(const std::filesystem::path& file, const std::vector<std::string>& changes) {
  for (const std::string& change : changes) {
    print_wrapped(stderr, "{}: {}\n", printable(file.string()), printable(change));
  }
}

Result<PublishedRequest> benchmark_request(const BenchmarkArguments& arguments) {
  const auto options = TRY(training_options(arguments));
  return PublishedRequest{.set = arguments.set,
                          .frame = arguments.frame,
                          .data = arguments.data,
                          .output = arguments.output,
                          .force = arguments.force,
                          .options = options,
                          .threads = arguments.threads};
}

Result<PublishedOutcome> benchmark_on_terminal(const BenchmarkArguments& arguments) {
  const auto request = TRY(benchmark_request(arguments));
  TerminalWatch terminal;
  PublishedWatch watch;
  terminal.attach_to(watch);
  watch.changes = print_changes;
  watch.begins = [&](const Trainer& trainer) { print_beginning(trainer, arguments); };
  watch.epoch = [&](const EpochRecord& epoch, const TrainOptions& options) {
    if (!arguments.json) {
      terminal.clear();
      print_epoch(epoch, options, /*json=*/false);
    }
  };
  return run_published_benchmark(request, watch);
}

void print_outcome(const ComparisonReport& report, const PublishedOutcome& outcome, bool json) {
  if (json) {
    fmt::print("{}\n", json_text(comparison_json(report), 2));
    return;
  }
  print_wrapped("\n");
  for (const std::string& sentence :
       summarise(report.record, outcome.status, outcome.training_notes)) {
    print_wrapped("{}\n", sentence);
  }
  print_text(stdout, fmt::format("\n{}", comparison_text(report, columns_of(stdout))));
}

// The exit code.
Result<int> benchmark(const BenchmarkArguments& arguments) {
  const auto outcome = TRY(benchmark_on_terminal(arguments));
  if (!outcome.report) {
    print_wrapped(stderr, "{}\n",
                  outcome.stopped && outcome.status != TrainerStatus::kRunning
                      ? "Stopped before all pieces were measured: there are no figures."
                      : "No epoch was done: there is nothing to measure.");
    return outcome.stopped ? kInterruptedExitCode : 1;
  }
  print_outcome(*outcome.report, outcome, arguments.json);
  return outcome.stopped                              ? kInterruptedExitCode
         : outcome.status == TrainerStatus::kDiverged ? 1
                                                      : 0;
}

void list_fields(BenchmarkArguments& arguments, FieldList& fields) {
  fields(arguments.set,
         {.option = "set",
          .help = "jsb16, jsb-quarter, nottingham, or a JSON file of piano rolls with --frame",
          .or_file = true,
          .required = true});
  fields(arguments.frame, {.option = "--frame",
                           .value = "QUARTERS",
                           .help = "how long a frame of the JSON file is, in quarters: 1/4"});
  fields(arguments.data, {.option = "--data",
                          .value = "FOLDER",
                          .help = "folder of the published data",
                          .usual = "$BACHPROP_CORPORA, else corpora"});
  fields(arguments.output, {.option = "-o,--output", .help = "write the model too"});
  list_force_field(arguments.force, "a file", fields);
  list_training_fields(arguments, "print one JSON object, at the end", fields);
  fields.leave_out("--validation");
  fields.leave_out("--end-bias");
}

}  // namespace

void add_benchmark_command(CLI::App& app, int& exit_code) {
  add_command<BenchmarkArguments>(
      app, exit_code,
      {"benchmark", "train on a published benchmark and compare the figures", kBenchmarkExamples},
      [](const BenchmarkArguments& arguments) { return benchmark(arguments); });
}

}  // namespace bachprop
