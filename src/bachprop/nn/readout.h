// A readout: Dense(D, relu), then Dense(V) and softmax. It reads the layers' outputs, the parts of
// the next note that are already chosen, and a multi-hot context. D is V in the paper.
//
// The readout of pitches may also give weights to intervals. Each group g of anchors, pitches that
// the context names, and each interval d has one weight. It is added to the logit of the pitch d
// semitones above each anchor of the group. Anchors may also be pitch classes; their intervals are
// 0 .. 11, to the same pitch class in every octave. So what is learnt in one key holds in all.
// Derivation: docs/maths/readout.md.
//
// Legend: N rows; H units a layer; V symbols of this feature; L layers read; D hidden units; C size
// of the context; G groups of anchors, K of classes; W = G kIntervals + 12 K.
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
  PackedMatrix<Scalar> intervals;                   // [D, W]
  PackedMatrix<Scalar> intervals_turned;            // [W, D]

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

// The inputs of a readout, N rows each.
template <typename Scalar>
struct ReadoutInput {
  std::span<const Matrix<const Scalar>> layers;  // L of [N, H]
  // The next note, of which the features before this one are read.
  std::span<const NoteSymbols> next;
  MultiHot context = {};
};

template <typename Scalar>
class Readout {
 public:
  // `rows`: N at the most.
  Readout(const ReadoutShape& shape, int rows, Precision precision);

  // `dropout`: hidden units that are left out.
  void forward(const ReadoutParameters<const Scalar>& parameters,
               const ReadoutWeights<Scalar>& weights, const ReadoutInput<Scalar>& input,
               const Dropout& dropout = {});

  // After forward(): the logits, [N, V].
  [[nodiscard]] Matrix<const Scalar> logits() const {
    return logits_.view().middle_rows(0, count_);
  }

  // After forward(), turns the logits into the gradient of `weight` * (sum of nats) with respect to
  // them, and sums what the true symbols cost. Rows with mask 0 count nothing.
  [[nodiscard]] CrossEntropy cross_entropy(std::span<const NoteSymbols> next,
                                           std::span<const std::uint8_t> mask, Scalar weight);

  // After cross_entropy(): adds its gradient to `gradient` and to `d_layers` (L of [N, H]), or
  // sets those of d_layers whose `fresh` is true. `input` and `dropout` as in forward().
  void backward(const ReadoutWeights<Scalar>& weights, const ReadoutInput<Scalar>& input,
                const Dropout& dropout, const ReadoutParameters<Scalar>& gradient,
                std::span<const Matrix<Scalar>> d_layers, const std::vector<bool>& fresh);

 private:
  // Calls body(logit, weight, count) for each anchor of a row. The weights of `count` intervals
  // from column `weight` on belong to the logits from `logit` on.
  template <typename Body>
  void for_each_anchor(std::span<const int> context, const Body& body) const;
  // The same for each anchor that is a class: body(pitch, weight) for each pitch.
  template <typename Body>
  void for_each_class_weight(std::span<const int> context, const Body& body) const;
  void weigh_intervals(const ReadoutParameters<const Scalar>& parameters,
                       const ReadoutWeights<Scalar>& weights, const MultiHot& context);
  // Adds to d_hidden_.
  void intervals_backward(const ReadoutWeights<Scalar>& weights, const MultiHot& context,
                          const ReadoutParameters<Scalar>& gradient);

  ReadoutShape shape_;
  Precision precision_;
  int count_ = 0;                  // N of the last forward pass
  OwnedMatrix<Scalar> hidden_;     // [N, D], after the relu
  OwnedMatrix<Scalar> logits_;     // [N, V]; their gradient after cross_entropy()
  OwnedMatrix<Scalar> intervals_;  // [N, W]; their gradient in backward()
  OwnedMatrix<Scalar> d_hidden_;   // [N, D]
  std::vector<const Scalar*> left_rows_;
};

}  // namespace bachprop
