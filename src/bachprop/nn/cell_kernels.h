// The arithmetic of a cell, for one row of one step: what its file in nn/cells/ defines.
//
// Double precision is the plain loop that defines the meaning; single precision runs on vector
// instructions chosen at run time for the processor.
//
// Legend: H units; I, R, G, S = H times the numbers a unit (CellSizes).
#pragma once

#include "bachprop/nn/cell.h"

namespace bachprop {

template <typename Scalar>
struct CellForward {
  const Scalar* input = nullptr;  // [I]: with the recurrence's sums added, unless those are apart
  // [R] and [H]; only where the recurrence is apart.
  const Scalar* recurrent = nullptr;
  const Scalar* recurrent_bias = nullptr;
  const Scalar* previous = nullptr;  // [S]: the state before; only where there is a state
  Scalar* gates = nullptr;           // [G]: written
  Scalar* state = nullptr;           // [S], or the output [H] without a state: written
};

// The same without keeping the gates.
template <typename Scalar>
struct CellStep {
  const Scalar* input = nullptr;
  const Scalar* recurrent = nullptr;
  const Scalar* recurrent_bias = nullptr;
  Scalar* state = nullptr;  // [S]: the state before becomes the next
};

// The gradient of the loss with respect to the output is d_output + d_state.
template <typename Scalar>
struct CellBackward {
  const Scalar* d_output = nullptr;  // [H]
  const Scalar* previous = nullptr;  // [S]: the state before; only where there is a state
  const Scalar* state = nullptr;     // as the forward pass has written it
  Scalar* gates = nullptr;           // [G]: become gradients of the sums, see CellSizes
  // [H]. Where the output is carried it becomes a part of the gradient of the previous output: what
  // does not go through the sums of the recurrence.
  Scalar* d_state = nullptr;
  // [S - H]: the gradient with respect to the rest of the state becomes that of the rest before.
  Scalar* d_memory = nullptr;
};

template <typename Scalar>
struct CellKernels {
  void (*forward)(int units, const CellForward<Scalar>& row);
  void (*step)(int units, const CellStep<Scalar>& row);
  void (*backward)(int units, const CellBackward<Scalar>& row);
};

}  // namespace bachprop
