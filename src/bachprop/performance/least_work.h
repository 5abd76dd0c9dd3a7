// The least that the network needs for a note: arithmetic, and bytes that must move. Derivation:
// docs/performance.md.
#pragma once

#include <array>
#include <span>

#include "bachprop/context/context_vocabulary.h"
#include "bachprop/model/network.h"
#include "bachprop/train/training_set.h"

namespace bachprop {

// What music asks of the network, a note on average.
struct ContextUse {
  // Weights of intervals that a note lays on pitches, each counted once.
  double interval_weights = 0;
  // Rows of the context's tables, of the layers and of each readout. What several notes of a group
  // read counts once.
  double layer_rows = 0;
  std::array<double, kFeatures> readout_rows = {};
};

// Notes that are computed together: so many steps of so many pieces.
struct NoteGroup {
  int steps = 1;
  int rows = 1;
};

// The use of a network of this shape, when the pieces are laid into the rows one after another.
[[nodiscard]] ContextUse context_use(const NetworkShape& shape, const ContextVocabulary& vocabulary,
                                     std::span<const EncodedPiece> pieces, const NoteGroup& group);

// Multiply-adds a note of the forward pass. Inputs of zeros and ones are look-ups and cost nothing,
// and neither does what is small beside the products: gates, softmax, Adam. No padding. Every note
// lays all weights of intervals.
[[nodiscard]] double forward_multiply_adds(const NetworkShape& shape);
// The same where a note lays so many of them, and products leave out the units that dropout of this
// rate has set to zero.
[[nodiscard]] double forward_multiply_adds(const NetworkShape& shape, double interval_weights,
                                           double dropout = 0);

// Additions and multiplications a note.
[[nodiscard]] double generation_operations(const NetworkShape& shape);
[[nodiscard]] double generation_operations(const NetworkShape& shape, double interval_weights);
// Forward, gradients of the data, gradients of the parameters: three times as many.
[[nodiscard]] double training_operations(const NetworkShape& shape);
[[nodiscard]] double training_operations(const NetworkShape& shape, double interval_weights,
                                         double dropout = 0);

// How numbers are stored.
struct Storage {
  int weight_bytes = 4;        // of a weight as products read it: 2 in bfloat16
  bool keeps_average = false;  // of the parameters, while learning
};

// Bytes a note that move between the processor and what holds the parameters: a step of training on
// `notes` notes, and composing in groups of `rows` pieces.
[[nodiscard]] double training_bytes_moved(const NetworkShape& shape, const ContextUse& use,
                                          double notes, const Storage& storage);
[[nodiscard]] double generation_bytes_moved(const NetworkShape& shape, const ContextUse& use,
                                            int rows, const Storage& storage);
// Bytes of all that is read again and again: where they lie says how fast they can move.
[[nodiscard]] double training_working_set(const NetworkShape& shape, const Storage& storage);
[[nodiscard]] double generation_working_set(const NetworkShape& shape, const Storage& storage);

}  // namespace bachprop
