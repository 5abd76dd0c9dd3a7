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
#include "bachprop/nn/dropout.h"
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
  MultiHot context = {};                  // rows of the context's table
  const EntryChanges* changes = nullptr;  // of the context
};

// The same notes the other way round: for each row of a table, the entries that name it, among some
// that follow one another, counted from their first.
using NoteRows = std::array<EntryRows, kFeatures>;

// The outputs [N, H] of the layer below, or a matrix without rows; what dropout has left of them.
template <typename Scalar>
struct LayerBelow {
  Matrix<const Scalar> output = {};
  const DropoutMask<Scalar>* dropped = nullptr;
};

// a [rows, I] = bias + the rows of the tables that the input names, for the rows of a truncation
// from `first` on.
template <typename Scalar>
void look_up(const LayerParameters<const Scalar>& parameters, const LayerInput& input, int first,
             Matrix<Scalar> a);

// The rows of piece b among all rows of a truncation, or of a chunk, of B pieces.
template <typename Scalar>
[[nodiscard]] Matrix<Scalar> rows_of_piece(Matrix<Scalar> all, int pieces, int b) {
  return {all.row(b), all.rows / pieces, all.cols, all.stride * pieces};
}

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

// Every function but set_state() and get_state() is a piece of work that may run on a thread of its
// own. What it must wait for stands beside it.
template <typename Scalar>
class Layer {
 public:
  // `sees_context`: its input has a context.
  Layer(Cell cell, int units, const Chunking& chunking, Precision precision, bool sees_context);

  // Takes the state [B, S] from before the first step.
  void set_state(Matrix<const Scalar> state);
  // The state after the last step.
  void get_state(Matrix<Scalar> state) const;

  // The sums of the input of a chunk, once the layer below has computed it.
  void sum_inputs(int chunk, const LayerParameters<const Scalar>& parameters,
                  const LayerWeights<Scalar>& weights, const LayerInput& input,
                  const LayerBelow<Scalar>& below);
  // The steps of a chunk, after sum_inputs() and the chunks before.
  void forward(int chunk, const LayerParameters<const Scalar>& parameters,
               const LayerWeights<Scalar>& weights, const LayerInput& input);

  // The outputs of the forward pass, [N, H].
  [[nodiscard]] Matrix<const Scalar> output() const {
    return states_.view().middle_columns(0, units_);
  }

  // Chunks from the last to the first. `d_output` [N, H]: gradient of the loss with respect to the
  // outputs. The state that came in from the truncation before is a constant: nothing flows into
  // it.
  void backward(int chunk, const LayerWeights<Scalar>& weights, const LayerInput& input,
                Matrix<const Scalar> d_output);
  // After backward() of the chunk: adds to `d_below` [N, H], the gradient of the outputs below.
  void below_backward(int chunk, const LayerWeights<Scalar>& weights, Matrix<Scalar> d_below);

  // The gradients of weights and look-ups, after backward() of the chunks first .. end - 1. They
  // are added to `gradient`, or set when not `accumulate`. Each is cut into parts() that can be
  // computed at the same time. Without recurrence, the first does nothing.
  [[nodiscard]] int parts() const;
  void recurrent_gradient(int part, int first_chunk, int end_chunk, const LayerInput& input,
                          bool accumulate, const LayerParameters<Scalar>& gradient);
  void below_gradient(int part, int first_chunk, int end_chunk, const LayerBelow<Scalar>& below,
                      bool accumulate, const LayerParameters<Scalar>& gradient);
  // `rows` are those of the chunks. The bias is that of all that is in the gradient of the tables.
  void note_gradient(int part, int first_chunk, int end_chunk, const NoteRows& rows,
                     bool accumulate, const LayerParameters<Scalar>& gradient);
  // After backward() of all chunks, for all rows of the truncation.
  void context_gradient(int part, const EntryRuns& runs, bool accumulate,
                        const LayerParameters<Scalar>& gradient);

 private:
  struct Part {
    int first;  // unit
    int units;
    std::vector<const Scalar*> left_rows;        // of the recurrent gradient's product
    std::vector<const Scalar*> left_rows_below;  // of the other's
    std::vector<int> kept;                       // units of the part, counted from its first
    OwnedMatrix<Scalar> column_block;            // [N, kColumnsAtOnce], with a context
  };

  void look_up_steps(const LayerParameters<const Scalar>& parameters, const LayerInput& input,
                     int first, Matrix<Scalar> a);
  [[nodiscard]] const Scalar* previous_row(int row, const LayerInput& input) const;
  [[nodiscard]] Matrix<const Scalar> previous_rows(int first, const LayerInput& input);
  void forward_step(int first_row, const LayerParameters<const Scalar>& parameters,
                    const LayerWeights<Scalar>& weights, const LayerInput& input);
  void backward_step(int first_row, const LayerWeights<Scalar>& weights, const LayerInput& input,
                     Matrix<const Scalar> d_output);
  [[nodiscard]] int rows_of_chunks(int first_chunk, int end_chunk) const;
  [[nodiscard]] Matrix<Scalar> input_sums(int first_row, int count);
  [[nodiscard]] Matrix<Scalar> d_recurrent_sums(int first_row, int count);

  CellTraits traits_;
  CellSizes sizes_;
  CellKernels<Scalar> kernels_;
  int units_;
  Chunking chunking_;
  Precision precision_;
  OwnedMatrix<Scalar> first_state_;  // [B, S]
  OwnedMatrix<Scalar> zero_;         // [1, S]
  OwnedMatrix<Scalar> states_;       // [N, S], or [N, H] where the output is no state
  // [N, G]: the sums of the input in the first I columns, then gates, after backward their
  // gradients.
  OwnedMatrix<Scalar> gates_;
  OwnedMatrix<Scalar> previous_;   // [B, S], of one step
  OwnedMatrix<Scalar> recurrent_;  // [B, R], of one step, where it is apart
  OwnedMatrix<Scalar> d_state_;    // [B, H]: of the part of the state that is the output
  OwnedMatrix<Scalar> d_memory_;   // [B, S - H]: of the rest
  std::vector<Part> parts_;
  OwnedMatrix<Scalar> context_sums_;  // [chunks B, kColumnsAtOnce], with a context
};

}  // namespace bachprop
