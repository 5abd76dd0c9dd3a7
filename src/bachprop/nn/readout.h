// A readout: Dense(V, relu) over the layers' outputs and the parts of the next note that are
// already chosen, then Dense(V) and softmax. Derivation: docs/maths/readout.md.
//
// Legend: N rows; H units a layer; V symbols of this feature; L layers read.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bachprop/base/note_symbols.h"
#include "bachprop/nn/gru.h"
#include "bachprop/nn/matrix.h"

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

// What came out for a number of notes.
struct CrossEntropy {
  double nats = 0;           // summed over the notes
  std::int64_t correct = 0;  // notes whose most probable symbol was the true one

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
  Readout(int feature, int symbols, int rows);

  // `layers`: L of [N, H]; `next`: N notes, of which the features before this one are read.
  void forward(const ReadoutParameters<const Scalar>& parameters,
               std::span<const Matrix<const Scalar>> layers, std::span<const NoteSymbols> next);

  // After forward(): the logits, [N, V].
  [[nodiscard]] Matrix<const Scalar> logits() const { return logits_.view(); }

  // After forward(), turns the logits into probabilities and sums what the true symbols cost. Rows
  // with mask 0 count nothing.
  [[nodiscard]] CrossEntropy cross_entropy(std::span<const NoteSymbols> next,
                                           std::span<const std::uint8_t> mask);

  // After cross_entropy(): adds the gradient of `weight` * (sum of nats) to `gradient` and to
  // `d_layers` (L of [N, H]).
  void backward(const ReadoutParameters<const Scalar>& parameters,
                std::span<const Matrix<const Scalar>> layers, std::span<const NoteSymbols> next,
                std::span<const std::uint8_t> mask, Scalar weight,
                const ReadoutParameters<Scalar>& gradient,
                std::span<const Matrix<Scalar>> d_layers);

 private:
  int feature_;
  OwnedMatrix<Scalar> hidden_;    // [N, V], after the relu
  OwnedMatrix<Scalar> logits_;    // [N, V]; probabilities after cross_entropy()
  OwnedMatrix<Scalar> d_hidden_;  // [N, V]
};

}  // namespace bachprop
