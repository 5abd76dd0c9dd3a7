// The reference bodies of kernels.h; include that instead.
#pragma once

#include <algorithm>
#include <cmath>

#include "bachprop/base/numbers.h"

namespace bachprop {

template <typename Scalar>
Scalar sigmoid(Scalar x) {
  return Scalar{1} / (Scalar{1} + std::exp(-x));
}

template <typename Scalar>
void tanh_forward(int units, const Scalar* a, Scalar* h) {
  std::transform(a, a + units, h, [](Scalar x) { return std::tanh(x); });
}

template <typename Scalar>
void tanh_backward(int units, const Scalar* d_output, const Scalar* d_h, const Scalar* h,
                   Scalar* d_a) {
  for (int k = 0; k < units; ++k) {
    d_a[k] = (d_output[k] + d_h[k]) * (1 - h[k] * h[k]);
  }
}

template <typename Scalar>
void sum_rows(int n, std::span<const Scalar* const> rows, std::span<const Scalar* const> less,
              Scalar* out) {
  for (int i = 0; i < n; ++i) {
    Scalar sum = rows[0][i];
    for (const Scalar* row : rows.subspan(1)) {
      sum += row[i];
    }
    for (const Scalar* row : less) {
      sum -= row[i];
    }
    out[i] = sum;
  }
}

template <typename Scalar>
void add_to_rows(int n, const Scalar* row, std::span<Scalar* const> outs) {
  for (Scalar* out : outs) {
    std::transform(row, row + n, out, out, [](Scalar x, Scalar y) { return x + y; });
  }
}

template <typename Scalar>
void relu(int n, const Scalar* factors, Scalar* x) {
  for (int i = 0; i < n; ++i) {
    x[i] = std::max(x[i], Scalar{0}) * (factors == nullptr ? 1 : factors[i]);
  }
}

template <typename Scalar>
void relu_backward(int n, const Scalar* factors, const Scalar* y, Scalar* d) {
  for (int i = 0; i < n; ++i) {
    d[i] = y[i] > 0 ? d[i] * (factors == nullptr ? 1 : factors[i]) : 0;
  }
}

template <typename Scalar>
void scale_units(int n, const Scalar* factors, const Scalar* x, Scalar* out) {
  std::transform(x, x + n, factors, out,
                 [](Scalar value, Scalar factor) { return value * factor; });
}

template <typename Scalar>
RowEntropy softmax_cross_entropy(int n, int target, Scalar weight, Scalar* logits) {
  const Scalar largest = *std::max_element(logits, logits + n);
  const Scalar true_logit = logits[target];
  Scalar sum = 0;
  for (int i = 0; i < n; ++i) {
    logits[i] = std::exp(logits[i] - largest);
    sum += logits[i];
  }
  for (int i = 0; i < n; ++i) {
    logits[i] *= weight / sum;
  }
  logits[target] -= weight;
  return {.nats = as_double(largest + std::log(sum) - true_logit),
          .correct = true_logit >= largest};
}

// Single precision: kernels.cpp.
template <>
void tanh_forward<float>(int units, const float* a, float* h);
template <>
void tanh_backward<float>(int units, const float* d_output, const float* d_h, const float* h,
                          float* d_a);
template <>
void sum_rows<float>(int n, std::span<const float* const> rows, std::span<const float* const> less,
                     float* out);
template <>
void add_to_rows<float>(int n, const float* row, std::span<float* const> outs);
template <>
void relu<float>(int n, const float* factors, float* x);
template <>
void relu_backward<float>(int n, const float* factors, const float* y, float* d);
template <>
void scale_units<float>(int n, const float* factors, const float* x, float* out);
template <>
RowEntropy softmax_cross_entropy<float>(int n, int target, float weight, float* logits);

}  // namespace bachprop
