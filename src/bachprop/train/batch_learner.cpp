#include "bachprop/train/batch_learner.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <vector>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/parallel.h"
#include "bachprop/base/task_graph.h"
#include "bachprop/nn/kernels.h"

namespace bachprop {
namespace {

// Few rows would leave the matrix products waiting for the weights. With many rows, what the
// forward pass leaves for the backward pass would not stay in the caches.
constexpr int kSliceRows = 8;

// One shard keeps three or four threads busy; the second also fills the gaps at the ends of the
// first one's slices.
constexpr int kMostShards = 2;

// The update is spread over the threads in pieces of this many parameters.
constexpr std::size_t kUpdateRange = 16384;

}  // namespace

BatchSlices slices_of(int batch_rows) {
  const int wanted = (batch_rows + kSliceRows - 1) / kSliceRows;
  const int rows = (batch_rows + wanted - 1) / wanted;
  const int count = (batch_rows + rows - 1) / rows;
  const bool uneven = batch_rows % rows != 0;
  const int even = uneven ? count - 1 : count;
  return {.rows = rows, .count = count, .shards = std::min(even, kMostShards) + (uneven ? 1 : 0)};
}

struct BatchLearner::State {
  struct Shard {
    int rows;
    UnrolledNetwork<float> network;
    AlignedVector<float> gradient;
    std::vector<TaskGraph::Task> last = {};  // of its slice before, while a graph is built
  };
  struct Slice {
    int first;
    int rows;
    Shard* shard;
    bool accumulates;                       // the shard had a slice before
    std::array<Truncation, 2> truncations;  // the one that is learnt from, and the next
    std::span<float> state;
    CrossEntropies sums = {};
  };

  ParameterLayout layout;
  BatchOptions options;
  LearnedValues values;
  ThreadTeam team;
  PackedNetwork<float> weights;
  AlignedVector<float> states;
  std::deque<Shard> shards;  // tasks look at them: they must not move
  std::deque<Slice> slices;
  TaskGraph learning;
  TaskGraph measuring;
  TaskGraph filling;

  // The step that runs:
  const Fill* fill = nullptr;
  std::size_t current = 0;  // truncation of each slice
  std::vector<double> squares;
  double learning_rate = 0;
  std::int64_t update = 0;
  LossWeights mean_weights = {};
  AdamStep adam;
  std::span<const float> measured = {};  // parameters to measure with instead

  State(const ParameterLayout& of, const BatchOptions& given, const LearnedValues& learned,
        int threads);
  void add_shards();
  void add_slices();
  void add_fill_tasks(TaskGraph& graph);
  [[nodiscard]] std::vector<TaskGraph::Task> add_slice_tasks(TaskGraph& graph, bool learns);
  void add_update_tasks(const std::vector<TaskGraph::Task>& gradients);
  [[nodiscard]] std::size_t ranges() const;
  template <typename T>
  [[nodiscard]] std::span<T> range_of(std::size_t range, std::span<T> all) const;
  void fill_next(Slice& slice);
  void begin(const Fill& fill_next);
  void begin_slice(Slice& slice, bool learns);
  [[nodiscard]] CrossEntropies end();
  void sum_gradients(std::size_t range);
  void choose_step();
  void update_range(std::size_t range);
  [[nodiscard]] float average_share() const;
};

BatchLearner::State::State(const ParameterLayout& of, const BatchOptions& given,
                           const LearnedValues& learned, int threads)
    : layout(of),
      options(given),
      values(learned),
      team(
          threads, given.precision == Precision::kBfloat16
                       ? [] { prepare_for_products(Precision::kBfloat16); }
                       : [] { prepare_for_products(Precision::kFloat32); }),
      weights(of, given.precision, true) {
  check(values.parameters.size() == layout.size() && values.mean.size() == layout.size() &&
            values.square.size() == layout.size(),
        "learned values have the layout's size");
  squares.resize(ranges());
  weights.pack(values.parameters);
  add_shards();
  add_slices();
  add_fill_tasks(filling);
  add_fill_tasks(measuring);
  static_cast<void>(add_slice_tasks(measuring, false));
  add_fill_tasks(learning);
  add_update_tasks(add_slice_tasks(learning, true));
}

void BatchLearner::State::add_shards() {
  const BatchSlices cut = slices_of(options.rows);
  const int last_rows = options.rows - (cut.count - 1) * cut.rows;
  for (int i = 0; i < cut.shards; ++i) {
    const int rows = i + 1 == cut.shards ? last_rows : cut.rows;
    shards.push_back({.rows = rows,
                      .network = UnrolledNetwork<float>(layout, weights, options.steps, rows),
                      .gradient = AlignedVector<float>(layout.size())});
  }
}

// Slices of one size take turns on the shards of that size.
void BatchLearner::State::add_slices() {
  const NetworkShape& shape = layout.shape();
  const BatchSlices cut = slices_of(options.rows);
  const bool uneven = options.rows % cut.rows != 0;
  const int even_shards = uneven ? cut.shards - 1 : cut.shards;
  const auto row = as_index(shape.layers) * as_index(state_columns(shape));
  states.resize(row * as_index(options.rows));
  for (int i = 0; i < cut.count; ++i) {
    const int first = i * cut.rows;
    const int rows = std::min(cut.rows, options.rows - first);
    const int shard = rows < cut.rows ? cut.shards - 1 : i % even_shards;
    const Truncation empty(options.steps, rows, {});
    slices.push_back(
        {.first = first,
         .rows = rows,
         .shard = &shards[as_index(shard)],
         .accumulates = rows == cut.rows && i >= even_shards,
         .truncations = {empty, empty},
         .state = std::span(states).subspan(as_index(first) * row, as_index(rows) * row)});
  }
}

void BatchLearner::State::fill_next(Slice& slice) {
  if (*fill) {
    (*fill)(slice.first, slice.rows, slice.truncations[1 - current]);
  }
}

void BatchLearner::State::add_fill_tasks(TaskGraph& graph) {
  for (Slice& slice : slices) {
    graph.add({}, [this, &slice] { fill_next(slice); });
  }
}

// One slice after the other, so that what is computed is still in the caches when it is needed.
std::vector<TaskGraph::Task> BatchLearner::State::add_slice_tasks(TaskGraph& graph, bool learns) {
  for (Shard& shard : shards) {
    shard.last.clear();
  }
  for (Slice& slice : slices) {
    Shard& shard = *slice.shard;
    const TaskGraph::Order order = {.stage = slice.first};
    const std::vector<TaskGraph::Task> begun = {graph.add(
        order, [this, &slice, learns] { begin_slice(slice, learns); }, shard.last)};
    const auto done = shard.network.add_tasks(graph, learns, slice.first, begun);
    shard.last = {graph.add(
        order, [&slice] { slice.sums = slice.shard->network.sums(); }, done)};
  }
  std::vector<TaskGraph::Task> last;
  for (const Shard& shard : shards) {
    last.insert(last.end(), shard.last.begin(), shard.last.end());
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
        {}, [this, range] { update_range(range); }, chosen));
  }
  const std::vector<TaskGraph::Task> updated = {learning.add(
      {}, [] {}, updates)};
  for (int piece = 0; piece < weights.pieces(); ++piece) {
    learning.add(
        {}, [this, piece] { weights.pack_piece(piece); }, updated);
  }
}

void BatchLearner::State::sum_gradients(std::size_t range) {
  const std::span<float> sum = range_of(range, std::span<float>(shards[0].gradient));
  const std::array<float*, 1> out = {sum.data()};
  for (std::size_t s = 1; s < shards.size(); ++s) {
    const auto other = range_of(range, std::span<const float>(shards[s].gradient));
    add_to_rows<float>(as_int(sum.size()), other.data(), out);
  }
  squares[range] = sum_of_squares(sum);
}

// Early on the average follows quickly: what it keeps grows with the number of updates.
float BatchLearner::State::average_share() const {
  const auto updates = as_double(update);
  return static_cast<float>(1 - std::min(options.average_decay, (1 + updates) / (10 + updates)));
}

void BatchLearner::State::choose_step() {
  double norm = 0;
  for (const double square : squares) {
    norm += square;
  }
  norm = std::sqrt(norm);
  const auto steps = as_double(update);
  const double correction = std::sqrt(1 - std::pow(as_double(adam.beta2), steps));
  adam.step_size =
      static_cast<float>(learning_rate * correction / (1 - std::pow(as_double(adam.beta1), steps)));
  adam.epsilon = static_cast<float>(1e-8 * correction);
  adam.shrink = static_cast<float>(learning_rate * options.weight_decay);
  const double longest = options.clip_norm;
  adam.gradient_scale = longest > 0 && norm > longest ? static_cast<float>(longest / norm) : 1.0F;
}

void BatchLearner::State::update_range(std::size_t range) {
  const auto gradient = range_of(range, std::span<const float>(shards[0].gradient));
  const auto mean = range_of(range, values.mean);
  const auto square = range_of(range, values.square);
  const auto parameters = range_of(range, values.parameters);
  if (values.average.empty()) {
    adam_update(adam, gradient, mean, square, parameters);
  } else {
    adam_update(adam, gradient, mean, square, parameters, average_share(),
                range_of(range, values.average));
  }
}

void BatchLearner::State::begin(const Fill& next) {
  prepare_for_products(options.precision);  // on the calling thread, which works too
  fill = &next;
  std::int64_t notes = 0;
  for (const Slice& slice : slices) {
    notes += slice.truncations[current].notes();
  }
  mean_weights = options.loss_weights;
  for (double& weight : mean_weights) {
    weight /= as_double(std::max<std::int64_t>(1, notes));
  }
}

void BatchLearner::State::begin_slice(Slice& slice, bool learns) {
  Shard& shard = *slice.shard;
  const bool drops = learns && options.dropout > 0;
  shard.network.begin({.parameters = measured.empty() || learns ? values.parameters : measured,
                       .truncation = &slice.truncations[current],
                       .state = slice.state,
                       .sums_dt = options.sums_dt,
                       .loss_weights = mean_weights,
                       .gradient = learns ? std::span<float>(shard.gradient) : std::span<float>(),
                       .accumulate = slice.accumulates,
                       .dropout = {drops ? options.dropout : 0,
                                   drops ? dropout_stream(options.seed, update, slice.first) : 0}});
}

CrossEntropies BatchLearner::State::end() {
  CrossEntropies sums;
  for (const Slice& slice : slices) {
    sums += slice.sums;
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

void BatchLearner::measure_with(std::span<const float> parameters) {
  state_->measured = parameters;
  state_->weights.pack(parameters.empty() ? state_->values.parameters : parameters);
}

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
  state_->begin(fill_next);
  state_->learning.run(state_->team);
  return state_->end();
}

CrossEntropies BatchLearner::measure(const Fill& fill_next) {
  state_->begin(fill_next);
  state_->measuring.run(state_->team);
  return state_->end();
}

}  // namespace bachprop
