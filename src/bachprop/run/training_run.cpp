#include "bachprop/run/training_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "bachprop/base/file_io.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/stopwatch.h"
#include "bachprop/base/try.h"
#include "bachprop/render/report_page.h"
#include "bachprop/report/training_curves.h"
#include "bachprop/run/lesson.h"
#include "bachprop/run/output_file.h"
#include "bachprop/run/training_progress.h"
#include "bachprop/train/training_summary.h"

namespace bachprop {
namespace {

// Once they are encoded, training needs of the pieces only what stands beside the notes; the notes
// of a large corpus would take more memory than all the rest.
void release_notes(Corpus& corpus) {
  for (Piece& piece : corpus.pieces) {
    // An assigned {} would keep the memory.
    std::exchange(piece.score.notes, {});
    std::exchange(piece.score.voices, {});
  }
}

int epochs_worth_keeping_of(const TrainingRecord& record, TrainerStatus status) {
  return as_int(record.epochs.size()) - (status == TrainerStatus::kDiverged ? 1 : 0);
}

// A trainer at work, with its files.
class TrainingRun {
 public:
  TrainingRun(Trainer& trainer, const Corpus& corpus, const TrainingRequest& request,
              std::vector<Snapshot> snapshots, const TrainingWatch& watch)
      : trainer_(trainer),
        corpus_(corpus),
        request_(request),
        snapshots_(std::move(snapshots)),
        watch_(watch),
        replaces_(request.restart && earlier_file(request).has_value()),
        was_over_(trainer.status() != TrainerStatus::kRunning),
        passages_(passages_of(trainer.set())) {}

  // Until training ends or is stopped.
  Result<void> run() {
    const Stage stage(watch_, training_activity(trainer_));
    const std::int64_t notes_before = trainer_.notes_done();
    TRY(save());
    std::size_t told = trainer_.record().epochs.size();
    while (trainer_.status() == TrainerStatus::kRunning && !watch_.wants_stop()) {
      trainer_.step();
      for (; told < trainer_.record().epochs.size(); ++told) {
        if (watch_.epoch) {
          watch_.epoch(trainer_.record().epochs[told], trainer_.record().options);
        }
        TRY(save_snapshots());
      }
      notes_per_second_ = as_double(trainer_.notes_done() - notes_before) / running_.seconds();
      stage.show(static_cast<std::uint64_t>(trainer_.notes_done()),
                 training_details(trainer_, notes_per_second_));
      if (since_saved_.seconds() > kSecondsBetweenCheckpoints || is_first_to_hear()) {
        TRY(save());
        tell_that_it_can_be_heard();
      }
    }
    seconds_ = running_.seconds();
    return calibrate().and_then([&] { return save(); });
  }

  [[nodiscard]] TrainingOutcome outcome() const {
    return {.status = trainer_.status(),
            .record = trainer_.record(),
            .training_notes = count_notes(trainer_.set().training),
            .snapshots = snapshots_,
            .seconds = seconds_,
            .notes_per_second = notes_per_second_,
            .was_over = was_over_,
            .left_the_earlier = leaves_the_earlier()};
  }

 private:
  static constexpr double kSecondsBetweenCheckpoints = 10;

  // Until there is a better model than chance.
  [[nodiscard]] bool leaves_the_earlier() const {
    return replaces_ && trainer_.record().best_epoch == 0;
  }

  // Whether there is a model worth hearing, and this has not been told.
  [[nodiscard]] bool is_first_to_hear() const {
    return !told_ && trainer_.record().best_epoch > 0 &&
           trainer_.status() == TrainerStatus::kRunning;
  }

  // Once the model is written.
  void tell_that_it_can_be_heard() {
    if (is_first_to_hear() && watch_.can_be_heard) {
      watch_.can_be_heard();
    }
    told_ = true;
  }

  // A network that sees the music is choosy about where to end: once trained, it is made to end as
  // soon as the training pieces do.
  Result<void> calibrate() {
    const TrainerStatus status = trainer_.status();
    if (status == TrainerStatus::kRunning || status == TrainerStatus::kDiverged) {
      return {};
    }
    end_bias_ =
        TRY(ending_bias(trained_model(trainer_, corpus_), trainer_.set(), request_.threads));
    return {};
  }

  // A file of this run replaces the one that it wrote before. What others wrote, also while this
  // run was at work, it replaces only where the user said so.
  Result<void> put(const std::filesystem::path& path, std::span<const std::byte> bytes) {
    const bool replaces = request_.resume || request_.restart || own_.contains(path);
    TRY(write_file(path, bytes, if_there(replaces)));
    own_.insert(path);
    if (replaces_ && own_.size() == 1) {
      remove_snapshots_of_the_earlier();
    }
    return {};
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
    if (request_.half) {
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
    const auto end_bias = TRY(ending_bias(model, trainer_.set(), request_.threads));
    for (const Snapshot& snapshot : snapshots_) {
      if (snapshot.epoch == epoch) {
        TRY(write(model, end_bias, snapshot.path));
      }
    }
    return {};
  }

  // The model as good as it is, its curves, and the checkpoint to go on from.
  Result<void> save() {
    since_saved_.restart();
    if (leaves_the_earlier()) {
      return {};
    }
    const TrainingRecord& record = trainer_.record();
    const auto summary = summarise(record, trainer_.status(), count_notes(trainer_.set().training));
    const auto curves = curves_paths(request_);
    TRY(put(checkpoint_path(request_), trainer_.checkpoint_bytes()));
    TRY(write(trained_model(trainer_, corpus_), end_bias_, request_.output));
    TRY(put(curves.front(), as_bytes_of(curves_as_json_lines(record))));
    return put(curves.back(), as_bytes_of(render_report(curves_report(record, summary))));
  }

  Trainer& trainer_;
  const Corpus& corpus_;
  const TrainingRequest& request_;
  std::vector<Snapshot> snapshots_;
  const TrainingWatch& watch_;
  bool replaces_;  // an earlier training
  bool was_over_;
  std::set<std::filesystem::path> own_;  // files that this run wrote
  Stopwatch running_;
  Stopwatch since_saved_;
  double seconds_ = 0;
  double notes_per_second_ = 0;
  double end_bias_ = 0;
  bool told_ = false;  // that one can listen
  PassageHashes passages_;
};

Result<void> resume_if_asked(Trainer& trainer, const TrainingRequest& request) {
  if (!request.resume) {
    return {};
  }
  const auto path = checkpoint_path(request);
  const auto bytes = read_file(path);
  if (!bytes) {
    return fail(bytes.error().message(),
                fmt::format("there is nothing to resume, {}",
                            earlier_file(request) ? "begin anew with --restart in place of "
                                                    "--resume"
                                                  : "leave --resume out"));
  }
  return trainer.restore(*bytes, path.string());
}

// What is learnt from; of the corpus only what stands beside the notes is left.
Result<Lesson> lesson_of(Collection& pieces, const TrainingRequest& request) {
  auto set = TRY(split_pieces(pieces.corpus, request.source.split, request.options));
  auto lesson = complete(std::move(set), pieces.corpus, request.options);
  release_notes(pieces.corpus);
  return lesson;
}

}  // namespace

int TrainingOutcome::epochs_worth_keeping() const {
  return epochs_worth_keeping_of(record, status);
}

std::vector<std::string> TrainingOutcome::summary() const {
  return summarise(record, status, training_notes);
}

Result<TrainingOutcome> run_training(const TrainingRequest& request, const TrainingWatch& watch) {
  const auto lock = TRY(take_place(request));
  auto pieces = TRY(read_pieces(request.source, request.threads, watch));
  if (watch.files) {
    watch.files(pieces.files);
  }
  auto lesson = TRY(lesson_of(pieces, request));
  const auto snapshots =
      planned_snapshots(request.snapshots, lesson.options.epochs, request.output);
  Trainer trainer(std::move(lesson.set), lesson.options, request.threads);
  TRY(resume_if_asked(trainer, request));
  if (watch.begins) {
    const int done = epochs_worth_keeping_of(trainer.record(), trainer.status());
    watch.begins({trainer, missed_snapshots(snapshots, done)});
  }
  TrainingRun run(trainer, pieces.corpus, request, snapshots, watch);
  TRY(run.run());
  return run.outcome();
}

}  // namespace bachprop
