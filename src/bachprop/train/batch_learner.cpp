#include "bachprop/train/batch_learner.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <vector>

#include "bachprop/base/check.h"
#include "bachprop/base/parallel.h"
#include "bachprop/base/task_graph.h"
#include "bachprop/nn/kernels.h"

namespace bachprop {
namespace {

// Shards are for machines of many cores: one already keeps three or four busy. Few rows would leave
// the matrix products waiting for the weights.
constexpr int kMostShards = 4;
constexpr int kFewestShardRows = 8;

// The update is spread over the threads in pieces of this many parameters.
constexpr std::size_t kUpdateRange = 16384;

}  // namespace

int shard_rows(int batch_rows) {
  const int rows = std::max(kFewestShardRows, (batch_rows + kMostShards - 1) / kMostShards);
  return std::min(batch_rows, rows);
}

int shard_count(int batch_rows) {
  return (batch_rows + shard_rows(batch_rows) - 1) / shard_rows(batch_rows);
}

struct BatchLearner::State {
  struct Shard {
    int first;
    int rows;
    UnrolledNetwork<float> network;
    std::array<Truncation, 2> truncations;  // the one that is learnt from, and the next
    std::span<float> state;
    AlignedVector<float> gradient;
  };

  ParameterLayout layout;
  BatchOptions options;
  LearnedValues values;
  ThreadTeam team;
  PackedNetwork<float> weights;
  AlignedVector<float> states;
  std::deque<Shard> shards;  // tasks look at them: they must not move
  TaskGraph learning;
  TaskGraph measuring;
  TaskGraph filling;

  // Of the step that runs.
  const Fill* fill = nullptr;
  std::size_t current = 0;  // truncation of each shard
  std::vector<double> squares;
  double learning_rate = 0;
  std::int64_t update = 0;
  AdamStep adam;

  State(const ParameterLayout& of, const BatchOptions& given, const LearnedValues& learned,
        int threads);
  void add_shards();
  void add_fill_tasks(TaskGraph& graph);
  [[nodiscard]] std::vector<TaskGraph::Task> add_shard_tasks(TaskGraph& graph, bool learns);
  void add_update_tasks(const std::vector<TaskGraph::Task>& gradients);
  [[nodiscard]] std::size_t ranges() const;
  template <typename T>
  [[nodiscard]] std::span<T> range_of(std::size_t range, std::span<T> all) const;
  void fill_next(Shard& shard);
  void begin(const Fill& fill_next, bool learns);
  [[nodiscard]] CrossEntropies end();
  void sum_gradients(std::size_t range);
  void choose_step();
};

BatchLearner::State::State(const ParameterLayout& of, const BatchOptions& given,
                           const LearnedValues& learned, int threads)
    : layout(of),
      options(given),
      values(learned),
      team(threads),
      weights(of, given.precision, true) {
  check(values.parameters.size() == layout.size() && values.mean.size() == layout.size() &&
            values.square.size() == layout.size(),
        "learned values have the layout's size");
  squares.resize(ranges());
  weights.pack(values.parameters);
  add_shards();
  add_fill_tasks(filling);
  add_fill_tasks(measuring);
  static_cast<void>(add_shard_tasks(measuring, false));
  add_fill_tasks(learning);
  add_update_tasks(add_shard_tasks(learning, true));
}

void BatchLearner::State::add_shards() {
  const NetworkShape& shape = layout.shape();
  const auto row = static_cast<std::size_t>(shape.layers) * static_cast<std::size_t>(shape.hidden);
  states.resize(row * static_cast<std::size_t>(options.rows));
  const int rows = shard_rows(options.rows);
  for (int first = 0; first < options.rows; first += rows) {
    const int count = std::min(rows, options.rows - first);
    const Truncation empty(options.steps, count, {});
    shards.push_back({.first = first,
                      .rows = count,
                      .network = UnrolledNetwork<float>(layout, weights, options.steps, count),
                      .truncations = {empty, empty},
                      .state = std::span(states).subspan(static_cast<std::size_t>(first) * row,
                                                         static_cast<std::size_t>(count) * row),
                      .gradient = AlignedVector<float>(layout.size())});
  }
}

void BatchLearner::State::fill_next(Shard& shard) {
  if (*fill) {
    (*fill)(shard.first, shard.rows, shard.truncations[1 - current]);
  }
}

void BatchLearner::State::add_fill_tasks(TaskGraph& graph) {
  for (Shard& shard : shards) {
    graph.add({}, [this, &shard] { fill_next(shard); });
  }
}

std::vector<TaskGraph::Task> BatchLearner::State::add_shard_tasks(TaskGraph& graph, bool learns) {
  std::vector<TaskGraph::Task> last;
  for (Shard& shard : shards) {
    // One shard after the other, so that what is computed is still in the caches when it is needed.
    const int stage = shard.first;
    const auto tasks = shard.network.add_tasks(graph, learns, stage);
    last.insert(last.end(), tasks.begin(), tasks.end());
  }
  return last;
}

std::size_t BatchLearner::State::ranges() const {
  return (layout.size() + kUpdateRange - 1) / kUpdateRange;
}

template <typename T>
std::span<T> BatchLearner::State::range_of(std::size_t range, std::span<T> all) const {
  return all.subspan(range * kUpdateRange,
                     std::min(kUpdateRange, all.size() - range * kUpdateRange));
}

// All gradients -> their sum and its length -> Adam -> packed weights.
void BatchLearner::State::add_update_tasks(const std::vector<TaskGraph::Task>& gradients) {
  const std::vector<TaskGraph::Task> computed = {learning.add(
      {}, [] {}, gradients)};
  std::vector<TaskGraph::Task> sums;
  for (std::size_t range = 0; range < ranges(); ++range) {
    sums.push_back(learning.add(
        {}, [this, range] { sum_gradients(range); }, computed));
  }
  const std::vector<TaskGraph::Task> chosen = {learning.add(
      {}, [this] { choose_step(); }, sums)};
  std::vector<TaskGraph::Task> updates;
  for (std::size_t range = 0; range < ranges(); ++range) {
    updates.push_back(learning.add(
        {},
        [this, range] {
          adam_update(adam, range_of(range, std::span<const float>(shards[0].gradient)),
                      range_of(range, values.mean), range_of(range, values.square),
                      range_of(range, values.parameters));
        },
        chosen));
  }
  const std::vector<TaskGraph::Task> updated = {learning.add(
      {}, [] {}, updates)};
  for (int piece = 0; piece < weights.pieces(); ++piece) {
    learning.add(
        {}, [this, piece] { weights.pack(piece, values.parameters); }, updated);
  }
}

void BatchLearner::State::sum_gradients(std::size_t range) {
  const std::span<float> sum = range_of(range, std::span<float>(shards[0].gradient));
  const std::array<float*, 1> out = {sum.data()};
  for (std::size_t s = 1; s < shards.size(); ++s) {
    const auto other = range_of(range, std::span<const float>(shards[s].gradient));
    add_to_rows<float>(static_cast<int>(sum.size()), other.data(), out);
  }
  squares[range] = sum_of_squares(sum);
}

void BatchLearner::State::choose_step() {
  double norm = 0;
  for (const double square : squares) {
    norm += square;
  }
  norm = std::sqrt(norm);
  const auto steps = static_cast<double>(update);
  const double correction = std::sqrt(1 - std::pow(static_cast<double>(adam.beta2), steps));
  adam.step_size = static_cast<float>(learning_rate * correction /
                                      (1 - std::pow(static_cast<double>(adam.beta1), steps)));
  adam.epsilon = static_cast<float>(1e-8 * correction);
  const double longest = options.clip_norm;
  adam.gradient_scale = longest > 0 && norm > longest ? static_cast<float>(longest / norm) : 1.0F;
}

void BatchLearner::State::begin(const Fill& next, bool learns) {
  fill = &next;
  std::int64_t notes = 0;
  for (const Shard& shard : shards) {
    notes += shard.truncations[current].notes();
  }
  LossWeights mean_weights = options.loss_weights;
  for (double& weight : mean_weights) {
    weight /= static_cast<double>(std::max<std::int64_t>(1, notes));
  }
  for (Shard& shard : shards) {
    shard.network.begin(
        {.parameters = values.parameters,
         .truncation = &shard.truncations[current],
         .state = shard.state,
         .loss_weights = mean_weights,
         .gradient = learns ? std::span<float>(shard.gradient) : std::span<float>()});
  }
}

CrossEntropies BatchLearner::State::end() {
  CrossEntropies sums;
  for (const Shard& shard : shards) {
    sums += shard.network.sums();
  }
  current = 1 - current;
  return sums;
}

BatchLearner::BatchLearner(const ParameterLayout& layout, const BatchOptions& options,
                           const LearnedValues& values, int threads)
    : state_(std::make_unique<State>(layout, options, values, threads)) {}
BatchLearner::~BatchLearner() = default;
BatchLearner::BatchLearner(BatchLearner&&) noexcept = default;
BatchLearner& BatchLearner::operator=(BatchLearner&&) noexcept = default;

std::span<float> BatchLearner::state() { return state_->states; }
std::span<const float> BatchLearner::state() const { return state_->states; }

void BatchLearner::parameters_changed() { state_->weights.pack(state_->values.parameters); }

void BatchLearner::prepare(const Fill& fill) {
  state_->fill = &fill;
  state_->filling.run(state_->team);
  state_->current = 1 - state_->current;
}

CrossEntropies BatchLearner::learn(std::int64_t update, double learning_rate,
                                   const Fill& fill_next) {
  state_->update = update;
  state_->learning_rate = learning_rate;
  state_->begin(fill_next, true);
  state_->learning.run(state_->team);
  return state_->end();
}

CrossEntropies BatchLearner::measure(const Fill& fill_next) {
  state_->begin(fill_next, false);
  state_->measuring.run(state_->team);
  return state_->end();
}

}  // namespace bachprop
