// The whole network over one truncation: loss and gradient.
//
// Legend: T steps, B rows, N = T * B, row t * B + b is step t of row b.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "bachprop/base/note_symbols.h"
#include "bachprop/base/task_graph.h"
#include "bachprop/model/network.h"
#include "bachprop/nn/dropout.h"
#include "bachprop/nn/layer.h"
#include "bachprop/nn/readout.h"

namespace bachprop {

// The inputs of the network and the truth, N entries each.
struct Truncation {
  std::vector<NoteSymbols> inputs;
  std::vector<NoteSymbols> targets;  // the note after each input
  std::vector<std::uint8_t> begins;  // not 0: a piece begins at this step, with state zero
  std::vector<std::uint8_t> mask;    // 0: padding, which counts neither in loss nor in accuracy
  // The multi-hot input of each entry: see LayerInput. Empty for a network without context.
  std::vector<int> context_ends;
  std::vector<int> context;
  // That of the readouts of T and P, which may know the dT of `targets`: see MultiHot.
  std::vector<int> next_ends;
  std::vector<int> next;

  // All padding.
  Truncation(int steps, int rows, const NoteSymbols& padding);

  // Entries that count.
  [[nodiscard]] std::int64_t notes() const;
};

// Nats and correct guesses of dT, T and P.
struct CrossEntropies {
  std::array<CrossEntropy, kFeatures> features;
  std::int64_t notes = 0;  // that counted, START/END included

  CrossEntropies& operator+=(const CrossEntropies& other);
  [[nodiscard]] double nats_per_note(int feature) const;
  [[nodiscard]] double nats_per_note() const;
  [[nodiscard]] double accuracy(int feature) const;
};

// The weights of the three losses in their sum.
using LossWeights = std::array<double, kFeatures>;

template <typename Scalar>
class UnrolledNetwork {
 public:
  // `weights` must outlive this object, and be packed for training if it is to learn.
  UnrolledNetwork(const ParameterLayout& layout, const PackedNetwork<Scalar>& weights, int steps,
                  int rows);

  // Number of elements of a state: [layers, B, state_columns()].
  [[nodiscard]] std::size_t state_size() const;

  // The arguments of one pass; must stay until the pass is over. `parameters` are the ones that
  // were packed. Reads and moves on `state`.
  struct Pass {
    std::span<const Scalar> parameters;
    const Truncation* truncation = nullptr;
    std::span<Scalar> state;
    // What the readout of dT says at a step is added to what it said since the piece began, or
    // since the truncation did.
    bool sums_dt = false;
    // To learn: the gradient of the sum over features of weight * nats is written to `gradient`.
    // Empty: the loss is measured only.
    LossWeights loss_weights = {};
    std::span<Scalar> gradient = {};
    // The gradient is added to what is there instead.
    bool accumulate = false;
    // Units that are left out of what the layers say to those above and to the readouts, and of the
    // readouts' hidden units.
    Dropout dropout = {};
  };

  // Runs a pass on the calling thread.
  CrossEntropies run(const Pass& pass);

  // The same in tasks: begin() before `after` is done, sums() when the tasks given back are, after
  // which all is done. `stage` is theirs. This object must not move after it.
  [[nodiscard]] std::vector<TaskGraph::Task> add_tasks(TaskGraph& graph, bool learns, int stage,
                                                       const std::vector<TaskGraph::Task>& after);
  void begin(const Pass& pass);
  [[nodiscard]] const CrossEntropies& sums() const { return sums_; }

 private:
  using Task = TaskGraph::Task;
  using Tasks = std::vector<Task>;

  // What readouts read and learn for one piece.
  struct Piece {
    std::vector<Matrix<const Scalar>> outputs;  // [T, H] a layer
    std::vector<Kept> kept;                     // of each layer
    std::vector<Matrix<Scalar>> d_outputs;      // [T, H] a layer
    std::array<CrossEntropy, kFeatures> sums = {};
  };

  [[nodiscard]] LayerBelow<Scalar> below(int layer) const;
  [[nodiscard]] LayerInput input(int layer) const;
  // The values that a layer gives to those above: its outputs, or what dropout leaves of them.
  [[nodiscard]] Matrix<const Scalar> above(std::size_t layer) const;
  [[nodiscard]] bool learns() const { return !pass_.gradient.empty(); }
  void draw_dropout();
  void prepare_piece(int b);

  // The pieces of work of a pass.
  void note_layers_changes();
  void note_readouts_changes();
  void index_layers_input();
  void index_readouts_input();
  void sum_inputs(int layer, int chunk);
  void forward_layer(int layer, int chunk);
  void read_out(int b);
  void add_up_entropies();
  void backward_layer(int layer, int chunk);
  void backward_below(int layer, int chunk);
  void add_layer_gradient(int layer, int part, int group);
  void add_below_gradient(int layer, int part, int group);
  void add_context_gradient(int part);
  void add_readout_gradient(int feature, int part);

  [[nodiscard]] Tasks add_forward_tasks(TaskGraph& graph, int stage, Task layers_noted,
                                        Task readouts_noted);
  void add_backward_tasks(TaskGraph& graph, int stage, const Tasks& read, const Tasks& indexed,
                          Tasks& last);
  void add_layer_gradient_tasks(TaskGraph& graph, int stage, int layer, const Tasks& backward,
                                Task indexed, Tasks& last);

  // A group of chunks is what the gradients of weights are computed over at once.
  [[nodiscard]] int groups() const;
  [[nodiscard]] int first_chunk(int group) const { return group * group_chunks_; }
  [[nodiscard]] int end_chunk(int group) const;

  ParameterLayout layout_;
  const PackedNetwork<Scalar>* weights_;
  Chunking chunking_;
  int group_chunks_;
  std::vector<Layer<Scalar>> layers_;
  std::vector<Readout<Scalar>> readouts_;
  std::vector<OwnedMatrix<Scalar>> d_outputs_;  // [N, H] a layer
  std::vector<OwnedMatrix<Scalar>> dropped_;    // [N, H] a layer; outputs after dropout
  std::vector<DropoutMask<Scalar>> layer_masks_;
  std::vector<DropoutMask<Scalar>> readout_masks_;
  std::vector<Piece> pieces_;                                      // B
  std::array<std::vector<ReadoutInput<Scalar>>, kFeatures> read_;  // of each piece
  // Rows of the layers are t * B + b, those of the readouts b * T + t.
  std::vector<NoteRows> note_rows_;  // of each group of chunks
  NoteRows next_rows_;
  EntryRuns layer_runs_;
  EntryRuns readout_runs_;
  EntryChanges layer_changes_;
  EntryChanges readout_changes_;

  Pass pass_;
  const Scalar* gradient_ = nullptr;  // that layer_gradients_ and readout_gradients_ look at
  CrossEntropies sums_;
  // Views of the parameters and the gradient of this pass.
  std::vector<LayerParameters<const Scalar>> layer_parameters_;
  std::vector<ReadoutParameters<const Scalar>> readout_parameters_;
  std::vector<LayerParameters<Scalar>> layer_gradients_;
  std::vector<ReadoutParameters<Scalar>> readout_gradients_;
};

}  // namespace bachprop
