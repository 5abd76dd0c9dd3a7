#include "bachprop/performance/workloads.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/generate/composer.h"
#include "bachprop/model/inference.h"
#include "bachprop/performance/least_work.h"
#include "bachprop/train/bundled_model.h"

namespace bachprop {
namespace {

constexpr std::uint64_t kSeed = 1;

std::int64_t notes_of(const std::vector<ComposedPiece>& pieces) {
  std::int64_t notes = 0;
  for (const ComposedPiece& piece : pieces) {
    notes += std::ssize(piece.symbols);
  }
  return notes;
}

Storage storage_of(Precision precision, double average_decay = 0) {
  return {.weight_bytes = precision == Precision::kFloat32 ? 4 : 2,
          .keeps_average = average_decay > 0};
}

std::vector<EncodedPiece> as_encoded(const std::vector<ComposedPiece>& pieces) {
  std::vector<EncodedPiece> encoded;
  for (const ComposedPiece& piece : pieces) {
    encoded.push_back({.notes = piece.symbols, .metre = piece.score.time_signatures});
  }
  return encoded;
}

LeastWork least_of_training(const NetworkShape& shape, const TrainOptions& options,
                            const TrainingSet& set) {
  const ContextUse use = context_use(shape, set.vocabulary, set.training,
                                     {.steps = options.truncation, .rows = options.batch});
  const Storage storage = storage_of(options.precision, options.average_decay);
  const double notes = as_double(options.batch) * options.truncation;
  return {
      .operations = training_operations(shape, use.interval_weights),
      .operations_with_dropout = training_operations(shape, use.interval_weights, options.dropout),
      .bytes = training_bytes_moved(shape, use, notes, storage),
      .working_set = training_working_set(shape, storage)};
}

LeastWork least_of_composing(const TrainedModel& model, const ComposeOptions& options,
                             const std::vector<ComposedPiece>& pieces) {
  const NetworkShape& shape = model.network.shape();
  const int rows =
      std::min((options.pieces + options.threads - 1) / options.threads, kMostPiecesTogether);
  const ContextUse use =
      context_use(shape, model.vocabulary, as_encoded(pieces), {.steps = 1, .rows = rows});
  const Storage storage = storage_of(options.precision);
  const double operations = generation_operations(shape, use.interval_weights);
  return {.operations = operations,
          .operations_with_dropout = operations,
          .bytes = generation_bytes_moved(shape, use, rows, storage),
          .working_set = generation_working_set(shape, storage)};
}

}  // namespace

NetworkCase paper_network() { return {"paper's", preset_options("paper").value()}; }

NetworkCase music_network() { return {"preset music's", preset_options("music").value()}; }

TrainingWork::TrainingWork(const NetworkCase& network, const MeasuredPieces& pieces, int threads) {
  const bool sees_context = network.options.context != ContextKind::kNone;
  TrainingSet set = sees_context ? pieces.with_context : pieces.plain;
  TrainOptions endless = network.options;
  endless.epochs = 1'000'000;
  trainer_ = std::make_unique<Trainer>(std::move(set), endless, threads);
  shape_ = trainer_->newest_network().shape();
  least_ = least_of_training(shape_, network.options, trainer_->set());
}

Work TrainingWork::work() {
  const auto step = [this] {
    const std::int64_t before = trainer_->notes_done();
    trainer_->step();
    return trainer_->notes_done() - before;
  };
  return {.run = step, .least = least_};
}

double TrainingWork::share_of_notes() const {
  const TrainOptions& options = trainer_->record().options;
  const double computed =
      as_double(trainer_->steps_per_epoch()) * options.batch * as_double(options.truncation);
  return as_double(count_notes(trainer_->set().training)) / computed;
}

std::shared_ptr<const TrainedModel> bundled_network() {
  auto model = bundled_model();
  check(model.has_value(), "the bundled model can be read");
  return std::make_shared<const TrainedModel>(std::move(*model));
}

std::shared_ptr<const TrainedModel> untrained_paper_network() {
  TrainedModel model;
  model.dictionaries = bundled_network()->dictionaries;
  const TrainOptions options = paper_network().options;
  Random random({kSeed});
  model.network = Network({.layers = options.layers,
                           .hidden = options.hidden,
                           .cell = options.cell,
                           .symbols = symbol_counts(model.dictionaries)},
                          random);
  return std::make_shared<const TrainedModel>(std::move(model));
}

// Of one particle a piece: the speed of the network.
Work composing_work(const std::shared_ptr<const TrainedModel>& model, ComposeOptions options) {
  options.particles = 1;
  ModelSetting setting = setting_of(*model, options);
  setting.weights = packed_for_inference(model->network, options.precision);
  const auto pieces = [model, options, setting] {
    auto composed = compose(model->network, model->dictionaries, options, setting);
    check(composed.has_value(), "the network composes");
    return std::move(*composed);
  };
  return {.run = [pieces] { return notes_of(pieces()); },
          .least = least_of_composing(*model, options, pieces())};
}

}  // namespace bachprop
