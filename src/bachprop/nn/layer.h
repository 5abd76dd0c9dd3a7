// A layer of a network, unrolled over one truncation: forward and backward, in pieces that can run
// on different threads. Derivations: docs/maths/gru.md, docs/maths/cells.md.
//
// Legend: T steps, B rows (pieces side by side), N = T * B, row t * B + b is step t of piece b;
// H units. V = size of a dictionary, C = size of the context. I, R, G, S = H times the cell's
// numbers a unit (CellSizes): 3H, 3H, 4H, H of a GRU.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "bachprop/base/note_symbols.h"
#include "bachprop/nn/cells/cells.h"
#include "bachprop/nn/matrix.h"
#include "bachprop/nn/multi_hot.h"
#include "bachprop/nn/product.h"

namespace bachprop {

// The three dictionaries of a note, in the order in which its parts are chosen.
constexpr int kFeatures = 3;

[[nodiscard]] inline int feature_of(const NoteSymbols& note, int feature) {
  return feature == 0 ? note.dt : feature == 1 ? note.duration : note.pitch;
}

// Parameters, or a gradient with respect to them. The cell's file says what its columns are.
template <typename Scalar>
struct LayerParameters {
  std::array<Matrix<Scalar>, kFeatures> tables;  // [V, I]: a one-hot input is a row look-up
  Matrix<Scalar> context;                        // [C, I]: a multi-hot input is a sum of rows
  Matrix<Scalar> below;                          // [H, I]; no rows in the first layer
  Matrix<Scalar> recurrent;                      // [H, R]; no elements without recurrence
  Matrix<Scalar> bias;                           // [1, I]
  Matrix<Scalar> recurrent_bias;  // [1, H] where the recurrence is apart; else no rows
};

// What the products of a layer read, packed anew after each change of the parameters.
template <typename Scalar>
struct LayerWeights {
  PackedMatrix<Scalar> recurrent;         // [H, R]
  PackedMatrix<Scalar> recurrent_turned;  // [R, H]
  PackedMatrix<Scalar> below;             // [H, I]
  PackedMatrix<Scalar> below_turned;      // [I, H]

  LayerWeights(Cell cell, int units, bool has_below, Precision precision);
  // The turned ones serve the backward pass alone.
  void pack_recurrent(const LayerParameters<const Scalar>& parameters, bool turned);
  void pack_below(const LayerParameters<const Scalar>& parameters, bool turned);
};

// The input of one truncation, N entries each.
struct LayerInput {
  std::span<const NoteSymbols> notes;
  // Not 0: a new piece begins here, the state is zero before this step.
  std::span<const std::uint8_t> begins;
  MultiHot context = {};  // rows of the context's table
};

// a [rows, I] = bias + the rows of the tables that the input names, for the rows of a truncation
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
  Layer(Cell cell, int units, const Chunking& chunking, Precision precision);

  // Takes the state [B, S] from before the first step.
  void set_state(Matrix<const Scalar> state);
  // The state after the last step.
  void get_state(Matrix<Scalar> state) const;

  // Chunks in their order. `below`: [N, H], the outputs of the layer below, or a matrix without
  // rows.
  void forward(int chunk, const LayerParameters<const Scalar>& parameters,
               const LayerWeights<Scalar>& weights, const LayerInput& input,
               Matrix<const Scalar> below);

  // The outputs of the forward pass, [N, H].
  [[nodiscard]] Matrix<const Scalar> output() const {
    return states_.view().middle_columns(0, units_);
  }

  // Chunks from the last to the first. `d_output` [N, H]: gradient of the loss with respect to the
  // outputs. Adds to `d_below` [N, H], if it has rows. The state that came in from the truncation
  // before is a constant: nothing flows into it.
  void backward(int chunk, const LayerWeights<Scalar>& weights, const LayerInput& input,
                Matrix<const Scalar> d_output, Matrix<Scalar> d_below);

  // After backward() of the chunks first .. end - 1, and of all that come after them. The gradients
  // of what the products read are added to `gradient`, or set when not `accumulate`; those of the
  // look-ups are always added, but for the bias, which is set with the first chunk from all tables.
  // Without recurrence, its gradient does nothing.
  void recurrent_gradient(int first_chunk, int end_chunk, const LayerInput& input, bool accumulate,
                          const LayerParameters<Scalar>& gradient);
  void below_gradient(int first_chunk, int end_chunk, Matrix<const Scalar> below, bool accumulate,
                      const LayerParameters<Scalar>& gradient);
  void input_gradient(int first_chunk, int end_chunk, const LayerInput& input,
                      const LayerParameters<Scalar>& gradient);

 private:
  [[nodiscard]] const Scalar* previous_row(int row, const LayerInput& input) const;
  [[nodiscard]] Matrix<const Scalar> previous_rows(int first, const LayerInput& input);
  void forward_step(int first_row, const LayerParameters<const Scalar>& parameters,
                    const LayerWeights<Scalar>& weights, const LayerInput& input, Matrix<Scalar> a);
  void backward_step(int first_row, const LayerWeights<Scalar>& weights, const LayerInput& input,
                     Matrix<const Scalar> d_output);
  [[nodiscard]] int rows_of_chunks(int first_chunk, int end_chunk) const;
  [[nodiscard]] Matrix<Scalar> d_input_sums(int first_row, int count);
  [[nodiscard]] Matrix<Scalar> d_recurrent_sums(int first_row, int count);

  CellTraits traits_;
  CellSizes sizes_;
  CellKernels<Scalar> kernels_;
  int units_;
  Chunking chunking_;
  Precision precision_;
  OwnedMatrix<Scalar> first_state_;       // [B, S]
  OwnedMatrix<Scalar> zero_;              // [1, S]
  OwnedMatrix<Scalar> states_;            // [N, S], or [N, H] where the output is no state
  OwnedMatrix<Scalar> gates_;             // [N, G]: after backward their gradients
  OwnedMatrix<Scalar> input_;             // [chunk, I]
  OwnedMatrix<Scalar> previous_;          // [B, S], of one step
  OwnedMatrix<Scalar> recurrent_;         // [B, R], of one step, where it is apart
  OwnedMatrix<Scalar> d_state_;           // [B, H]: of the part of the state that is the output
  OwnedMatrix<Scalar> d_memory_;          // [B, S - H]: of the rest
  std::vector<const Scalar*> left_rows_;  // of the recurrent gradient's product
  std::vector<const Scalar*> left_rows_below_;  // of the other's
};

}  // namespace bachprop
