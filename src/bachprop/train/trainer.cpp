#include "bachprop/train/trainer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "bachprop/base/check.h"
#include "bachprop/base/random.h"
#include "bachprop/nn/kernels.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {
namespace {

// Keys that keep the streams of random numbers apart.
constexpr std::uint64_t kParameterStream = 2;
constexpr std::uint64_t kEpochStream = 3;

// The batch is cut into shards whose gradients are added in their order, so that the sum does not
// depend on which thread took which. Few shards keep the matrices large.
constexpr int kMaxShards = 4;
constexpr int kMinShardRows = 2;

// The update is spread over the threads in pieces of this many parameters.
constexpr std::size_t kUpdateRange = 16384;

NetworkShape shape_of(const TrainingSet& set, const TrainOptions& options) {
  return {.layers = options.layers,
          .hidden = options.hidden,
          .symbols = symbol_counts(set.dictionaries)};
}

Network first_network(const TrainingSet& set, const TrainOptions& options) {
  Random random({options.seed, kParameterStream});
  return {shape_of(set, options), random};
}

bool is_finite(const EpochRecord& epoch) {
  return std::isfinite(epoch.training.sum()) && std::isfinite(epoch.validation.sum());
}

int rows_per_shard(int batch) {
  return std::max(kMinShardRows, (batch + kMaxShards - 1) / kMaxShards);
}

}  // namespace

double training_bytes(const TrainingSet& set, const TrainOptions& options) {
  const ParameterLayout layout(shape_of(set, options));
  const int rows = rows_per_shard(options.batch);
  const double shards = std::ceil(static_cast<double>(options.batch) / rows);
  // Parameters, Adam's two moments, the best parameters, twice more while a checkpoint of them is
  // written, and a gradient a shard.
  const double vectors = (3 * 4 + shards) * static_cast<double>(layout.size());
  // Output, its gradient, the state before and four gates a unit; three rows a symbol.
  constexpr double kRowsPerUnit = 7;
  constexpr double kRowsPerSymbol = 3;
  double row = kRowsPerUnit * options.layers * options.hidden;
  for (const int symbols : layout.shape().symbols) {
    row += kRowsPerSymbol * symbols;
  }
  return sizeof(float) * (vectors + row * options.batch * options.truncation);
}

int automatic_epochs(const TrainingSet& set, const TrainOptions& options) {
  constexpr double kSteps = 8000;
  const double notes_per_step = static_cast<double>(options.batch) * options.truncation;
  const double steps_per_epoch =
      std::ceil(static_cast<double>(count_notes(set.training)) / notes_per_step);
  return static_cast<int>(std::clamp(std::ceil(kSteps / steps_per_epoch), 10.0, 1000.0));
}

Trainer::Trainer(TrainingSet set, const TrainOptions& options, int threads)
    : set_(std::move(set)),
      start_end_(start_end(set_.dictionaries)),
      network_(first_network(set_, options)),
      mean_(network_.layout().size()),
      square_(network_.layout().size()),
      best_(network_.parameters().begin(), network_.parameters().end()),
      team_(threads) {
  check(validate(options).has_value() && options.epochs > 0, "the trainer's options are valid");
  record_.options = options;
  record_.pieces = set_.pieces;
  const int rows = rows_per_shard(options.batch);
  for (int first = 0; first < options.batch; first += rows) {
    const int count = std::min(rows, options.batch - first);
    UnrolledNetwork<float> network(network_.layout(), options.truncation, count);
    const std::size_t state_size = network.state_size();
    shards_.push_back({first,
                       count,
                       std::move(network),
                       Truncation(options.truncation, count, start_end_),
                       AlignedVector<float>(state_size),
                       AlignedVector<float>(network_.layout().size()),
                       {}});
  }
  begin_epoch();
}

void Trainer::begin_epoch() {
  const TrainOptions& options = record_.options;
  Random random({options.seed, kEpochStream, static_cast<std::uint64_t>(epoch_)});
  plan_.emplace(set_.training, start_end_, options.batch, options.transpose, random);
  steps_in_epoch_ = plan_->truncations(options.truncation);
  step_ = 0;
  sums_ = {};
  for (Shard& shard : shards_) {
    std::ranges::fill(shard.state, 0.0F);
  }
}

TrainerStatus Trainer::status() const {
  const int done = static_cast<int>(record_.epochs.size());
  const int patience = record_.options.patience;
  if (done > 0 && !is_finite(record_.epochs.back())) {
    return TrainerStatus::kDiverged;
  }
  if (done >= record_.options.epochs) {
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
      (epoch_ + static_cast<double>(step_) / steps_in_epoch_) / static_cast<double>(options.epochs);
  return options.learning_rate * 0.5 * (1 + std::cos(std::numbers::pi * done));
}

void Trainer::run_shards(const EpochPlan& plan, int step, bool learn) {
  const TrainOptions& options = record_.options;
  const std::span<const float> parameters = network_.parameters();
  const auto each_shard = [&](const auto& work) {
    team_.for_each(shards_.size(), [&](std::size_t i) { work(shards_[i]); });
  };
  each_shard([&](Shard& shard) {
    plan.fill(std::int64_t{step} * options.truncation, options.truncation, shard.first_lane,
              shard.rows, shard.truncation);
    shard.sums = shard.network.forward(parameters, shard.truncation, std::span(shard.state));
  });
  std::int64_t notes = 0;
  for (const Shard& shard : shards_) {
    notes += shard.sums.notes;
  }
  if (!learn || notes == 0) {
    return;
  }
  LossWeights weights = options.loss_weights;
  for (double& weight : weights) {
    weight /= static_cast<double>(notes);
  }
  each_shard([&](Shard& shard) {
    std::ranges::fill(shard.gradient, 0.0F);
    shard.network.backward(parameters, shard.truncation, weights, std::span(shard.gradient));
  });
}

void Trainer::update() {
  const std::size_t size = network_.layout().size();
  const std::size_t ranges = (size + kUpdateRange - 1) / kUpdateRange;
  const auto range_of = [&](std::size_t i, auto&& values) {
    return std::span(values).subspan(i * kUpdateRange,
                                     std::min(kUpdateRange, size - i * kUpdateRange));
  };
  std::vector<double> squares(ranges);
  team_.for_each(ranges, [&](std::size_t i) {
    const auto sum = range_of(i, shards_[0].gradient);
    for (std::size_t s = 1; s < shards_.size(); ++s) {
      add_row(static_cast<int>(sum.size()), range_of(i, shards_[s].gradient).data(), sum.data());
    }
    for (const float g : sum) {
      squares[i] += static_cast<double>(g) * static_cast<double>(g);
    }
  });
  double norm = 0;
  for (const double square : squares) {
    norm += square;
  }
  norm = std::sqrt(norm);

  ++updates_;
  const double longest = record_.options.clip_norm;
  AdamStep adam;
  const double correction =
      std::sqrt(1 - std::pow(static_cast<double>(adam.beta2), static_cast<double>(updates_)));
  adam.step_size = static_cast<float>(
      learning_rate() * correction /
      (1 - std::pow(static_cast<double>(adam.beta1), static_cast<double>(updates_))));
  adam.epsilon = static_cast<float>(1e-8 * correction);
  adam.gradient_scale = longest > 0 && norm > longest ? static_cast<float>(longest / norm) : 1.0F;
  team_.for_each(ranges, [&](std::size_t i) {
    adam_update(adam, range_of(i, shards_[0].gradient), range_of(i, mean_), range_of(i, square_),
                range_of(i, network_.parameters()));
  });
}

void Trainer::step() {
  check(status() == TrainerStatus::kRunning, "a finished training is not stepped on");
  run_shards(*plan_, step_, true);
  for (const Shard& shard : shards_) {
    sums_ += shard.sums;
  }
  update();
  ++step_;
  if (step_ == steps_in_epoch_) {
    end_epoch();
  }
}

CrossEntropies Trainer::measure_validation() {
  const EpochPlan plan(set_.validation, start_end_, record_.options.batch);
  for (Shard& shard : shards_) {
    std::ranges::fill(shard.state, 0.0F);
  }
  CrossEntropies sums;
  for (int step = 0; step < plan.truncations(record_.options.truncation); ++step) {
    run_shards(plan, step, false);
    for (const Shard& shard : shards_) {
      sums += shard.sums;
    }
  }
  return sums;
}

double Trainer::validation_of(int epoch) const {
  return record_.epochs[static_cast<std::size_t>(epoch - 1)].validation.sum();
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
    std::ranges::copy(network_.parameters(), best_.begin());
  }
  ++epoch_;
  begin_epoch();
}

Network Trainer::best_network() const {
  Network network(network_.shape());
  std::ranges::copy(best_, network.parameters().begin());
  return network;
}

std::int64_t Trainer::notes_done() const {
  const std::int64_t notes = count_notes(set_.training);
  return notes * epoch_ + notes * step_ / std::max(1, steps_in_epoch_);
}

std::int64_t Trainer::notes_in_all() const {
  return count_notes(set_.training) * record_.options.epochs;
}

std::int64_t Trainer::parameter_count() const {
  std::int64_t count = 0;
  for (const ParameterBlock& block : network_.layout().blocks()) {
    count += std::int64_t{block.rows} * block.cols;
  }
  return count;
}

}  // namespace bachprop
