// What a network does to rows of numbers between its matrix products.
//
// Each function has two bodies: the template in kernels_inl.h, which defines the meaning and serves
// double precision, and a vectorised one for single precision, chosen at run time for the
// processor.
//
// Legend: H units. The arithmetic of cells stands in cells/.
#pragma once

#include <span>

namespace bachprop {

// h = tanh(a), both [H].
template <typename Scalar>
void tanh_forward(int units, const Scalar* a, Scalar* h);

// The gradient of the loss with respect to h is d_output + d_h, both [H]; d_a [H] = that with
// respect to a.
template <typename Scalar>
void tanh_backward(int units, const Scalar* d_output, const Scalar* d_h, const Scalar* h,
                   Scalar* d_a);

// out = the sum of `rows`, each [n], at least one, minus the sum of `less`.
template <typename Scalar>
void sum_rows(int n, std::span<const Scalar* const> rows, std::span<const Scalar* const> less,
              Scalar* out);

// Adds `row` [n] to each of `outs`. They may be the same row more than once.
template <typename Scalar>
void add_to_rows(int n, const Scalar* row, std::span<Scalar* const> outs);

// x = max(x, 0), times `factors` unless null, [n]
template <typename Scalar>
void relu(int n, const Scalar* factors, Scalar* x);

// d = the gradient with respect to the input of relu(), from that with respect to its output y. It
// is 0 where y is 0, and d times the factor elsewhere. [n]
template <typename Scalar>
void relu_backward(int n, const Scalar* factors, const Scalar* y, Scalar* d);

// out = x times `factors`, [n]
template <typename Scalar>
void scale_units(int n, const Scalar* factors, const Scalar* x, Scalar* out);

// What a row of logits says about the true symbol.
struct RowEntropy {
  double nats = 0;
  bool correct = false;  // no symbol is more probable
};

// The cross-entropy of softmax(logits) [n] at `target`; the logits become its gradient times
// `weight`: weight (probability - [symbol = target]). In single precision the row has room for
// whole vectors, and what lies behind n becomes 0.
template <typename Scalar>
RowEntropy softmax_cross_entropy(int n, int target, Scalar weight, Scalar* logits);

// One step of Adam (Kingma and Ba 2015, algorithm 1) with the bias corrections folded into
// `step_size` = learning rate * sqrt(1 - beta2^t) / (1 - beta1^t) and
// `epsilon` = 1e-8 * sqrt(1 - beta2^t).
struct AdamStep {
  float step_size = 0;
  float beta1 = 0.9F;
  float beta2 = 0.999F;
  float epsilon = 0;
  float gradient_scale = 1;  // multiplies every gradient first: clipping
  float shrink = 0;          // this share of each parameter is taken away: weight decay
};
void adam_update(const AdamStep& step, std::span<const float> gradient, std::span<float> mean,
                 std::span<float> square, std::span<float> parameters);

// The same, then average += share (parameters - average): one way through the memory.
void adam_update(const AdamStep& step, std::span<const float> gradient, std::span<float> mean,
                 std::span<float> square, std::span<float> parameters, float share,
                 std::span<float> average);

// The sum of the squares, in double precision.
[[nodiscard]] double sum_of_squares(std::span<const float> values);

}  // namespace bachprop

#include "bachprop/nn/kernels_inl.h"
