// A GRU layer unrolled over one truncation: forward and backward, in pieces that can run on
// different threads. Derivation: docs/maths/gru.md.
//
// Legend: T steps, B rows (pieces side by side), N = T * B, row t * B + b is step t of piece b;
// H units. V = size of a dictionary, C = size of the context.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "bachprop/base/note_symbols.h"
#include "bachprop/nn/matrix.h"
#include "bachprop/nn/product.h"

namespace bachprop {

// The three dictionaries of a note, in the order in which its parts are chosen.
constexpr int kFeatures = 3;

[[nodiscard]] inline int feature_of(const NoteSymbols& note, int feature) {
  return feature == 0 ? note.dt : feature == 1 ? note.duration : note.pitch;
}

// Parameters, or a gradient with respect to them. Columns of what belongs to the input are [n|r|z],
// of what belongs to the recurrence [r|z|n]: then one row of four gate gradients serves both.
template <typename Scalar>
struct LayerParameters {
  std::array<Matrix<Scalar>, kFeatures> tables;  // [V, 3H]: a one-hot input is a row look-up
  Matrix<Scalar> context;                        // [C, 3H]: a multi-hot input is a sum of rows
  Matrix<Scalar> below;                          // [H, 3H]; no rows in the first layer
  Matrix<Scalar> recurrent;                      // [H, 3H]
  Matrix<Scalar> bias;                           // [1, 3H]
  Matrix<Scalar> recurrent_bias;                 // [1, H], inside the reset gate
};

// What the products of a layer read, packed anew after each change of the parameters.
template <typename Scalar>
struct LayerWeights {
  PackedMatrix<Scalar> recurrent;         // [H, 3H]
  PackedMatrix<Scalar> recurrent_turned;  // [3H, H]
  PackedMatrix<Scalar> below;             // [H, 3H]
  PackedMatrix<Scalar> below_turned;      // [3H, H]

  LayerWeights(int units, bool has_below, Precision precision);
  // The turned ones serve the backward pass alone.
  void pack_recurrent(const LayerParameters<const Scalar>& parameters, bool turned);
  void pack_below(const LayerParameters<const Scalar>& parameters, bool turned);
};

// The input of one truncation, N entries each.
struct LayerInput {
  std::span<const NoteSymbols> notes;
  // Not 0: a new piece begins here, the state is zero before this step.
  std::span<const std::uint8_t> begins;
  // Of row i the rows context[context_ends[i - 1]] .. context[context_ends[i] - 1] of the context's
  // table, beginning at 0 for i = 0. Empty where there is no context.
  std::span<const int> context_ends = {};
  std::span<const int> context = {};
};

// a [rows, 3H] = bias + the rows of the tables that the input names, for the rows of a truncation
// from `first` on.
template <typename Scalar>
void look_up(const LayerParameters<const Scalar>& parameters, const LayerInput& input, int first,
             Matrix<Scalar> a);

// Steps and rows of a truncation, cut into chunks. A chunk of one layer is one piece of work.
struct Chunking {
  int steps = 1;
  int rows = 1;
  int chunk_steps = 1;

  [[nodiscard]] int chunks() const { return (steps + chunk_steps - 1) / chunk_steps; }
  [[nodiscard]] int first_step(int chunk) const { return chunk * chunk_steps; }
  [[nodiscard]] int end_step(int chunk) const { return std::min(steps, (chunk + 1) * chunk_steps); }
  [[nodiscard]] int first_row(int chunk) const { return first_step(chunk) * rows; }
  [[nodiscard]] int row_count(int chunk) const {
    return (end_step(chunk) - first_step(chunk)) * rows;
  }
};

template <typename Scalar>
class Layer {
 public:
  Layer(int units, const Chunking& chunking, Precision precision);

  // Takes the state [B, H] from before the first step.
  void set_state(Matrix<const Scalar> state);
  // The state after the last step.
  void get_state(Matrix<Scalar> state) const;

  // Chunks in their order. `below`: [N, H], the outputs of the layer below, or a matrix without
  // rows.
  void forward(int chunk, const LayerParameters<const Scalar>& parameters,
               const LayerWeights<Scalar>& weights, const LayerInput& input,
               Matrix<const Scalar> below);

  // The outputs of the forward pass, [N, H].
  [[nodiscard]] Matrix<const Scalar> output() const { return output_.view(); }

  // Chunks from the last to the first. `d_output` [N, H]: gradient of the loss with respect to the
  // outputs. Adds to `d_below` [N, H], if it has rows. The state that came in from the truncation
  // before is a constant: nothing flows into it.
  void backward(int chunk, const LayerWeights<Scalar>& weights, const LayerInput& input,
                Matrix<const Scalar> d_output, Matrix<Scalar> d_below);

  // After backward() of the chunks first .. end - 1, and of all that come after them. The gradients
  // of what the products read are added to `gradient`, or set when not `accumulate`; those of the
  // look-ups are always added, but for the bias, which is set with the first chunk from all tables.
  void recurrent_gradient(int first_chunk, int end_chunk, const LayerInput& input, bool accumulate,
                          const LayerParameters<Scalar>& gradient);
  void below_gradient(int first_chunk, int end_chunk, Matrix<const Scalar> below, bool accumulate,
                      const LayerParameters<Scalar>& gradient);
  void input_gradient(int first_chunk, int end_chunk, const LayerInput& input,
                      const LayerParameters<Scalar>& gradient);

 private:
  [[nodiscard]] const Scalar* previous_row(int row, const LayerInput& input) const;
  [[nodiscard]] Matrix<const Scalar> previous_rows(int first, const LayerInput& input);
  [[nodiscard]] Matrix<Scalar> d_gates(int first_row, int count);

  int units_;
  Chunking chunking_;
  Precision precision_;
  OwnedMatrix<Scalar> first_state_;       // [B, H]
  OwnedMatrix<Scalar> zero_;              // [1, H]
  OwnedMatrix<Scalar> output_;            // [N, H]
  OwnedMatrix<Scalar> gates_;             // [N, 4H]: r, z, n, q; after backward their gradients
  OwnedMatrix<Scalar> input_;             // [chunk, 3H]
  OwnedMatrix<Scalar> previous_;          // [B, H], of one step
  OwnedMatrix<Scalar> recurrent_;         // [B, 3H], of one step
  OwnedMatrix<Scalar> d_state_;           // [B, H]
  std::vector<const Scalar*> left_rows_;  // of the recurrent gradient's product
  std::vector<const Scalar*> left_rows_below_;  // of the other's
};

}  // namespace bachprop
