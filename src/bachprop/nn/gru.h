// A GRU layer unrolled over one truncation: forward and backward. Derivation: docs/maths/gru.md.
//
// Legend: T steps, B rows (pieces side by side), N = T * B, row t * B + b is step t of piece b;
// H units. V = size of a dictionary.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "bachprop/base/note_symbols.h"
#include "bachprop/nn/matrix.h"

namespace bachprop {

// The three dictionaries of a note, in the order in which its parts are chosen.
constexpr int kFeatures = 3;

[[nodiscard]] inline int feature_of(const NoteSymbols& note, int feature) {
  return feature == 0 ? note.dt : feature == 1 ? note.duration : note.pitch;
}

// Parameters, or a gradient with respect to them. Columns of what belongs to the input are [n|r|z],
// of what belongs to the recurrence [r|z|n]: then one row of four gate gradients serves both.
template <typename Scalar>
struct GruParameters {
  std::array<Matrix<Scalar>, kFeatures> tables;  // [V, 3H]: a one-hot input is a row look-up
  Matrix<Scalar> below;                          // [H, 3H]; no rows in the first layer
  Matrix<Scalar> recurrent;                      // [H, 3H]
  Matrix<Scalar> bias;                           // [1, 3H]
  Matrix<Scalar> recurrent_bias;                 // [1, H], inside the reset gate
};

// The input of one truncation, N entries each.
struct GruInput {
  std::span<const NoteSymbols> notes;
  // Not 0: a new piece begins here, the state is zero before this step.
  std::span<const std::uint8_t> begins;
};

template <typename Scalar>
class GruLayer {
 public:
  GruLayer(int units, int steps, int rows);

  // `below`: [N, H], the outputs of the layer below, or a matrix without rows.
  // `state`: [B, H], read at the beginning and left as it is after the last step.
  void forward(const GruParameters<const Scalar>& parameters, const GruInput& input,
               Matrix<const Scalar> below, Matrix<Scalar> state);

  // The outputs of the last forward pass, [N, H].
  [[nodiscard]] Matrix<const Scalar> output() const { return output_.view(); }

  // After forward(), with the same arguments. `d_output` [N, H]: gradient of the loss with respect
  // to the outputs. Adds to `gradient` and to `d_below` [N, H]. The state that came in from the
  // truncation before is a constant: nothing flows into it.
  void backward(const GruParameters<const Scalar>& parameters, const GruInput& input,
                Matrix<const Scalar> below, Matrix<const Scalar> d_output,
                const GruParameters<Scalar>& gradient, Matrix<Scalar> d_below);

 private:
  void load_previous(int step, const GruInput& input, const Scalar* state, int stride);
  void step_back(int step, const GruInput& input, Matrix<const Scalar> d_output,
                 Matrix<Scalar> d_gates);
  void add_gradients(int first_row, Matrix<const Scalar> d_gates, const GruInput& input,
                     const GruParameters<const Scalar>& parameters, Matrix<const Scalar> below,
                     const GruParameters<Scalar>& gradient, Matrix<Scalar> d_below);

  int units_;
  int steps_;
  int rows_;
  int chunk_steps_;
  OwnedMatrix<Scalar> output_;      // [N, H]
  OwnedMatrix<Scalar> previous_;    // [N, H], the state before each step
  OwnedMatrix<Scalar> gates_;       // [N, 4H]: r, z, n, q
  OwnedMatrix<Scalar> input_;       // [chunk, 3H]
  OwnedMatrix<Scalar> recurrent_;   // [B, 3H]
  OwnedMatrix<Scalar> turned_;      // [3H, H], the recurrent weights transposed
  OwnedMatrix<Scalar> d_gates_;     // [chunk, 4H]
  OwnedMatrix<Scalar> d_state_;     // [B, H]
  OwnedMatrix<Scalar> d_previous_;  // [B, H]
};

}  // namespace bachprop
