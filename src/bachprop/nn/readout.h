// A readout: Dense(D, relu), then Dense(V) and softmax. It reads the layers' outputs, the parts of
// the next note that are already chosen, and a multi-hot context. D is V in the paper.
//
// The readout of pitches may also give weights to intervals. Each group g of anchors, pitches that
// the context names, and each interval d has one weight. It is added to the logit of the pitch d
// semitones above each anchor of the group. Anchors may also be pitch classes; their intervals are
// 0 .. 11, to the same pitch class in every octave. So what is learnt in one key holds in all.
// Derivation: docs/maths/readout.md.
//
// Legend: N rows in blocks of R; H units a layer; V symbols of this feature; L layers read; D
// hidden units; C size of the context; G groups of anchors, K of classes; W = G kIntervals + 12 K.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bachprop/base/note_symbols.h"
#include "bachprop/nn/dropout.h"
#include "bachprop/nn/layer.h"
#include "bachprop/nn/matrix.h"
#include "bachprop/nn/multi_hot.h"
#include "bachprop/nn/product.h"
#include "bachprop/nn/scratch_pool.h"

namespace bachprop {

// Intervals that have a weight: -36 .. 36 semitones, in this order.
constexpr int kWidestInterval = 36;
constexpr int kIntervals = 2 * kWidestInterval + 1;
constexpr int kPitchClasses = 12;

struct ReadoutShape {
  int feature = 0;  // 0 dT, 1 T, 2 P
  int layers = 1;   // L
  int units = 1;    // H
  int symbols = 2;  // V
  int hidden = 2;   // D
  int context = 0;  // C
  // Entries of the context below this one are not read; they have no rows in the table.
  int first_entry = 0;
  // The first G (V - 1) entries of the context are anchors, V - 1 pitches a group.
  int groups = 0;  // G
  // The next 12 K entries are anchors too: pitch classes, 0 C .. 11 B.
  int class_groups = 0;  // K
  int lowest_class = 0;  // of pitch symbol 0

  [[nodiscard]] int weights() const { return groups * kIntervals + class_groups * kPitchClasses; }
  // The weights are computed by blocks: one for each group, and one for all groups of classes.
  [[nodiscard]] int weight_blocks() const { return groups + (class_groups > 0 ? 1 : 0); }
  [[nodiscard]] int first_weight(int block) const { return block * kIntervals; }
  [[nodiscard]] int block_weights(int block) const {
    return block < groups ? kIntervals : class_groups * kPitchClasses;
  }
};

// Parameters, or a gradient with respect to them. Without context or groups theirs have no rows.
template <typename Scalar>
struct ReadoutParameters {
  std::vector<Matrix<Scalar>> layers;  // L of [H, D]
  // [V of feature f, D], one for each feature chosen before this one: row look-ups.
  std::vector<Matrix<Scalar>> given;
  Matrix<Scalar> context;         // [C - first_entry, D]: a sum of rows
  Matrix<Scalar> hidden_bias;     // [1, D]
  Matrix<Scalar> output;          // [D, V]
  Matrix<Scalar> output_bias;     // [1, V]
  Matrix<Scalar> intervals;       // [D, W]
  Matrix<Scalar> intervals_bias;  // [1, W]
};

// The operands of a readout's products, packed anew after each change of the parameters.
template <typename Scalar>
struct ReadoutWeights {
  std::vector<PackedMatrix<Scalar>> layers;         // L of [H, D]
  std::vector<PackedMatrix<Scalar>> layers_turned;  // L of [D, H]
  PackedMatrix<Scalar> output;                      // [D, V]
  PackedMatrix<Scalar> output_turned;               // [V, D]
  // For each group of anchors, [D, kIntervals]; for all groups of classes in one, [D, 12 K].
  std::vector<PackedMatrix<Scalar>> intervals;
  std::vector<PackedMatrix<Scalar>> intervals_turned;

  ReadoutWeights(const ReadoutShape& shape, Precision precision);
  // The turned ones serve the backward pass alone.
  void pack(const ReadoutParameters<const Scalar>& parameters, bool turned);
};

// The outcome for a number of notes.
struct CrossEntropy {
  double nats = 0;           // summed over the notes
  std::int64_t correct = 0;  // notes of which no symbol was more probable than the true one

  CrossEntropy& operator+=(const CrossEntropy& other) {
    nats += other.nats;
    correct += other.correct;
    return *this;
  }
};

// The inputs of a readout for R rows of a batch. Row i of them is entry first + i * step of `next`
// and `context`.
template <typename Scalar>
struct ReadoutInput {
  std::span<const Matrix<const Scalar>> layers;  // L of [R, H]
  // The next note, of which the features before this one are read.
  std::span<const NoteSymbols> next;
  MultiHot context = {};
  // How the context changes from row to row; null: each row is on its own.
  const EntryChanges* changes = nullptr;
  std::size_t first = 0;
  std::size_t step = 1;
  // What dropout has left of each layer's units, L of them, and leaves of the hidden ones.
  std::span<const Kept> kept = {};
  DroppedRow<Scalar> hidden = {};

  [[nodiscard]] std::size_t entry(int row) const { return first + as_index(row) * step; }
  [[nodiscard]] Kept kept_of(std::size_t layer) const {
    return kept.empty() ? Kept() : kept[layer];
  }
};

// Rows are computed by blocks of R, whose number says where in the memory of N rows they lie.
// Blocks can be computed at the same time.
template <typename Scalar>
class Readout {
 public:
  // `rows`: R at the most. `learns`: not only forward() will be called.
  Readout(const ReadoutShape& shape, int blocks, int rows, Precision precision, bool learns);

  void forward(int block, const ReadoutParameters<const Scalar>& parameters,
               const ReadoutWeights<Scalar>& weights, const ReadoutInput<Scalar>& input);

  // After forward(): the logits of a block, [R, V].
  [[nodiscard]] Matrix<const Scalar> logits(int block) const;

  // Adds to the logits of each row those of all rows before, back to one at which `begins` (of each
  // entry) is not 0. After forward(); once they are a gradient, back_through_sums() is its
  // counterpart.
  void sum_up(int block, const ReadoutInput<Scalar>& input, std::span<const std::uint8_t> begins);
  void back_through_sums(int block, const ReadoutInput<Scalar>& input,
                         std::span<const std::uint8_t> begins);

  // After forward(), turns the logits into the gradient of `weight` * (sum of nats) with respect to
  // them, and sums what the true symbols cost. Entries with mask 0 count nothing.
  [[nodiscard]] CrossEntropy cross_entropy(int block, const ReadoutInput<Scalar>& input,
                                           std::span<const std::uint8_t> mask, Scalar weight);

  // After cross_entropy(): adds the gradient to `d_layers` (L of [R, H]), or sets those whose
  // `fresh` is true. `input` as in forward().
  void backward(int block, const ReadoutWeights<Scalar>& weights, const ReadoutInput<Scalar>& input,
                std::span<const Matrix<Scalar>> d_layers, std::span<const bool> fresh);

  // The gradients of the parameters, after backward() of all blocks, in gradient_parts() pieces
  // that can be computed at the same time. They are added to `gradient`, or set when not
  // `accumulate`. `inputs`: of each block, all of R rows. `next` and `context`: for each entry the
  // rows that name it, and their runs, where entry first + i * step is row block * R + i.
  [[nodiscard]] int gradient_parts() const;
  void add_gradient(int part, std::span<const ReadoutInput<Scalar>> inputs, const NoteRows& next,
                    const EntryRuns& context, bool accumulate,
                    const ReadoutParameters<Scalar>& gradient);

 private:
  // An entry of the context from which intervals are counted.
  struct Anchor {
    int row;  // of the block
    int entry;
  };
  struct Block {
    int count = 0;                     // R of the last forward pass
    OwnedMatrix<Scalar> sum;           // [1, kColumnsAtOnce]: of the context's rows
    std::vector<Anchor> anchors = {};  // by blocks of weights, then by rows
    std::vector<int> ends = {};        // of each block of weights, in `anchors`
  };

  // For the intervals of a block of rows.
  struct IntervalScratch {
    OwnedMatrix<Scalar> hidden;            // [R, D] of the rows with anchors
    OwnedMatrix<Scalar> weights;           // [R, weights of a block]
    std::vector<int> rows;                 // of the block, which have anchors
    std::vector<const Scalar*> left_rows;  // R
  };

  [[nodiscard]] Matrix<Scalar> rows_of(OwnedMatrix<Scalar>& all, int block);
  [[nodiscard]] std::span<const Anchor> anchors(int block, int weights) const;
  void find_anchors(int block, const ReadoutInput<Scalar>& input);
  void sum_hidden(int block, const ReadoutParameters<const Scalar>& parameters,
                  const ReadoutInput<Scalar>& input);
  void weigh_intervals(int block, const ReadoutParameters<const Scalar>& parameters,
                       const ReadoutWeights<Scalar>& weights, const DroppedRow<Scalar>& dropped);
  // Adds to d_hidden_.
  void intervals_backward(int block, const ReadoutWeights<Scalar>& weights);
  // The gradient of a block of weights for the rows with anchors, [rows, weights], and these rows,
  // both in `memory`.
  [[nodiscard]] Matrix<Scalar> interval_gradient(int block, int weights, IntervalScratch& memory);
  // Calls body(logit, weight, count): the weights of `count` intervals from `weight` on, counted in
  // their block, belong to the logits from `logit` on.
  template <typename Body>
  void for_each_run(int weights, int entry, const Body& body) const;
  void add_layer_gradient(int layer, std::span<const ReadoutInput<Scalar>> inputs, bool accumulate,
                          Matrix<Scalar> gradient);
  void add_context_gradient(const EntryRuns& context, bool accumulate, Matrix<Scalar> gradient);
  void add_interval_gradient(int weights, std::span<const ReadoutInput<Scalar>> inputs,
                             bool accumulate, const ReadoutParameters<Scalar>& gradient);
  void add_output_gradient(std::span<const ReadoutInput<Scalar>> inputs, bool accumulate,
                           const ReadoutParameters<Scalar>& gradient);

  ReadoutShape shape_;
  Precision precision_;
  int rows_;                      // of a block
  OwnedMatrix<Scalar> hidden_;    // [N, D], after the relu
  OwnedMatrix<Scalar> logits_;    // [N, V]; their gradient after cross_entropy()
  OwnedMatrix<Scalar> d_hidden_;  // [N, D]
  std::vector<Block> blocks_;
  ScratchPool<IntervalScratch> interval_scratch_;
  OwnedMatrix<Scalar> column_block_;                   // [N, kColumnsAtOnce]
  std::vector<std::vector<const Scalar*>> left_rows_;  // R, of the output and of each layer
};

}  // namespace bachprop
