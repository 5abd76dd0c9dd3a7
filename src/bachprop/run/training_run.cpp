#include "bachprop/run/training_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "bachprop/base/file_io.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/render/report_page.h"
#include "bachprop/report/training_curves.h"
#include "bachprop/run/lesson.h"
#include "bachprop/run/model_profile.h"
#include "bachprop/run/network_size.h"
#include "bachprop/run/output_file.h"
#include "bachprop/run/own_critic.h"
#include "bachprop/run/parent.h"
#include "bachprop/run/training_progress.h"
#include "bachprop/run/training_time.h"
#include "bachprop/train/checkpoint.h"
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
    std::exchange(piece.score.velocities, {});
  }
}

int epochs_worth_keeping_of(const TrainingRecord& record, TrainerStatus status) {
  return as_int(record.epochs.size()) - (status == TrainerStatus::kDiverged ? 1 : 0);
}

bool goes_by_the_clock(const TrainingRequest& request) { return request.minutes > 0; }

// A trainer at work, with its files.
class TrainingRun {
 public:
  TrainingRun(Trainer& trainer, const Corpus& corpus, std::vector<std::byte> profile,
              const TrainingRequest& request, std::vector<Snapshot> snapshots,
              const RunClock& clock, const TrainingWatch& watch)
      : trainer_(trainer),
        corpus_(corpus),
        request_(request),
        snapshots_(std::move(snapshots)),
        watch_(watch),
        time_(trainer, request.minutes, request.may_measure_less, clock),
        listening_(request.output, request.listen),
        replaces_(request.restart && earlier_file(request).has_value()),
        was_over_(trainer.status() != TrainerStatus::kRunning),
        end_bias_(trainer.record().options.end_bias.value_or(0)),
        passages_(passages_of(trainer.set())),
        profile_(std::move(profile)) {}

  // Until training ends or is stopped.
  Result<void> run() {
    TRY(learn());
    return calibrate().and_then([&] { return teach_critic(); }).and_then([&] { return save(); });
  }

  [[nodiscard]] TrainingOutcome outcome() const {
    return {.status = trainer_.status(),
            .record = trainer_.record(),
            .training_notes = count_notes(trainer_.set().training),
            .velocities = trainer_.set().velocities,
            .snapshots = snapshots_,
            .seconds = seconds_,
            .notes_per_second = notes_per_second_,
            .heard = listening_.folder(),
            .was_over = was_over_,
            .left_the_earlier = leaves_the_earlier()};
  }

 private:
  static constexpr double kSecondsBetweenCheckpoints = 10;

  Result<void> learn() {
    const Stage stage(watch_, activity());
    const std::int64_t notes_before = trainer_.notes_done();
    told_epochs_ = trainer_.record().epochs.size();
    snapshots_looked_at_ = told_epochs_;
    TRY(save());
    time_.begin();
    while (trainer_.status() == TrainerStatus::kRunning && !watch_.wants_stop()) {
      time_.step();
      notes_per_second_ = as_double(trainer_.notes_done() - notes_before) / time_.of_the_steps();
      look_ahead();
      TRY(save_snapshots());
      tell_epochs();
      stage.show(done(), training_details(trainer_, notes_per_second_));
      TRY(work_beside());
    }
    tell_epochs();
    seconds_ = time_.of_the_steps();
    return {};
  }

  // By the clock the share that is done is that of the time.
  [[nodiscard]] Activity activity() const {
    Activity activity = training_activity(trainer_);
    if (time_.is_by_the_clock()) {
      activity.total = milliseconds(time_.stated());
    }
    return activity;
  }
  [[nodiscard]] std::uint64_t done() const {
    return time_.is_by_the_clock() ? milliseconds(std::min(time_.of_the_run(), time_.stated()))
                                   : static_cast<std::uint64_t>(trainer_.notes_done());
  }
  static std::uint64_t milliseconds(double seconds) {
    constexpr double kASecond = 1000;
    return static_cast<std::uint64_t>(kASecond * std::max(0.0, seconds));
  }

  // Decides how many steps it shall be, by the clock, and says how long it will take.
  void look_ahead() {
    if (time_.look_ahead(saving_)) {
      snapshots_ = moved_snapshots(snapshots_, as_int(snapshots_looked_at_),
                                   trainer_.record().options.epochs);
    }
    if (!forecast_ && time_.is_telling()) {
      forecast_ = true;
      if (watch_.forecast) {
        watch_.forecast(forecast());
      }
    }
  }

  [[nodiscard]] TrainingForecast forecast() const {
    TrainingForecast forecast = time_.forecast();
    const int hidden = trainer_.record().options.hidden;
    if (request_.may_be_smaller && hidden < request_.options.hidden) {
      forecast.smaller_hidden = hidden;
    }
    return forecast;
  }

  // By the clock only once their number is decided.
  void tell_epochs() {
    const TrainingRecord& record = trainer_.record();
    const bool waits = time_.is_undecided() && !watch_.wants_stop();
    for (; !waits && told_epochs_ < record.epochs.size(); ++told_epochs_) {
      if (watch_.epoch) {
        watch_.epoch(record.epochs[told_epochs_], record.options);
      }
    }
  }

  // What has to be done from time to time.
  Result<void> work_beside() {
    if (trainer_.status() != TrainerStatus::kRunning) {
      return {};  // the end follows
    }
    if (time_.of_the_run() - saved_at_ > kSecondsBetweenCheckpoints || is_first_to_hear()) {
      TRY(save());
      tell_that_it_can_be_heard();
    }
    listen();
    return {};
  }

  // A piece that cannot be composed or written ends the listening, not the training.
  void listen() {
    if (!hears_ || !listening_.is_due(time_.of_the_steps())) {
      return;
    }
    const auto piece = listening_.compose_one(trainer_, corpus_, time_.of_the_steps());
    hears_ = piece.has_value();
    if (piece && watch_.heard) {
      watch_.heard(*piece);
    }
    if (!piece && watch_.not_heard) {
      watch_.not_heard(piece.error());
    }
  }

  // Until there is a better model than chance.
  [[nodiscard]] bool leaves_the_earlier() const {
    return replaces_ && trainer_.record().best_epoch == 0;
  }

  // Whether there is a model worth hearing, and this has not been told.
  [[nodiscard]] bool is_first_to_hear() const {
    return !told_ && trainer_.record().best_epoch > 0 && !time_.is_undecided() &&
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
  // soon as the training pieces do. By the clock not beyond the time; what was found by then is
  // among the options, as another run would find something else.
  Result<void> calibrate() {
    const TrainerStatus status = trainer_.status();
    if (status == TrainerStatus::kRunning || status == TrainerStatus::kDiverged) {
      return {};
    }
    const auto found = TRY(ending_bias_in_time(trained_model(trainer_, corpus_)));
    if (!found.whole) {
      trainer_.decide_end_bias(found.bias);
    }
    end_bias_ = found.bias;
    return {};
  }

  // What the finished model does wrong; not by the clock, which leaves no time for it.
  Result<void> teach_critic() {
    if (trainer_.status() == TrainerStatus::kRunning ||
        trainer_.status() == TrainerStatus::kDiverged || time_.is_by_the_clock()) {
      return {};
    }
    TrainedModel model = trained_model(trainer_, corpus_);
    model.end_bias = end_bias_;
    auto learnt = TRY(critic_of(model, trainer_.set(), request_.threads, watch_));
    if (learnt) {
      critic_ = std::move(learnt->critic);
    }
    return {};
  }

  [[nodiscard]] Result<EndingBias> ending_bias_in_time(const TrainedModel& model) const {
    return ending_bias(model, trainer_.set(), request_.threads,
                       [&] { return was_over_ || time_.has_left(saving_); });
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
    model.usual_features = profile_;
    return put(path, model_bytes(model));
  }

  // Those of the epoch that has just ended. Before the next checkpoint, so that none is missing
  // where a training goes on from it. While the number of epochs is open they are not known; they
  // are then those of the next one that ends.
  Result<void> save_snapshots() {
    if (trainer_.record().epochs.size() == snapshots_looked_at_) {
      return {};
    }
    snapshots_looked_at_ = trainer_.record().epochs.size();
    if (time_.is_undecided()) {
      return {};
    }
    const int epoch = trainer_.record().epochs.back().epoch;
    const auto due = std::ranges::count(snapshots_, epoch, &Snapshot::epoch);
    if (due == 0 || trainer_.status() == TrainerStatus::kDiverged) {
      return {};
    }
    const TrainedModel model = newest_model(trainer_, corpus_);
    const auto end_bias = TRY(ending_bias_in_time(model)).bias;
    for (const Snapshot& snapshot : snapshots_) {
      if (snapshot.epoch == epoch) {
        TRY(write(model, end_bias, snapshot.path));
      }
    }
    return {};
  }

  // The model as good as it is, its curves, and the checkpoint to go on from.
  Result<void> save() {
    const double before = time_.of_the_run();
    TRY(save_all());
    saved_at_ = time_.of_the_run();
    saving_ = saved_at_ - before;
    return {};
  }

  Result<void> save_all() {
    if (leaves_the_earlier()) {
      return {};
    }
    const TrainingRecord& record = trainer_.record();
    const auto summary = summarise(record, trainer_.status(), count_notes(trainer_.set().training));
    const auto curves = curves_paths(request_);
    TRY(put(checkpoint_path(request_), trainer_.checkpoint_bytes()));
    TrainedModel model = trained_model(trainer_, corpus_);
    model.critic = critic_;
    TRY(write(std::move(model), end_bias_, request_.output));
    TRY(put(curves.front(), as_bytes_of(curves_as_json_lines(record))));
    return put(curves.back(), as_bytes_of(render_report(curves_report(record, summary))));
  }

  Trainer& trainer_;
  const Corpus& corpus_;
  const TrainingRequest& request_;
  std::vector<Snapshot> snapshots_;
  const TrainingWatch& watch_;
  TrainingTime time_;
  TrainingListening listening_;
  bool hears_ = true;      // the listening goes well
  bool forecast_ = false;  // was given
  double saving_ = 0;      // took so many, the last time
  std::size_t told_epochs_ = 0;
  std::size_t snapshots_looked_at_ = 0;  // those of the epochs so far
  bool replaces_;                        // an earlier training
  bool was_over_;
  std::set<std::filesystem::path> own_;  // files that this run wrote
  double saved_at_ = 0;
  double seconds_ = 0;
  double notes_per_second_ = 0;
  bool told_ = false;  // that one can listen
  double end_bias_;    // of the model, as far as it is known
  PassageHashes passages_;
  std::vector<std::byte> profile_;
  std::optional<Critic> critic_;  // once the training is over
};

// What a clock decided of the training that is gone on with is taken over, unless it is stated.
// That a clock did is not known any more where the training has gone on with a number of epochs
// since.
Result<TrainOptions> options_of(const TrainingRequest& request) {
  TrainOptions options = request.options;
  if (!request.resume) {
    return options;
  }
  const auto path = checkpoint_path(request);
  const auto bytes = read_file(path);
  if (!bytes) {
    return options;  // what is wrong is said when it is restored
  }
  const auto begun = TRY(checkpoint_progress(*bytes, path.string()));
  if (request.may_be_smaller) {
    options.hidden = begun.hidden;
    options.readout_hidden = begun.readout_hidden;
  }
  if (request.may_drop_more) {
    options.dropout = begun.dropout;
  }
  if (request.may_read_often) {
    options.readings = begun.readings;
  }
  if (request.may_measure_less) {
    options.validation_pieces = begun.validation_pieces;
  }
  TRY(at(path.string(), validate(options)));
  return options;
}

void take_size(const NetworkSize& size, TrainOptions& options) {
  options.hidden = size.hidden;
  options.readout_hidden = size.readout_hidden;
}

// Of the size that suits so many notes; for --minutes of that which learns most in the time.
void choose_size(Lesson& lesson, const TrainingRequest& request, const RunClock& clock,
                 const Watch& watch) {
  if (request.resume) {
    return;
  }
  const std::int64_t notes = count_notes(lesson.set.training);
  if (request.may_drop_more) {
    lesson.options.dropout = dropout_for_notes(lesson.options, notes);
  }
  if (!request.may_be_smaller) {
    return;
  }
  take_size(size_for_notes(lesson.options, notes), lesson.options);
  if (goes_by_the_clock(request)) {
    constexpr double kSecondsAMinute = 60;
    const double seconds = std::max(0.0, kSecondsAMinute * request.minutes - clock.seconds());
    const double steps = steps_in(seconds, lesson, request.threads, watch);
    take_size(size_for_steps(lesson.options, steps), lesson.options);
  }
}

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
  const auto progress = TRY(checkpoint_progress(*bytes, path.string()));
  const TrainOptions& options = request.options;
  const bool states_the_end =
      goes_by_the_clock(request) || options.epochs > 0 || !options.step_plan.empty();
  if (!progress.step_plan.empty() && !states_the_end) {
    return fail_at(path.string(), "this training was begun with --minutes or a --step-plan",
                   "go on with the same, or with a number of --epochs");
  }
  return trainer.restore(*bytes, path.string());
}

Result<std::optional<Parent>> parent_of(const TrainingRequest& request) {
  if (request.from.empty()) {
    return std::optional<Parent>();
  }
  return load_parent(request.from).map([](Parent&& parent) {
    return std::optional<Parent>(std::move(parent));
  });
}

// What is learnt from; of the corpus only what stands beside the notes is left.
Result<Lesson> lesson_of(Collection& pieces, const TrainingRequest& request,
                         const std::optional<Parent>& parent) {
  auto options = TRY(options_of(request));
  if (parent) {
    options = with_network_of(*parent, options);
    learn_dictionaries(*parent, pieces.corpus);
  }
  auto set = TRY(split_pieces(pieces.corpus, request.source.split, options));
  if (goes_by_the_clock(request)) {
    options.step_plan = StepPlan().text();
    if (request.may_read_often && !request.resume) {
      options.readings = 1;
      options.readings = readings_for_long_epochs(notes_in_epoch(set, options), options);
    }
  }
  auto profile = profile_bytes(pieces.corpus, set, request.threads);
  auto lesson = complete(std::move(set), pieces.corpus, options);
  if (lesson) {
    lesson->profile = std::move(profile);
  }
  release_notes(pieces.corpus);
  return lesson;
}

// By the clock they are where it has planned them, and the end is far as long as it has not.
std::vector<Snapshot> snapshots_of(const TrainingRequest& request, const Trainer& trainer) {
  constexpr int kFar = 1'000'000;
  const TrainingRecord& record = trainer.record();
  const bool open = trainer.step_plan() && trainer.step_plan()->is_open();
  auto snapshots =
      planned_snapshots(request.snapshots, open ? kFar : record.options.epochs, request.output);
  return goes_by_the_clock(request) && request.resume
             ? with_those_taken(std::move(snapshots), record)
             : snapshots;
}

Result<void> check_request(const TrainingRequest& request) {
  return goes_by_the_clock(request) ? validate(request.options)
                                    : validate_to_the_end(request.options);
}

}  // namespace

int TrainingOutcome::epochs_worth_keeping() const {
  return epochs_worth_keeping_of(record, status);
}

std::vector<std::string> TrainingOutcome::summary() const {
  std::vector<std::string> sentences = summarise(record, status, training_notes);
  if (record.best_epoch > 0) {
    sentences.push_back(velocity_summary(velocities));
  }
  return sentences;
}

Result<TrainingOutcome> run_training(const TrainingRequest& request, const TrainingWatch& watch) {
  const RunClock clock(watch.clock);
  TRY(check_request(request));
  const auto parent = TRY(parent_of(request));
  const auto lock = TRY(take_place(request));
  auto pieces = TRY(read_pieces(request.source, request.threads, watch));
  if (watch.files) {
    watch.files(pieces.files);
  }
  auto lesson = TRY(lesson_of(pieces, request, parent));
  choose_size(lesson, request, clock, watch);
  Trainer trainer = parent ? Trainer(inheritance_from(*parent, lesson), std::move(lesson.set),
                                     lesson.options, request.threads)
                           : Trainer(std::move(lesson.set), lesson.options, request.threads);
  TRY(resume_if_asked(trainer, request));
  const auto snapshots = snapshots_of(request, trainer);
  const int done = epochs_worth_keeping_of(trainer.record(), trainer.status());
  if (request.resume) {
    // Another plan has other epochs under the names of the snapshots so far.
    TRY(keep_other_models(snapshots, done));
  }
  if (watch.begins) {
    watch.begins({trainer, missed_snapshots(snapshots, done)});
  }
  TrainingRun run(trainer, pieces.corpus, std::move(lesson.profile), request, snapshots, clock,
                  watch);
  TRY(run.run());
  return run.outcome();
}

}  // namespace bachprop
