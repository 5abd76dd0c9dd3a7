#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/base/json_text.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/command_line.h"
#include "bachprop/cli/file_report.h"
#include "bachprop/cli/interrupt.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/cli/output_file.h"
#include "bachprop/cli/pieces_folder.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/standard_output.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/cli/training_corpus.h"
#include "bachprop/cli/training_lock.h"
#include "bachprop/cli/training_options.h"
#include "bachprop/cli/training_progress.h"
#include "bachprop/cli/training_snapshots.h"
#include "bachprop/corpus/collect.h"
#include "bachprop/generate/ending.h"
#include "bachprop/render/report_page.h"
#include "bachprop/report/text.h"
#include "bachprop/train/checkpoint.h"
#include "bachprop/train/trained_model.h"
#include "bachprop/train/trainer.h"
#include "bachprop/train/training_summary.h"

namespace bachprop {
namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::json;

struct TrainArguments : TrainingArguments, CorpusArguments {
  std::filesystem::path output = "model.safetensors";
  std::string snapshots;  // "10,30,100"
  bool half = false;
  bool resume = false;
  bool restart = false;
  bool verbose = false;
  const CLI::App* command = nullptr;  // as it was given, for advice on how to go on
};

constexpr const char* kExamples =
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

// Once they are encoded, training needs of the pieces only what stands beside the notes; the notes
// of a large corpus would take more memory than all the rest.
void release_notes(Corpus& corpus) {
  for (Piece& piece : corpus.pieces) {
    // An assigned {} would keep the memory.
    std::exchange(piece.score.notes, {});
    std::exchange(piece.score.voices, {});
  }
}

LineSeries series_of(const TrainingRecord& record, const std::string& name,
                     double (*value)(const EpochRecord&)) {
  LineSeries series;
  series.name = name;
  for (const EpochRecord& epoch : record.epochs) {
    series.x.push_back(epoch.epoch);
    series.y.push_back(value(epoch));
  }
  return series;
}

// Loss and accuracy of dT, T and P, training and validation, over the epochs.
Report curves_report(const TrainingRecord& record, const std::vector<std::string>& summary) {
  Report report;
  report.title = "Learning curves";
  for (const std::string& sentence : summary) {
    report.items.emplace_back(Paragraph{sentence});
  }
  report.items.emplace_back(LineChart{
      "Loss, dT + T + P",
      "epoch",
      "nats a note",
      {series_of(record, "training", [](const EpochRecord& e) { return e.training.sum(); }),
       series_of(record, "validation", [](const EpochRecord& e) { return e.validation.sum(); })}});
  report.items.emplace_back(LineChart{
      "Loss of each part of a note",
      "epoch",
      "nats a note",
      {series_of(record, "dT training", [](const EpochRecord& e) { return e.training.nats[0]; }),
       series_of(record, "dT validation",
                 [](const EpochRecord& e) { return e.validation.nats[0]; }),
       series_of(record, "T training", [](const EpochRecord& e) { return e.training.nats[1]; }),
       series_of(record, "T validation", [](const EpochRecord& e) { return e.validation.nats[1]; }),
       series_of(record, "P training", [](const EpochRecord& e) { return e.training.nats[2]; }),
       series_of(record, "P validation",
                 [](const EpochRecord& e) { return e.validation.nats[2]; })}});
  report.items.emplace_back(LineChart{
      "Accuracy of each part of a note",
      "epoch",
      "share guessed right",
      {series_of(record, "dT training",
                 [](const EpochRecord& e) { return e.training.accuracy[0]; }),
       series_of(record, "dT validation",
                 [](const EpochRecord& e) { return e.validation.accuracy[0]; }),
       series_of(record, "T training", [](const EpochRecord& e) { return e.training.accuracy[1]; }),
       series_of(record, "T validation",
                 [](const EpochRecord& e) { return e.validation.accuracy[1]; }),
       series_of(record, "P training", [](const EpochRecord& e) { return e.training.accuracy[2]; }),
       series_of(record, "P validation",
                 [](const EpochRecord& e) { return e.validation.accuracy[2]; })}});
  return report;
}

std::string curves_as_json_lines(const TrainingRecord& record) {
  std::string lines;
  for (const EpochRecord& epoch : record.epochs) {
    lines += json_text(to_json(epoch)) + "\n";
  }
  return lines;
}

PassageHashes passages_of(const TrainingSet& set) {
  std::vector<Score> scores;
  for (const EncodedPiece& piece : set.training) {
    scores.push_back(decode(piece.notes, set.dictionaries));
  }
  std::vector<std::span<const Note>> notes;
  for (const Score& score : scores) {
    notes.emplace_back(score.notes);
  }
  return passage_hashes(notes);
}

std::filesystem::path checkpoint_path(const TrainArguments& arguments) {
  return beside(arguments.output, ".checkpoint.safetensors");
}

// Also a link that leads nowhere.
bool is_there(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(std::filesystem::symlink_status(path, ignored));
}

std::vector<std::filesystem::path> curves_paths(const TrainArguments& arguments) {
  return {beside(arguments.output, ".curves.jsonl"), beside(arguments.output, ".curves.html")};
}

// What stands where this training would write, an earlier model if there is one.
std::optional<std::filesystem::path> earlier_file(const TrainArguments& arguments) {
  std::vector<std::filesystem::path> files = curves_paths(arguments);
  files.insert(files.begin(), {arguments.output, checkpoint_path(arguments)});
  const auto first = std::ranges::find_if(files, is_there);
  return first == files.end() ? std::nullopt : std::optional(*first);
}

Result<CheckpointProgress> progress_so_far(const TrainArguments& arguments) {
  const std::string path = checkpoint_path(arguments).string();
  return read_file(path).and_then(
      [&](const auto& bytes) { return checkpoint_progress(bytes, path); });
}

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

// A training run with its files.
class TrainingRun {
 public:
  TrainingRun(Trainer& trainer, const Corpus& corpus, const TrainArguments& arguments,
              std::vector<Snapshot> snapshots)
      : trainer_(trainer),
        corpus_(corpus),
        arguments_(arguments),
        snapshots_(std::move(snapshots)),
        replaces_(arguments.restart && earlier_file(arguments).has_value()),
        began_(Clock::now()),
        passages_(passages_of(trainer.set())) {}

  // Until training ends or Ctrl-C.
  Result<void> run() {
    const InterruptGuard guard;
    ProgressBar bar("training", static_cast<std::uint64_t>(trainer_.notes_in_all()), "",
                    time_left_of(trainer_));
    const std::int64_t notes_before = trainer_.notes_done();
    TRY(save());
    std::size_t printed = trainer_.record().epochs.size();
    while (trainer_.status() == TrainerStatus::kRunning && !interrupted()) {
      trainer_.step();
      for (; printed < trainer_.record().epochs.size(); ++printed) {
        bar.clear();
        print_epoch(trainer_.record().epochs[printed], trainer_.record().options, arguments_.json);
        TRY(save_snapshots());
      }
      notes_per_second_ = as_double(trainer_.notes_done() - notes_before) / seconds_since(began_);
      bar.show(static_cast<std::uint64_t>(trainer_.notes_done()),
               training_details(trainer_, notes_per_second_));
      if (seconds_since(saved_) > kSecondsBetweenCheckpoints || is_first_to_hear()) {
        TRY(save());
        say_that_one_can_listen(bar);
      }
    }
    seconds_ = seconds_since(began_);
    return calibrate().and_then([&] { return save(); });
  }

  [[nodiscard]] std::span<const Snapshot> snapshots() const { return snapshots_; }
  // Whether the files of an earlier training are still there: they stay, all of them, until there
  // is a better model than chance to replace theirs.
  [[nodiscard]] bool left_the_earlier() const {
    return replaces_ && trainer_.record().best_epoch == 0;
  }
  [[nodiscard]] double seconds() const { return seconds_; }
  [[nodiscard]] double notes_per_second() const { return notes_per_second_; }

 private:
  static constexpr double kSecondsBetweenCheckpoints = 10;

  // Whether there is a model worth hearing, and this has not been said.
  [[nodiscard]] bool is_first_to_hear() const {
    return !told_ && trainer_.record().best_epoch > 0 &&
           trainer_.status() == TrainerStatus::kRunning;
  }

  // Once the model is written.
  void say_that_one_can_listen(ProgressBar& bar) {
    if (is_first_to_hear() && !arguments_.json) {
      bar.clear();
      print_command(stderr,
                    "It learns on, and gets better; what it can do so far can be heard meanwhile, "
                    "in another terminal:",
                    generate_command(arguments_));
    }
    told_ = true;
  }

  static double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
  }

  // A network that sees the music is choosy about where to end: once trained, it is made to end as
  // soon as the training pieces do.
  Result<void> calibrate() {
    const TrainerStatus status = trainer_.status();
    if (status == TrainerStatus::kRunning || status == TrainerStatus::kDiverged) {
      return {};
    }
    return end_bias_of(trained_model(trainer_, corpus_)).map([&](double bias) {
      end_bias_ = bias;
    });
  }

  Result<double> end_bias_of(const TrainedModel& model) const {
    if (trainer_.set().vocabulary.kind() != ContextKind::kMusic) {
      return 0.0;
    }
    std::vector<std::size_t> lengths;
    for (const EncodedPiece& piece : trainer_.set().training) {
      lengths.push_back(piece.notes.size());
    }
    const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
    std::nth_element(lengths.begin(), middle, lengths.end());
    return calibrate_ending(model, as_int(*middle), arguments_.threads);
  }

  // A file of this run replaces the one that it wrote before. What others wrote, also while this
  // run was at work, it replaces only where the user said so.
  Result<void> put(const std::filesystem::path& path, std::span<const std::byte> bytes) {
    const bool replaces = arguments_.resume || arguments_.restart || own_.contains(path);
    return write_file(path, bytes, if_there(replaces)).map([&] {
      own_.insert(path);
      if (replaces_ && own_.size() == 1) {
        remove_snapshots_of_the_earlier();
      }
    });
  }

  // They are lost with their training; nor shall they be taken for those of a plan to go on with.
  void remove_snapshots_of_the_earlier() const {
    for (const Snapshot& snapshot : snapshots_) {
      std::error_code ignored;
      if (!own_.contains(snapshot.path)) {
        std::filesystem::remove(snapshot.path, ignored);
      }
    }
  }

  Result<void> write(TrainedModel model, double end_bias, const std::filesystem::path& path) {
    if (arguments_.half) {
      round_to_bfloat16(model);
    }
    model.end_bias = end_bias;
    model.passages = passages_;
    return put(path, model_bytes(model));
  }

  // Those of the epoch that has just ended. Before the next checkpoint, so that none is missing
  // where a training goes on from it.
  Result<void> save_snapshots() {
    const int epoch = trainer_.record().epochs.back().epoch;
    const auto due = std::ranges::count(snapshots_, epoch, &Snapshot::epoch);
    if (due == 0 || trainer_.status() == TrainerStatus::kDiverged) {
      return {};
    }
    const TrainedModel model = newest_model(trainer_, corpus_);
    const auto end_bias = TRY(end_bias_of(model));
    Result<void> saved;
    for (const Snapshot& snapshot : snapshots_) {
      if (snapshot.epoch == epoch && saved) {
        saved = write(model, end_bias, snapshot.path);
      }
    }
    return saved;
  }

  // The model as good as it is, its curves, and the checkpoint to go on from.
  Result<void> save() {
    saved_ = Clock::now();
    if (left_the_earlier()) {
      return {};
    }
    const TrainingRecord& record = trainer_.record();
    const auto summary = summarise(record, trainer_.status(), count_notes(trainer_.set().training));
    return put(checkpoint_path(arguments_), trainer_.checkpoint_bytes())
        .and_then(
            [&] { return write(trained_model(trainer_, corpus_), end_bias_, arguments_.output); })
        .and_then([&] {
          return put(beside(arguments_.output, ".curves.jsonl"),
                     as_bytes_of(curves_as_json_lines(record)));
        })
        .and_then([&] {
          return put(beside(arguments_.output, ".curves.html"),
                     as_bytes_of(render_report(curves_report(record, summary))));
        });
  }

  Trainer& trainer_;
  const Corpus& corpus_;
  const TrainArguments& arguments_;
  std::vector<Snapshot> snapshots_;
  bool replaces_;                        // an earlier training
  std::set<std::filesystem::path> own_;  // files that this run wrote
  Clock::time_point began_;
  Clock::time_point saved_;
  double seconds_ = 0;
  double notes_per_second_ = 0;
  double end_bias_ = 0;
  bool told_ = false;  // that one can listen
  PassageHashes passages_;
};

// What an earlier training left is not overwritten by a slip of the hand.
Result<void> refuse_to_lose_a_training(const TrainArguments& arguments) {
  const auto earlier = earlier_file(arguments);
  if (arguments.resume || arguments.restart || !earlier) {
    return {};
  }
  const auto path = checkpoint_path(arguments).string();
  const auto progress = progress_so_far(arguments);
  if (!progress) {
    return fail(fmt::format("{} is there already: choose another -o, or replace it with --restart",
                            earlier->string()));
  }
  if (progress->finished) {
    return fail(
        fmt::format("{} holds a finished training ({}): choose another -o, go on with "
                    "--resume and more --epochs, or lose it and its model with --restart",
                    path, counted(static_cast<std::uint64_t>(progress->epochs_done), "epoch")));
  }
  return fail(
      fmt::format("{} holds an unfinished training ({} of {} epochs done): go on with "
                  "--resume, lose it with --restart, or choose another -o",
                  path, progress->epochs_done, progress->epochs));
}

Result<void> resume_if_asked(Trainer& trainer, const TrainArguments& arguments) {
  const auto path = checkpoint_path(arguments);
  if (!arguments.resume) {
    return {};
  }
  const auto bytes = read_file(path);
  if (!bytes) {
    return fail(bytes.error().message(),
                fmt::format("there is nothing to resume, {}",
                            earlier_file(arguments) ? "begin anew with --restart in place of "
                                                      "--resume"
                                                    : "leave --resume out"));
  }
  return trainer.restore(*bytes, path.string());
}

// Not one whose loss is no number.
int epochs_worth_keeping(const Trainer& trainer) {
  return as_int(trainer.record().epochs.size()) -
         (trainer.status() == TrainerStatus::kDiverged ? 1 : 0);
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

std::string what_was_written(const TrainingRun& run, const TrainArguments& arguments) {
  if (run.left_the_earlier()) {
    return fmt::format("Nothing was written: what stands at {} is still the earlier training",
                       arguments.output.string());
  }
  return fmt::format("Model: {}; learning curves: {}", arguments.output.string(),
                     beside(arguments.output, ".curves.html").string());
}

// What to do after a training that was stopped before its end.
void print_how_to_go_on(const TrainingRun& run, const TrainArguments& arguments) {
  if (run.left_the_earlier()) {
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
void print_what_next(const Trainer& trainer, const TrainArguments& arguments) {
  const TrainingRecord& record = trainer.record();
  print_wrapped("\n");
  if (record.best_epoch > 0) {
    print_command(stdout, "Compose with it:", generate_command(arguments));
  }
  if (trainer.status() == TrainerStatus::kDiverged) {
    print_command(stderr, "Begin anew with a lower learning rate:",
                  command_again(*arguments.command, {"--lr", "--resume", "--restart"},
                                {"--lr", fmt::format("{:g}", record.options.learning_rate / 4),
                                 "--restart"}));
  }
  if (trainer.status() == TrainerStatus::kAllEpochsDone && is_still_improving(record)) {
    print_command(stdout, "Learn on, twice as long in all:",
                  longer_command(arguments, record.options.epochs));
  }
}

void print_end(const Trainer& trainer, const TrainingRun& run, const TrainArguments& arguments) {
  const bool stopped = trainer.status() == TrainerStatus::kRunning;
  const int done = epochs_worth_keeping(trainer);
  const auto summary =
      summarise(trainer.record(), trainer.status(), count_notes(trainer.set().training));
  if (arguments.json) {
    fmt::print(
        "{}\n",
        json_text(Json{
            {"summary", summary},
            {"best_epoch", trainer.record().best_epoch},
            {"seconds", run.seconds()},
            {"notes_per_second", run.notes_per_second()},
            {"stopped", stopped},
            {"snapshots", snapshots_json(run.snapshots(), done)},
            {"model", run.left_the_earlier() ? Json(nullptr) : Json(arguments.output.string())}}));
  } else {
    print_wrapped("\n");
    for (const std::string& sentence : summary) {
      print_wrapped("{}\n", sentence);
    }
    print_wrapped("{:.1f} s, {:.0f} notes/s. {}\n", run.seconds(), run.notes_per_second(),
                  what_was_written(run, arguments));
  }
  if (const auto unreached = unreached_snapshots(run.snapshots(), done);
      !stopped && !unreached.empty()) {
    print_wrapped(stderr, "{}\n", unreached);
  }
  flush_output();
  if (stopped) {
    print_how_to_go_on(run, arguments);
  }
  if (!arguments.json && !run.left_the_earlier()) {
    print_what_next(trainer, arguments);
  }
}

// After a training that was over before it was gone on with.
void print_that_it_was_over(const Trainer& trainer, const TrainingRun& run,
                            const TrainArguments& arguments) {
  const auto epochs = static_cast<std::uint64_t>(trainer.record().epochs.size());
  if (trainer.status() == TrainerStatus::kAllEpochsDone) {
    print_wrapped("Nothing is left to learn: all {} are done; give more with --epochs.\n",
                  counted(epochs, "epoch"));
  } else {
    print_wrapped("Nothing is left to learn: training ended after {}.\n", counted(epochs, "epoch"));
  }
  print_wrapped("{}\n", what_was_written(run, arguments));
}

Result<void> check_outputs(const TrainArguments& arguments, const std::vector<int>& percentages) {
  std::vector<std::filesystem::path> inputs = arguments.paths;
  inputs.push_back(arguments.split);
  auto fine = check_output(arguments.output, inputs, "model.safetensors");
  for (const Snapshot& snapshot : planned_snapshots(percentages, 1, arguments.output)) {
    fine = fine.and_then([&] { return check_output(snapshot.path, inputs, "model.safetensors"); });
  }
  return fine;
}

// An error where there is a file of another kind than describe_file calls "a trained model" or the
// like; a link to one will do.
Result<void> refuse_other_kinds(const std::filesystem::path& path, std::string_view kind,
                                const char* name_of_kind) {
  std::error_code ignored;
  if (!is_there(path) ||
      describe_file(std::filesystem::canonical(path, ignored)).starts_with(kind)) {
    return {};
  }
  return fail(fmt::format("{} is there already, and it is not a {} ({}): choose another -o",
                          path.string(), name_of_kind, describe_file(path)));
}

// Curves and snapshots belong to the model or the checkpoint beside them.
Result<void> refuse_files_without_training(const TrainArguments& arguments,
                                           const std::vector<Snapshot>& snapshots) {
  if (is_there(arguments.output) || is_there(checkpoint_path(arguments))) {
    return {};
  }
  std::vector<std::filesystem::path> files = curves_paths(arguments);
  std::ranges::transform(snapshots, std::back_inserter(files), &Snapshot::path);
  const auto taken = std::ranges::find_if(files, is_there);
  return taken == files.end()
             ? Result<void>()
             : fail(fmt::format("{} is there already, without a training ({}): choose another -o",
                                taken->string(), describe_file(*taken)));
}

// --restart replaces trainings, and nothing else.
Result<void> refuse_to_lose_another_file(const TrainArguments& arguments,
                                         const std::vector<int>& percentages) {
  if (arguments.resume) {
    return {};
  }
  const auto snapshots = planned_snapshots(percentages, 1, arguments.output);
  auto fine = refuse_other_kinds(arguments.output, "a trained model", "model").and_then([&] {
    return refuse_other_kinds(checkpoint_path(arguments), "the checkpoint of a training",
                              "checkpoint");
  });
  for (const Snapshot& snapshot : snapshots) {
    fine = fine.and_then(
        [&] { return refuse_other_kinds(snapshot.path, "a trained model", "model"); });
  }
  return fine.and_then([&] { return refuse_files_without_training(arguments, snapshots); });
}

// A longer plan has other epochs under the names of the snapshots so far.
Result<void> refuse_to_lose_snapshots(const TrainArguments& arguments,
                                      const std::vector<int>& percentages) {
  if (!arguments.resume || percentages.empty()) {
    return {};
  }
  const auto progress = progress_so_far(arguments);
  return progress ? keep_other_models(
                        planned_snapshots(percentages, arguments.options.epochs, arguments.output),
                        progress->epochs_done)
                  : Result<void>();  // what is wrong is said when it is restored
}

// The place of the training, which no other one may use until it ends.
Result<TrainingLock> take_place(const TrainArguments& arguments,
                                const std::vector<int>& percentages) {
  return check_outputs(arguments, percentages)
      .and_then([&] { return refuse_to_lose_another_file(arguments, percentages); })
      .and_then([&] { return prepare_output(arguments.output); })
      .and_then([&] { return TrainingLock::take(arguments.output); })
      .and_then([&](TrainingLock lock) {
        return refuse_to_lose_a_training(arguments)
            .and_then([&] { return refuse_to_lose_snapshots(arguments, percentages); })
            .map([&] { return std::move(lock); });
      });
}

Result<int> train(TrainArguments arguments) {
  const auto options = TRY(training_options(arguments));
  arguments.options = options;
  const auto percentages = TRY(snapshot_percentages(arguments.snapshots));
  const auto lock = TRY(take_place(arguments, percentages));
  auto pieces = TRY(read_pieces(arguments, arguments.threads));
  print_file_report(pieces.files, arguments.verbose);
  auto set = TRY(
      split_pieces(pieces.corpus, arguments, arguments.options).and_then([&](TrainingSet&& split) {
        return complete(std::move(split), pieces.corpus, arguments.options);
      }));
  release_notes(pieces.corpus);
  Trainer trainer(std::move(set), arguments.options, arguments.threads);
  TRY(resume_if_asked(trainer, arguments));
  print_beginning(trainer, arguments);
  const auto snapshots = planned_snapshots(percentages, arguments.options.epochs, arguments.output);
  if (const auto missed = missed_snapshots(snapshots, epochs_worth_keeping(trainer));
      !missed.empty()) {
    print_wrapped(stderr, "{}\n", missed);
  }
  const bool was_over = trainer.status() != TrainerStatus::kRunning;
  TrainingRun run(trainer, pieces.corpus, arguments, snapshots);
  TRY(run.run());
  if (was_over && !arguments.json) {
    print_that_it_was_over(trainer, run, arguments);
  } else {
    print_end(trainer, run, arguments);
  }
  const TrainerStatus status = trainer.status();
  return status == TrainerStatus::kRunning    ? kInterruptedExitCode
         : status == TrainerStatus::kDiverged ? 1
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
          .need = Need::kRare});
  fields(arguments.half, {.option = "--half",
                          .help = "store the model's parameters in 16 bits: half the size",
                          .need = Need::kRare});
}

}  // namespace

void add_train_command(CLI::App& app, int& exit_code) {
  add_command<TrainArguments>(app, exit_code,
                              {"train", "learn from MIDI files and write a model", kExamples},
                              [](const TrainArguments& arguments) { return train(arguments); });
}

}  // namespace bachprop
