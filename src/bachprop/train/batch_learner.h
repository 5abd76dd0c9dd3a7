// Learning from one batch after another: forward, backward, clipping, Adam.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "bachprop/model/network.h"
#include "bachprop/model/unrolled_network.h"
#include "bachprop/nn/product.h"

namespace bachprop {

struct BatchOptions {
  int rows = 4;     // pieces side by side
  int steps = 128;  // of one truncation
  LossWeights loss_weights = {0.1, 0.3, 0.6};
  bool sums_dt = false;  // see UnrolledNetwork::Pass
  double clip_norm = 0;  // the gradient is shortened to this length; 0: never
  double dropout = 0;    // share of units that are left out while learning
  // Each update takes learning rate * weight_decay of every parameter away (AdamW, Loshchilov and
  // Hutter 2019).
  double weight_decay = 0;
  // Decay of the parameter average (EMA), warmed up as min(decay, (1 + t) / (10 + t)); 0: none.
  double average_decay = 0;
  std::uint64_t seed = 1;  // of what is left out
  Precision precision = Precision::kFloat32;
};

// The values that learning changes, all of the layout's size: parameters and Adam's two moments.
struct LearnedValues {
  std::span<float> parameters;
  std::span<float> mean;
  std::span<float> square;
  std::span<float> average = {};  // or empty
};

// The rows of a batch are cut into slices and these given to shards, in a way that depends on the
// options alone. A shard learns from its slices one after the other, in memory that they share; the
// gradients of the shards are added in their order. So what comes out does not depend on the number
// of threads.
class BatchLearner {
 public:
  // Writes the truncation of the rows first .. first + count - 1; called from several threads.
  using Fill = std::function<void(int first, int count, Truncation& truncation)>;

  // `values` must outlive this object and stay where they are.
  BatchLearner(const ParameterLayout& layout, const BatchOptions& options,
               const LearnedValues& values, int threads);
  ~BatchLearner();
  BatchLearner(BatchLearner&&) noexcept;
  BatchLearner& operator=(BatchLearner&&) noexcept;

  // The states of all rows, [slices, layers, rows of the slice, state_columns()] in one.
  [[nodiscard]] std::span<float> state();
  [[nodiscard]] std::span<const float> state() const;
  // To be called when the parameters were changed from outside.
  void parameters_changed();

  // Fills the truncation that comes next.
  void prepare(const Fill& fill);
  // Learns from the truncation that was filled last, as update number `update` (from 1) at this
  // learning rate. Fills the next meanwhile, if `fill_next` is not empty. Allocates nothing,
  // once its lists have met the longest contexts.
  CrossEntropies learn(std::int64_t update, double learning_rate, const Fill& fill_next);
  // From now on measure() takes these parameters, until called with none.
  void measure_with(std::span<const float> parameters);
  // The same without learning.
  CrossEntropies measure(const Fill& fill_next);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// How the rows of a batch are cut.
struct BatchSlices {
  int rows = 1;  // of each slice but the last, which may have fewer
  int count = 1;
  int shards = 1;  // whose memory and gradients stand side by side
};
[[nodiscard]] BatchSlices slices_of(int batch_rows);

}  // namespace bachprop
