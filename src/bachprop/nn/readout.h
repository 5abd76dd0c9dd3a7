// A readout: Dense(V, relu) over the layers' outputs and the parts of the next note that are
// already chosen, then Dense(V) and softmax. Derivation: docs/maths/readout.md.
//
// Legend: N rows; H units a layer; V symbols of this feature; L layers read.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bachprop/base/note_symbols.h"
#include "bachprop/nn/layer.h"
#include "bachprop/nn/matrix.h"
#include "bachprop/nn/product.h"

namespace bachprop {

// Parameters, or a gradient with respect to them.
template <typename Scalar>
struct ReadoutParameters {
  std::vector<Matrix<Scalar>> layers;  // L of [H, V]
  // [V of feature f, V], one for each feature chosen before this one: row look-ups.
  std::vector<Matrix<Scalar>> given;
  Matrix<Scalar> hidden_bias;  // [1, V]
  Matrix<Scalar> output;       // [V, V]
  Matrix<Scalar> output_bias;  // [1, V]
};

// What the products of a readout read, packed anew after each change of the parameters.
template <typename Scalar>
struct ReadoutWeights {
  std::vector<PackedMatrix<Scalar>> layers;         // L of [H, V]
  std::vector<PackedMatrix<Scalar>> layers_turned;  // L of [V, H]
  PackedMatrix<Scalar> output;                      // [V, V]
  PackedMatrix<Scalar> output_turned;               // [V, V]

  ReadoutWeights(int layer_count, int units, int symbols, Precision precision);
  // The turned ones serve the backward pass alone.
  void pack(const ReadoutParameters<const Scalar>& parameters, bool turned);
};

// What came out for a number of notes.
struct CrossEntropy {
  double nats = 0;           // summed over the notes
  std::int64_t correct = 0;  // notes of which no symbol was more probable than the true one

  CrossEntropy& operator+=(const CrossEntropy& other) {
    nats += other.nats;
    correct += other.correct;
    return *this;
  }
};

template <typename Scalar>
class Readout {
 public:
  // `feature`: 0 dT, 1 T, 2 P. `rows`: N at the most.
  Readout(int feature, int symbols, int rows, Precision precision);

  // `layers`: L of [N, H]; `next`: N notes, of which the features before this one are read.
  void forward(const ReadoutParameters<const Scalar>& parameters,
               const ReadoutWeights<Scalar>& weights, std::span<const Matrix<const Scalar>> layers,
               std::span<const NoteSymbols> next);

  // After forward(): the logits, [N, V].
  [[nodiscard]] Matrix<const Scalar> logits() const {
    return logits_.view().middle_rows(0, count_);
  }

  // After forward(), turns the logits into the gradient of `weight` * (sum of nats) with respect to
  // them, and sums what the true symbols cost. Rows with mask 0 count nothing.
  [[nodiscard]] CrossEntropy cross_entropy(std::span<const NoteSymbols> next,
                                           std::span<const std::uint8_t> mask, Scalar weight);

  // After cross_entropy(): adds its gradient to `gradient` and to `d_layers` (L of [N, H]), or
  // sets those of d_layers whose `fresh` is true.
  void backward(const ReadoutWeights<Scalar>& weights, std::span<const Matrix<const Scalar>> layers,
                std::span<const NoteSymbols> next, const ReadoutParameters<Scalar>& gradient,
                std::span<const Matrix<Scalar>> d_layers, const std::vector<bool>& fresh);

 private:
  int feature_;
  Precision precision_;
  int count_ = 0;                 // N of the last forward pass
  OwnedMatrix<Scalar> hidden_;    // [N, V], after the relu
  OwnedMatrix<Scalar> logits_;    // [N, V]; their gradient after cross_entropy()
  OwnedMatrix<Scalar> d_hidden_;  // [N, V]
  std::vector<const Scalar*> left_rows_;
};

}  // namespace bachprop
