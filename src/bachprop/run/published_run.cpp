#include "bachprop/run/published_run.h"

#include <fmt/format.h>

#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <string_view>
#include <system_error>
#include <utility>

#include "bachprop/base/stopwatch.h"
#include "bachprop/base/try.h"
#include "bachprop/run/lesson.h"
#include "bachprop/run/output_file.h"
#include "bachprop/run/training_progress.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

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

fs::path data_folder(const PublishedRequest& request) {
  const char* corpora = std::getenv("BACHPROP_CORPORA");
  return !request.data.empty() ? request.data
         : corpora != nullptr  ? fs::path(corpora)
                               : fs::path("corpora");
}

Result<Source> published_source(const PublishedBenchmark& published,
                                const PublishedRequest& request) {
  if (!request.frame.empty()) {
    return fail(fmt::format("the frames of {} are known", published.name), "leave --frame out");
  }
  const fs::path file = data_folder(request) / published.file;
  if (!fs::exists(file)) {
    return fail(
        fmt::format("{} is not there. It comes from {}. Put it there, or name the folder that "
                    "holds {} with --data or in BACHPROP_CORPORA",
                    file.string(), published.origin, published.file));
  }
  return Source{file, published.frame, &published};
}

Result<Source> source_of(const PublishedRequest& request) {
  if (const PublishedBenchmark* published = find_benchmark(request.set)) {
    return published_source(*published, request);
  }
  if (!fs::exists(request.set)) {
    std::string names;
    for (const PublishedBenchmark& benchmark : published_benchmarks()) {
      names += fmt::format("{}, ", benchmark.name);
    }
    return fail(fmt::format("{} is no benchmark and no file: choose {}or a JSON file with --frame",
                            request.set, names));
  }
  if (fs::is_directory(request.set)) {
    return fail(fmt::format("{} is a folder: name the JSON file in it, or a benchmark with --data",
                            request.set));
  }
  const auto frame = quarters_from_text(request.frame);
  if (!frame) {
    return fail_at(
        request.set,
        "say how long its frames are: --frame 1/4 for sixteenths, --frame 1 for quarters");
  }
  return Source{request.set, *frame, nullptr};
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

// Until training ends or is stopped; the seconds it took.
double train_to_the_end(Trainer& trainer, const PublishedWatch& watch) {
  const Stage stage(watch, training_activity(trainer));
  const Stopwatch clock;
  std::size_t told = 0;
  while (trainer.status() == TrainerStatus::kRunning && !watch.wants_stop()) {
    trainer.step();
    for (; told < trainer.record().epochs.size(); ++told) {
      if (watch.epoch) {
        watch.epoch(trainer.record().epochs[told], trainer.record().options);
      }
    }
    stage.show(static_cast<std::uint64_t>(trainer.notes_done()), training_details(trainer));
  }
  return clock.seconds();
}

Result<FrameLikelihood> measure_frames(const TrainedModel& model, const FrameCorpus& frames,
                                       FramePart part, const Watch& watch) {
  const FrameCounts counts = count_part(frames, part);
  const Stage stage(watch, {.label = "measuring",
                            .total = static_cast<std::uint64_t>(counts.notes + counts.pieces),
                            .unit = "notes"});
  return measure_part(model.network, model.dictionaries,
                      {.vocabulary = model.vocabulary,
                       .metres = {},
                       .chord_orders = model.record.options.chord_orders},
                      frames, part, [&](std::int64_t done) {
                        stage.show(static_cast<std::uint64_t>(done));
                        return !watch.wants_stop();
                      });
}

TrainedModel benchmark_model(const Trainer& trainer, const Source& source) {
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

Result<ComparisonReport> measure_parts(const TrainedModel& model, const FrameCorpus& frames,
                                       const Source& source, const Watch& watch) {
  ComparisonReport report;
  report.file = source.file.string();
  report.frame = frames.frame;
  report.account = frames.account;
  report.train = count_part(frames, FramePart::kTrain);
  report.valid = TRY(measure_frames(model, frames, FramePart::kValid, watch));
  report.test = TRY(measure_frames(model, frames, FramePart::kTest, watch));
  report.record = model.record;
  report.published = source.published;
  return report;
}

Result<void> check_benchmark_output(const PublishedRequest& request, const Source& source) {
  const std::vector<fs::path> inputs = {source.file};
  return request.output.empty() ? Result<void>()
                                : ready_to_write({.path = request.output,
                                                  .usual_name = "model.safetensors",
                                                  .force = request.force},
                                                 inputs);
}

Result<Lesson> frame_lesson(const FrameCorpus& frames, const TrainOptions& options) {
  auto split = TRY(split_as_stated(frames.corpus, split_of(frames)));
  return complete(std::move(split), frames.corpus, options);
}

}  // namespace

Result<PublishedOutcome> run_published_benchmark(const PublishedRequest& request,
                                                 const PublishedWatch& watch) {
  const auto source = TRY(source_of(request));
  TRY(check_benchmark_output(request, source));
  const auto frames = TRY(read_source(source));
  if (watch.changes) {
    watch.changes(source.file, describe(frames.account));
  }
  auto lesson = TRY(frame_lesson(frames, request.options));
  Trainer trainer(std::move(lesson.set), lesson.options, request.threads);
  if (watch.begins) {
    watch.begins(trainer);
  }
  const double seconds = train_to_the_end(trainer, watch);
  PublishedOutcome outcome{.status = trainer.status(),
                           .training_notes = count_notes(trainer.set().training),
                           .stopped = trainer.status() == TrainerStatus::kRunning};
  if (trainer.record().best_epoch == 0) {
    return outcome;
  }
  const TrainedModel model = benchmark_model(trainer, source);
  if (!request.output.empty()) {
    TRY(save_model(model, request.output, if_there(request.force)));
  }
  // A wish that ended the training does not end the measuring too.
  Watch measuring{.progress = watch.progress};
  if (!outcome.stopped) {
    measuring.stop = [&] { return outcome.stopped = outcome.stopped || watch.wants_stop(); };
  }
  auto report = measure_parts(model, frames, source, measuring);
  if (!report && outcome.stopped) {
    return outcome;
  }
  outcome.report = TRY(std::move(report));
  outcome.report->seconds = seconds;
  outcome.report->stopped = outcome.stopped;
  return outcome;
}

}  // namespace bachprop
