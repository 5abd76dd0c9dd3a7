// What a network does to rows of numbers between its matrix products.
//
// Each function has two bodies: the template in kernels_inl.h, which defines the meaning and serves
// double precision, and a vectorised one for single precision, chosen at run time for the
// processor.
//
// Legend: H units; a = input part of the gates, columns [n|r|z]; c = recurrent part of the gates,
// columns [r|z|n]. Gates: reset r, update z, candidate n.
#pragma once

#include <span>

namespace bachprop {

// What one step of one row of a GRU layer leaves for the backward pass, each [H].
template <typename Scalar>
struct GruGates {
  Scalar* reset;
  Scalar* update;
  Scalar* candidate;
  Scalar* recurrent;  // the recurrent part of the candidate, bias included, before the reset gate
};

// r = sigmoid(a_r + c_r), z = sigmoid(a_z + c_z), q = c_n + recurrent_bias, n = tanh(a_n + r q),
// h = (1 - z) n + z h_previous.
// a [3H], c [3H], recurrent_bias [H], previous [H] -> gates, h [H]
template <typename Scalar>
void gru_forward(int units, const Scalar* a, const Scalar* c, const Scalar* recurrent_bias,
                 const Scalar* previous, const GruGates<Scalar>& gates, Scalar* h);

// From dh [H], the gradient of the loss with respect to h:
// d_gates [4H], columns [da_n | da_r = dc_r | da_z = dc_z | dc_n], so that its first 3H columns are
// the gradient of a and its last 3H that of c; and d_previous [H], the part that does not go
// through c.
template <typename Scalar>
void gru_backward(int units, const Scalar* dh, const Scalar* previous,
                  const GruGates<const Scalar>& gates, Scalar* d_gates, Scalar* d_previous);

// Turns logits into probabilities, in place; gives the logarithm of the sum of their exponentials.
template <typename Scalar>
Scalar softmax(std::span<Scalar> logits);

// One step of Adam (Kingma and Ba 2015, algorithm 1) with the bias corrections folded into
// `step_size` = learning rate * sqrt(1 - beta2^t) / (1 - beta1^t) and
// `epsilon` = 1e-8 * sqrt(1 - beta2^t).
struct AdamStep {
  float step_size = 0;
  float beta1 = 0.9F;
  float beta2 = 0.999F;
  float epsilon = 0;
  float gradient_scale = 1;  // multiplies every gradient first: clipping
};
void adam_update(const AdamStep& step, std::span<const float> gradient, std::span<float> mean,
                 std::span<float> square, std::span<float> parameters);

// out += row, [n]
template <typename Scalar>
void add_row(int n, const Scalar* row, Scalar* out) {
  for (int i = 0; i < n; ++i) {
    out[i] += row[i];
  }
}

}  // namespace bachprop

#include "bachprop/nn/kernels_inl.h"
