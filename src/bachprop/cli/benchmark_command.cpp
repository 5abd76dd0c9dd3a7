#include <fmt/core.h>

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bachprop/base/json_text.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/interrupt.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/cli/output_file.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/cli/training_options.h"
#include "bachprop/cli/training_progress.h"
#include "bachprop/report/benchmark_report.h"
#include "bachprop/report/text.h"
#include "bachprop/train/trained_model.h"
#include "bachprop/train/training_summary.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct BenchmarkArguments : TrainingArguments {
  std::string set;
  std::string frame;
  fs::path data;
  fs::path output;
  bool force = false;
};

constexpr const char* kExamples =
    R"(Examples:
  bachprop benchmark jsb16
  bachprop benchmark nottingham --data corpora --epochs 40 --seed 2 --json
  bachprop benchmark my-rolls.json --frame 1/4 -o my.safetensors

Trains on the part "train", keeps the epoch that is best on "valid", then measures "test", and sets
published figures beside it. The file: {"train": [...], "valid": [...], "test": [...]}, each a list of
pieces, a piece a list of frames, a frame the list of the MIDI pitches that sound.)";

// The file of a benchmark and how to read it.
struct Source {
  fs::path file;
  Quarters frame;
  const PublishedBenchmark* published = nullptr;
};

// "1/4", "2".
std::optional<Quarters> quarters_from_text(std::string_view text) {
  constexpr std::int64_t kMost = 1000;
  const auto number = [](std::string_view digits) -> std::optional<std::int64_t> {
    std::int64_t value = 0;
    const char* end = digits.data() + digits.size();
    const auto [stopped, error] = std::from_chars(digits.data(), end, value);
    const bool whole = error == std::errc() && stopped == end && value > 0 && value <= kMost;
    return whole ? std::optional(value) : std::nullopt;
  };
  const std::size_t slash = text.find('/');
  const auto numerator = number(text.substr(0, slash));
  const auto denominator = slash == std::string_view::npos ? std::optional<std::int64_t>(1)
                                                           : number(text.substr(slash + 1));
  return numerator && denominator ? std::optional(Quarters(*numerator, *denominator))
                                  : std::nullopt;
}

fs::path data_folder(const BenchmarkArguments& arguments) {
  const char* corpora = std::getenv("BACHPROP_CORPORA");
  return !arguments.data.empty() ? arguments.data
         : corpora != nullptr    ? fs::path(corpora)
                                 : fs::path("corpora");
}

Result<Source> published_source(const PublishedBenchmark& published,
                                const BenchmarkArguments& arguments) {
  if (!arguments.frame.empty()) {
    return fail(fmt::format("the frames of {} are known", published.name), "leave --frame out");
  }
  const fs::path file = data_folder(arguments) / published.file;
  if (!fs::exists(file)) {
    return fail(
        fmt::format("{} is not there. It comes from {}. Put it there, or name the folder that "
                    "holds {} with --data or in BACHPROP_CORPORA",
                    file.string(), published.origin, published.file));
  }
  return Source{file, published.frame, &published};
}

Result<Source> source_of(const BenchmarkArguments& arguments) {
  if (const PublishedBenchmark* published = find_benchmark(arguments.set)) {
    return published_source(*published, arguments);
  }
  if (!fs::exists(arguments.set)) {
    std::string names;
    for (const PublishedBenchmark& benchmark : published_benchmarks()) {
      names += fmt::format("{}, ", benchmark.name);
    }
    return fail(fmt::format("{} is no benchmark and no file: choose {}or a JSON file with --frame",
                            arguments.set, names));
  }
  if (fs::is_directory(arguments.set)) {
    return fail(fmt::format("{} is a folder: name the JSON file in it, or a benchmark with --data",
                            arguments.set));
  }
  const auto frame = quarters_from_text(arguments.frame);
  if (!frame) {
    return fail_at(
        arguments.set,
        "say how long its frames are: --frame 1/4 for sixteenths, --frame 1 for quarters");
  }
  return Source{arguments.set, *frame, nullptr};
}

// Figures can only be compared on the same data.
Result<void> check_counts(const FrameCorpus& frames, const Source& source) {
  if (source.published == nullptr) {
    return {};
  }
  const FrameCounts train = count_part(frames, FramePart::kTrain);
  const FrameCounts valid = count_part(frames, FramePart::kValid);
  const FrameCounts test = count_part(frames, FramePart::kTest);
  const PublishedBenchmark& known = *source.published;
  if (train == known.train && valid == known.valid && test == known.test) {
    return {};
  }
  const std::vector<std::string> changes = describe(frames.account);
  return fail_at(
      source.file.string(),
      fmt::format("is not the data of {}: {} / {} / {} pieces of {} / {} / {} frames, not {} / {} "
                  "/ {} of {} / {} / {} with the same notes",
                  known.name, train.pieces, valid.pieces, test.pieces, train.frames, valid.frames,
                  test.frames, known.train.pieces, known.valid.pieces, known.test.pieces,
                  known.train.frames, known.valid.frames, known.test.frames),
      fmt::format("get {}, or name this file with --frame to measure it by itself{}", known.origin,
                  changes.empty() ? "" : "; " + changes.front()));
}

Result<FrameCorpus> read_source(const Source& source) {
  auto frames = read_frames(source.file, source.frame);
  if (!frames) {
    return frames;
  }
  TRY(check_counts(*frames, source));
  return frames;
}

void print_changes(const FrameCorpus& frames, const Source& source) {
  for (const std::string& change : describe(frames.account)) {
    print_wrapped(stderr, "{}: {}\n", printable(source.file.string()), printable(change));
  }
}

// The test part is unused: training sees none of its notes.
Split split_of(const FrameCorpus& frames) {
  Split split;
  for (std::size_t i = 0; i < frames.parts.size(); ++i) {
    const FramePart part = frames.parts[i];
    split[frames.corpus.pieces[i].name] = part == FramePart::kTrain   ? SplitPart::kTraining
                                          : part == FramePart::kValid ? SplitPart::kValidation
                                                                      : SplitPart::kUnused;
  }
  return split;
}

// Until training ends or Ctrl-C; the seconds it took.
double run(Trainer& trainer, bool json) {
  const InterruptGuard guard;
  ProgressBar bar("training", static_cast<std::uint64_t>(trainer.notes_in_all()), "",
                  time_left_of(trainer));
  const Clock::time_point began = Clock::now();
  std::size_t printed = 0;
  while (trainer.status() == TrainerStatus::kRunning && !interrupted()) {
    trainer.step();
    for (; !json && printed < trainer.record().epochs.size(); ++printed) {
      bar.clear();
      print_epoch(trainer.record().epochs[printed], trainer.record().options, /*json=*/false);
    }
    bar.show(static_cast<std::uint64_t>(trainer.notes_done()), training_details(trainer));
  }
  return std::chrono::duration<double>(Clock::now() - began).count();
}

Result<FrameLikelihood> measure(const TrainedModel& model, const FrameCorpus& frames, FramePart part) {
  const FrameCounts counts = count_part(frames, part);
  ProgressBar bar("measuring", static_cast<std::uint64_t>(counts.notes + counts.pieces), "notes");
  return measure_part(model.network, model.dictionaries, model.vocabulary, frames, part,
                      [&](std::int64_t done) {
                        bar.show(static_cast<std::uint64_t>(done));
                        return !interrupted();
                      });
}

TrainedModel model_of(const Trainer& trainer, const Source& source) {
  TrainedModel model;
  model.network = trainer.best_network();
  model.dictionaries = trainer.set().dictionaries;
  model.vocabulary = trainer.set().vocabulary;
  if (source.published != nullptr) {
    model.quarters_per_minute = source.published->quarters_per_minute;
  }
  model.record = trainer.record();
  return model;
}

Result<ComparisonReport> measure_parts(const TrainedModel& model, const FrameCorpus& frames) {
  const InterruptGuard guard;
  auto valid = TRY(measure(model, frames, FramePart::kValid));
  auto test = TRY(measure(model, frames, FramePart::kTest));
  ComparisonReport report;
  report.frame = frames.frame;
  report.account = frames.account;
  report.train = count_part(frames, FramePart::kTrain);
  report.valid = std::move(valid);
  report.test = std::move(test);
  report.record = model.record;
  return report;
}

void print(const ComparisonReport& report, TrainerStatus status, std::int64_t notes, bool json) {
  if (json) {
    fmt::print("{}\n", json_text(comparison_json(report), 2));
    return;
  }
  print_wrapped("\n");
  for (const std::string& sentence : summarise(report.record, status, notes)) {
    print_wrapped("{}\n", sentence);
  }
  print_text(stdout, "\n" + comparison_text(report, columns_of(stdout)));
}

// What is learnt from; completes the options.
Result<TrainingSet> make_set(const FrameCorpus& frames, BenchmarkArguments& arguments) {
  const auto options = TRY(training_options(arguments));
  arguments.options = options;
  return split_as_stated(frames.corpus, split_of(frames)).and_then([&](TrainingSet&& split) {
    return complete(std::move(split), frames.corpus, arguments.options);
  });
}

// The exit code.
Result<int> benchmark(BenchmarkArguments arguments) {
  const auto source = TRY(source_of(arguments));
  if (!arguments.output.empty()) {
    const std::vector<fs::path> inputs = {source.file};
    const OutputFile model = {
        .path = arguments.output, .usual_name = "model.safetensors", .force = arguments.force};
    TRY(ready_to_write(model, inputs));
  }
  const auto frames = TRY(read_source(source));
  print_changes(frames, source);
  auto set = TRY(make_set(frames, arguments));
  Trainer trainer(std::move(set), arguments.options, arguments.threads);
  print_beginning(trainer, arguments);
  const double seconds = run(trainer, arguments.json);
  const TrainerStatus status = trainer.status();
  const bool stopped = status == TrainerStatus::kRunning;
  if (trainer.record().best_epoch == 0) {
    print_wrapped(stderr, "No epoch was done: there is nothing to measure.\n");
    return stopped ? kInterruptedExitCode : 1;
  }
  const TrainedModel model = model_of(trainer, source);
  if (!arguments.output.empty()) {
    TRY(save_model(model, arguments.output, if_there(arguments.force)));
  }
  auto report = TRY(measure_parts(model, frames));
  report.file = source.file.string();
  report.published = source.published;
  report.seconds = seconds;
  report.stopped = stopped;
  print(report, status, count_notes(trainer.set().training), arguments.json);
  return stopped ? kInterruptedExitCode : status == TrainerStatus::kDiverged ? 1 : 0;
}

void list_fields(BenchmarkArguments& arguments, FieldList& fields) {
  fields(arguments.set,
         {.option = "set",
          .help = "jsb16, jsb-quarter, nottingham, or a JSON file of piano rolls with --frame",
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
}

}  // namespace

void add_benchmark_command(CLI::App& app, int& exit_code) {
  add_command<BenchmarkArguments>(
      app, exit_code,
      {"benchmark", "train on a published benchmark and compare the figures", kExamples},
      [](const BenchmarkArguments& arguments) { return benchmark(arguments); });
}

}  // namespace bachprop
