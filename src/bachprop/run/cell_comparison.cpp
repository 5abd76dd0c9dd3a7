#include "bachprop/run/cell_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <utility>

#include "bachprop/base/file_io.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/stopwatch.h"
#include "bachprop/base/try.h"
#include "bachprop/generate/composer.h"
#include "bachprop/run/lesson.h"
#include "bachprop/run/output_file.h"
#include "bachprop/run/training_progress.h"

namespace bachprop {
namespace {

std::vector<std::vector<Note>> notes_of(const std::vector<EncodedPiece>& pieces,
                                        const Dictionaries& dictionaries) {
  std::vector<std::vector<Note>> notes;
  for (const EncodedPiece& piece : pieces) {
    notes.push_back(decode(piece.notes, dictionaries).notes);
  }
  return notes;
}

// The units of a layer with which the network has as nearly as can be so many parameters.
int equal_hidden(const TrainingSet& set, TrainOptions options, std::int64_t parameters) {
  const auto excess = [&](int hidden) {
    options.hidden = hidden;
    return parameter_count(set, options) - parameters;
  };
  int low = 1;
  int high = kMaxHidden;
  while (low < high) {
    const int middle = (low + high) / 2;
    if (excess(middle) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low > 1 && std::abs(excess(low - 1)) <= std::abs(excess(low)) ? low - 1 : low;
}

class Comparison {
 public:
  Comparison(const CellComparisonRequest& request, const Corpus& corpus, const TrainingSet& split,
             const CellComparisonWatch& watch)
      : request_(request), corpus_(corpus), split_(split), watch_(watch) {
    result_.equal = request.equal;
    result_.seconds_each = request.seconds;
    result_.threads = request.threads;
    result_.seed = request.reference.seed;
    result_.training_pieces = split.training.size();
    result_.training_notes = count_notes(split.training);
    result_.validation_pieces = split.validation.size();
    result_.validation_notes = count_notes(split.validation);
    result_.composed_pieces = request.composed_pieces;
    result_.pattern_length = kUsualPattern;
  }

  // Until all are trained or stopped.
  Result<void> run() {
    const std::vector<Entrant>& entrants = request_.entrants;
    TRY(count_reference());
    for (std::size_t i = 0; i < entrants.size() && !result_.interrupted; ++i) {
      label_ = fmt::format("{} ({}/{})", entrants[i].name, i + 1, entrants.size());
      TRY(train(entrants[i]));
      TRY(write_page());
    }
    return {};
  }

  [[nodiscard]] const NetworkComparison& result() const { return result_; }

 private:
  [[nodiscard]] Result<Lesson> lesson_of(const TrainOptions& options) const {
    return complete(split_, corpus_, options);
  }

  Result<void> count_reference() {
    if (result_.equal != EqualIn::kParameters) {
      return {};
    }
    const auto lesson = TRY(lesson_of(request_.reference));
    result_.reference_parameters = parameter_count(lesson.set, lesson.options);
    return {};
  }

  // Once it is written, the page is this run's own.
  Result<void> write_page() {
    const bool own = std::exchange(page_written_, true);
    return request_.output.empty()
               ? Result<void>()
               : write_file(request_.output, render_report(network_comparison_page(result_)),
                            if_there(request_.force || own));
  }

  // How many epochs the time suffices for, measured on a network that is thrown away.
  int epochs_in_time(const Lesson& lesson) const {
    constexpr double kShareOfTime = 0.05;  // to measure for, at least
    constexpr double kMostOfTime = 0.5;
    constexpr double kManyEpochs = 1'000'000;
    TrainOptions options = lesson.options;
    options.epochs = as_int(kManyEpochs);
    Trainer trainer(lesson.set, options, request_.threads);
    const Stage stage(watch_,
                      {.label = label_ + " measuring the speed",
                       .total = static_cast<std::uint64_t>(notes_in_epoch(lesson.set, options)),
                       .unit = "notes"});
    const Stopwatch clock;
    double seconds = 0;
    std::size_t done = 0;
    while (trainer.status() == TrainerStatus::kRunning && !watch_.wants_stop() &&
           seconds < kMostOfTime * request_.seconds) {
      trainer.step();
      seconds = clock.seconds();
      stage.show(static_cast<std::uint64_t>(trainer.notes_done()));
      const bool epoch_done = trainer.record().epochs.size() > done;
      done = trainer.record().epochs.size();
      if (epoch_done && seconds > kShareOfTime * request_.seconds) {
        break;
      }
    }
    if (done == 0 && watch_.wants_stop()) {
      return 1;
    }
    const auto epochs =
        as_double(trainer.notes_done()) / as_double(notes_in_epoch(lesson.set, options));
    return as_int(std::clamp(std::round(epochs / seconds * request_.seconds), 1.0, kManyEpochs));
  }

  void adjust(Lesson& lesson, const Entrant& entrant) const {
    if (result_.equal == EqualIn::kTime) {
      lesson.options.epochs = epochs_in_time(lesson);
    } else if (!entrant.beside) {
      lesson.options.hidden =
          equal_hidden(lesson.set, lesson.options, result_.reference_parameters);
    }
  }

  Result<void> train(const Entrant& entrant) {
    auto lesson = TRY(lesson_of(entrant.options));
    adjust(lesson, entrant);
    Trainer trainer(std::move(lesson.set), lesson.options, request_.threads);
    if (watch_.network) {
      watch_.network(label_, trainer);
    }
    ComparedNetwork network{
        .name = entrant.name, .preset = entrant.preset, .beside = entrant.beside};
    network.parameters = trainer.parameter_count();
    run_training(trainer, network);
    network.record = trainer.record();
    network.status = trainer.status();
    network.interrupted = watch_.wants_stop() && network.status == TrainerStatus::kRunning;
    measure_novelty(trainer, network);
    result_.interrupted = watch_.wants_stop();
    if (!network.record.epochs.empty()) {
      result_.networks.push_back(std::move(network));
    }
    return {};
  }

  [[nodiscard]] bool out_of_time(double seconds) const {
    return result_.equal == EqualIn::kTime && seconds >= request_.seconds;
  }

  // Until the end of the last epoch, of the first epoch after the time, or a stop.
  void run_training(Trainer& trainer, ComparedNetwork& network) const {
    const Stage stage(watch_, training_activity(trainer, label_));
    const Stopwatch clock;
    bool in_time = true;
    while (trainer.status() == TrainerStatus::kRunning && in_time && !watch_.wants_stop()) {
      trainer.step();
      ++network.steps;
      network.seconds = clock.seconds();
      if (trainer.record().epochs.size() > network.seconds_at.size()) {
        network.seconds_at.push_back(network.seconds);
        in_time = !out_of_time(network.seconds);
      }
      stage.show(static_cast<std::uint64_t>(trainer.notes_done()), training_details(trainer));
    }
  }

  [[nodiscard]] Result<std::vector<ComposedPiece>> compose_with(const TrainedModel& model) const {
    const Stage stage(watch_, {.label = label_ + " composing",
                               .total = static_cast<std::uint64_t>(request_.composed_pieces),
                               .unit = "pieces",
                               .time_left = TimeLeft::kUnknown});
    return compose(
        model,
        {.pieces = request_.composed_pieces, .seed = result_.seed, .threads = request_.threads},
        [&](const ComposeProgress& progress) {
          stage.show(static_cast<std::uint64_t>(progress.pieces));
          return !watch_.wants_stop();
        });
  }

  // Nothing when a stop came before, or when the network cannot compose: that is said, and the
  // others are compared all the same.
  [[nodiscard]] std::optional<std::vector<std::vector<Note>>> composed_by(
      const Trainer& trainer) const {
    const auto pieces = compose_with(trained_model(trainer, corpus_));
    if (!pieces) {
      if (watch_.composes_nothing) {
        watch_.composes_nothing(label_, pieces.error());
      }
      return std::nullopt;
    }
    if (std::ssize(*pieces) < request_.composed_pieces) {
      return std::nullopt;
    }
    std::vector<std::vector<Note>> notes;
    for (const ComposedPiece& piece : *pieces) {
      notes.push_back(piece.score.notes);
    }
    return notes;
  }

  void measure_novelty(const Trainer& trainer, ComparedNetwork& network) {
    if (request_.composed_pieces == 0 || watch_.wants_stop() || trainer.record().best_epoch == 0) {
      return;
    }
    const Dictionaries& dictionaries = trainer.set().dictionaries;
    std::vector<std::vector<Note>> training = notes_of(trainer.set().training, dictionaries);
    for (const auto& variants : trainer.set().rhythm_variants) {
      std::ranges::move(notes_of(variants, dictionaries), std::back_inserter(training));
    }
    const KnownPatterns known({training.begin(), training.end()}, PatternKind::kExact);
    if (!result_.validation_novelty) {
      result_.validation_novelty =
          novelty_of(known, notes_of(trainer.set().validation, dictionaries), kUsualPattern);
    }
    if (const auto pieces = composed_by(trainer)) {
      network.novelty = novelty_of(known, *pieces, kUsualPattern);
    }
  }

  const CellComparisonRequest& request_;
  const Corpus& corpus_;
  const TrainingSet& split_;
  const CellComparisonWatch& watch_;
  std::string label_;
  bool page_written_ = false;
  NetworkComparison result_;
};

Result<void> check_comparison_output(const CellComparisonRequest& request) {
  if (request.output.empty()) {
    return {};
  }
  std::vector<std::filesystem::path> inputs = request.source.paths;
  inputs.push_back(request.source.split);
  return ready_to_write(
      {.path = request.output, .usual_name = "report.html", .force = request.force}, inputs);
}

}  // namespace

Result<NetworkComparison> compare_cells(const CellComparisonRequest& request,
                                        const CellComparisonWatch& watch) {
  TRY(check_comparison_output(request));
  const auto pieces = TRY(read_pieces(request.source, request.threads, watch));
  if (watch.files) {
    watch.files(pieces.files);
  }
  const auto split = TRY(split_pieces(pieces.corpus, request.source.split, request.reference));
  if (split.training.empty() || split.validation.empty()) {
    return fail(
        fmt::format(
            "networks are compared on validation pieces: there are {} of them and {} to learn from",
            split.validation.size(), split.training.size()),
        "give more pieces, or another --validation or --split");
  }
  if (watch.begins) {
    watch.begins();
  }
  Comparison comparison(request, pieces.corpus, split, watch);
  TRY(comparison.run());
  return comparison.result();
}

}  // namespace bachprop
