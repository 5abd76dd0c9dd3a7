#include "bachprop/train/trainer.h"

#include <algorithm>
#include <cmath>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/random.h"
#include "bachprop/nn/table_rows.h"
#include "bachprop/train/plan_reading.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {
namespace {

// Keys that keep the streams of random numbers apart.
constexpr std::uint64_t kParameterStream = 2;
constexpr std::uint64_t kEpochStream = 3;

NetworkShape shape_of(const TrainingSet& set, const TrainOptions& options) {
  return shape_for({.layers = options.layers,
                    .hidden = options.hidden,
                    .cell = options.cell,
                    .readout_hidden = options.readout_hidden},
                   set.dictionaries, set.vocabulary);
}

Network first_network(const TrainingSet& set, const TrainOptions& options) {
  Random random({options.seed, kParameterStream});
  return {shape_of(set, options), random};
}

bool is_finite(const EpochRecord& epoch) {
  return std::isfinite(epoch.training.sum()) && std::isfinite(epoch.validation.sum());
}

BatchOptions batch_options(const TrainOptions& options) {
  return {.rows = options.batch,
          .steps = options.truncation,
          .loss_weights = options.loss_weights,
          .clip_norm = options.clip_norm,
          .dropout = options.dropout,
          .weight_decay = options.weight_decay,
          .average_decay = options.average_decay,
          .seed = options.seed,
          .precision = options.precision};
}

std::int64_t count_parameters(const ParameterLayout& layout) {
  std::int64_t count = 0;
  for (const ParameterBlock& block : layout.blocks()) {
    count += std::int64_t{block.rows} * block.cols;
  }
  return count;
}

}  // namespace

std::int64_t parameter_count(const TrainingSet& set, const TrainOptions& options) {
  return count_parameters(ParameterLayout(shape_of(set, options)));
}

double training_bytes(const TrainingSet& set, const TrainOptions& options) {
  const ParameterLayout layout(shape_of(set, options));
  // Parameters, Adam's two moments, the best parameters, the weights packed in two ways, and a
  // gradient a shard. Parameters are there twice more while a checkpoint of them is written.
  const BatchSlices cut = slices_of(options.batch);
  const double vectors = (3 * 4 + 2 + cut.shards) * as_double(layout.size());
  // State or output, what dropout leaves of it, the output's gradient and the gates a unit; two
  // rows a hidden unit of a readout, and one a symbol.
  const CellSizes sizes = sizes_of(options.cell);
  const double rows_per_unit = std::max(1, sizes.state) + 2 + sizes.gates;
  double row = rows_per_unit * options.layers * options.hidden;
  for (int f = 0; f < kFeatures; ++f) {
    const ReadoutShape readout = readout_shape(layout.shape(), f);
    row += 2.0 * readout.hidden + readout.symbols;
  }
  // Blocks of columns: the layer's parts, and two readouts, of networks with a context.
  if (layout.shape().context > 0) {
    constexpr int kBlocks = 6;
    row += kBlocks * kColumnsAtOnce;
  }
  return sizeof(float) * (vectors + row * cut.shards * cut.rows * options.truncation);
}

std::int64_t notes_in_epoch(const TrainingSet& set, const TrainOptions& options) {
  if (options.transpose != Transposition::kAll) {
    return count_notes(set.training) * options.readings;
  }
  std::int64_t notes = 0;
  for (const EncodedPiece& piece : set.training) {
    notes += std::ssize(piece.notes) * (piece.highest_shift - piece.lowest_shift + 1);
  }
  return notes * options.readings;
}

int automatic_epochs(const TrainingSet& set, const TrainOptions& options) {
  const double notes_per_step = as_double(options.batch) * options.truncation;
  const double steps_per_epoch =
      std::ceil(as_double(notes_in_epoch(set, options)) / notes_per_step);
  return as_int(std::clamp(std::ceil(options.steps / steps_per_epoch), 10.0, 1000.0));
}

Trainer::Trainer(TrainingSet set, const TrainOptions& options, int threads)
    : Trainer({.network = first_network(set, options)}, std::move(set), options, threads) {}

Trainer::Trainer(Inheritance from, TrainingSet&& set, const TrainOptions& options, int threads)
    : set_(std::move(set)),
      start_end_(start_end(set_.dictionaries)),
      network_(std::move(from.network)),
      mean_(network_.layout().size()),
      square_(network_.layout().size()),
      average_(options.average_decay > 0 ? network_.layout().size() : 0),
      best_(network_.parameters().begin(), network_.parameters().end()),
      learner_(network_.layout(), batch_options(options),
               {network_.parameters(), mean_, square_, average_}, threads) {
  check(network_.shape() == shape_of(set_, options), "the network is that of the options");
  check(set_.vocabulary.kind() == options.context, "the set's contexts are those of the options");
  std::ranges::copy(std::span(network_.parameters()).first(average_.size()), average_.begin());
  check(validate(options).has_value() && options.epochs > 0, "the trainer's options are valid");
  check(options.rhythm_augmentation != set_.rhythm_variants.empty(),
        "the set has rhythm variants where the options want them");
  check(options.chord_orders == ChordOrders::kUp || set_.training.front().notes.empty() ||
            !set_.training.front().downwards.empty(),
        "the set has its chords in the orders of the options");
  record_.options = options;
  record_.parent = std::move(from.parent);
  record_.pieces = set_.pieces;
  if (!options.step_plan.empty()) {
    step_plan_ = StepPlan::parse(options.step_plan).value();
  }
  begin_epoch();
  count_planned_epochs();
}

void Trainer::begin_epoch() {
  const TrainOptions& options = record_.options;
  Random random({options.seed, kEpochStream, static_cast<std::uint64_t>(epoch_)});
  plan_.emplace(set_, start_end_, options.batch, options.transpose, random, options.readings,
                options.chord_orders);
  steps_in_epoch_ = plan_->truncations(options.truncation);
  step_ = 0;
  sums_ = {};
  begin_plan(*plan_, options.truncation, learner_);
}

TrainerStatus Trainer::status() const {
  const int done = as_int(record_.epochs.size());
  const int patience = record_.options.patience;
  if (done > 0 && !is_finite(record_.epochs.back())) {
    return TrainerStatus::kDiverged;
  }
  if (done > 0 && !set_.validation.empty() &&
      record_.epochs.back().validation.sum() <= record_.options.target_loss) {
    return TrainerStatus::kTargetReached;
  }
  if (step_plan_ ? plan_is_done() : done >= record_.options.epochs) {
    return TrainerStatus::kAllEpochsDone;
  }
  const bool waits = patience > 0 && !set_.validation.empty() && done > 0;
  return waits && done - record_.best_epoch >= patience ? TrainerStatus::kOutOfPatience
                                                        : TrainerStatus::kRunning;
}

double Trainer::learning_rate() const {
  const TrainOptions& options = record_.options;
  if (options.schedule == Schedule::kConstant) {
    return options.learning_rate;
  }
  const double done =
      step_plan_ ? step_plan_->done(updates_)
                 : (epoch_ + as_double(step_) / steps_in_epoch_) / as_double(options.epochs);
  return options.learning_rate * half_cosine(done);
}

void Trainer::step() {
  check(status() == TrainerStatus::kRunning, "a finished training is not stepped on");
  sums_ += learner_.learn(updates_ + 1, learning_rate(),
                          fill_of(*plan_, step_ + 1, record_.options.truncation));
  ++updates_;
  ++step_;
  if (step_ == steps_in_epoch_ || plan_is_done()) {
    end_epoch();
  }
}

bool Trainer::plan_is_done() const {
  return step_plan_ && !step_plan_->is_open() && updates_ >= step_plan_->steps();
}

void Trainer::plan_steps(std::int64_t steps) {
  check(step_plan_.has_value(), "the training goes by a step plan");
  check(steps > updates_ || (steps == updates_ && step_ == 0 && epoch_ > 0),
        "a training ends behind a step that it takes, or with an epoch");
  step_plan_->decide(updates_, steps);
  record_.options.step_plan = step_plan_->text();
  count_planned_epochs();
}

void Trainer::count_planned_epochs() {
  if (step_plan_ && !step_plan_->is_open()) {
    const std::int64_t left = std::max<std::int64_t>(0, step_plan_->steps() - updates_);
    // The steps of this epoch so far count as well: it is one of those to come.
    const std::int64_t epochs =
        left == 0 ? 0 : (left + step_ + steps_in_epoch_ - 1) / steps_in_epoch_;
    record_.options.epochs = as_int(std::max<std::int64_t>(1, epoch_ + epochs));
  }
}

EpochPlan Trainer::validation_plan() const {
  return {set_.validation,
          set_.vocabulary,
          start_end_,
          record_.options.batch,
          record_.options.validation_pieces,
          record_.options.chord_orders};
}

double Trainer::validation_steps() const {
  const EpochPlan plan = validation_plan();
  const double notes_per_step = as_double(notes_in_epoch(set_, record_.options)) / steps_in_epoch_;
  return (plan.truncations(record_.options.truncation) +
          as_double(plan.notes()) / std::max(1.0, notes_per_step)) /
         2;
}

void Trainer::measure_on(int pieces) {
  check(record_.epochs.empty() && pieces > 0, "all epochs are measured on the same pieces");
  record_.options.validation_pieces = pieces;
}

CrossEntropies Trainer::measure_validation() {
  EpochPlan plan = validation_plan();
  return measure_plan(plan, record_.options.truncation, validated(), learner_);
}

std::span<const float> Trainer::validated() const {
  return average_.empty() ? network_.parameters() : std::span<const float>(average_);
}

double Trainer::validation_of(int epoch) const {
  return record_.epochs[as_index(epoch - 1)].validation.sum();
}

void Trainer::end_epoch() {
  EpochRecord epoch;
  epoch.epoch = epoch_ + 1;
  epoch.learning_rate = learning_rate();
  epoch.training = means_of(sums_);
  if (!set_.validation.empty()) {
    epoch.validation = means_of(measure_validation());
  }
  record_.epochs.push_back(epoch);
  const bool best = set_.validation.empty() || record_.best_epoch == 0 ||
                    epoch.validation.sum() < validation_of(record_.best_epoch);
  if (best && is_finite(epoch)) {
    record_.best_epoch = epoch.epoch;
    std::ranges::copy(validated(), best_.begin());
  }
  ++epoch_;
  begin_epoch();
}

Network Trainer::best_network() const {
  Network network(network_.shape());
  std::ranges::copy(best_, network.parameters().begin());
  return network;
}

Network Trainer::newest_network() const {
  Network network(network_.shape());
  std::ranges::copy(validated(), network.parameters().begin());
  return network;
}

std::int64_t Trainer::notes_done() const {
  const std::int64_t notes = notes_in_epoch(set_, record_.options);
  return notes * updates_ / std::max(1, steps_in_epoch_);
}

std::int64_t Trainer::notes_in_all() const {
  const std::int64_t notes = notes_in_epoch(set_, record_.options);
  return step_plan_ && !step_plan_->is_open()
             ? notes * step_plan_->steps() / std::max(1, steps_in_epoch_)
             : notes * record_.options.epochs;
}

std::int64_t Trainer::parameter_count() const { return count_parameters(network_.layout()); }

}  // namespace bachprop
