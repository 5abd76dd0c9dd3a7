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
void gru_forward(int units, const Scalar* a, const Scalar* c, const Scalar* recurrent_bias,
                 const Scalar* previous, Scalar* gates, Scalar* h) {
  for (int i = 0; i < units; ++i) {
    const Scalar r = sigmoid(a[units + i] + c[i]);
    const Scalar z = sigmoid(a[2 * units + i] + c[units + i]);
    const Scalar q = c[2 * units + i] + recurrent_bias[i];
    const Scalar n = std::tanh(a[i] + r * q);
    gates[i] = r;
    gates[units + i] = z;
    gates[2 * units + i] = n;
    gates[3 * units + i] = q;
    h[i] = n + z * (previous[i] - n);
  }
}

template <typename Scalar>
void gru_step(int units, const Scalar* a, const Scalar* c, const Scalar* recurrent_bias,
              Scalar* state) {
  for (int i = 0; i < units; ++i) {
    const Scalar r = sigmoid(a[units + i] + c[i]);
    const Scalar z = sigmoid(a[2 * units + i] + c[units + i]);
    const Scalar n = std::tanh(a[i] + r * (c[2 * units + i] + recurrent_bias[i]));
    state[i] = n + z * (state[i] - n);
  }
}

template <typename Scalar>
void gru_backward(int units, const Scalar* d_output, const Scalar* previous, Scalar* gates,
                  Scalar* d_state) {
  for (int i = 0; i < units; ++i) {
    const Scalar r = gates[i];
    const Scalar z = gates[units + i];
    const Scalar n = gates[2 * units + i];
    const Scalar q = gates[3 * units + i];
    const Scalar dh = d_output[i] + d_state[i];
    const Scalar da_n = dh * (1 - z) * (1 - n * n);
    gates[i] = da_n;
    gates[units + i] = da_n * q * r * (1 - r);
    gates[2 * units + i] = dh * (previous[i] - n) * z * (1 - z);
    gates[3 * units + i] = da_n * r;
    d_state[i] = dh * z;
  }
}

template <typename Scalar>
void lstm_forward(int units, const Scalar* a, const Scalar* previous_c, Scalar* gates,
                  Scalar* state) {
  for (int k = 0; k < units; ++k) {
    const Scalar i = sigmoid(a[k]);
    const Scalar f = sigmoid(a[units + k]);
    const Scalar g = std::tanh(a[2 * units + k]);
    const Scalar o = sigmoid(a[3 * units + k]);
    const Scalar c = f * previous_c[k] + i * g;
    gates[k] = i;
    gates[units + k] = f;
    gates[2 * units + k] = g;
    gates[3 * units + k] = o;
    state[k] = o * std::tanh(c);
    state[units + k] = c;
  }
}

template <typename Scalar>
void lstm_step(int units, const Scalar* a, Scalar* state) {
  for (int k = 0; k < units; ++k) {
    const Scalar i = sigmoid(a[k]);
    const Scalar f = sigmoid(a[units + k]);
    const Scalar g = std::tanh(a[2 * units + k]);
    const Scalar c = f * state[units + k] + i * g;
    state[k] = sigmoid(a[3 * units + k]) * std::tanh(c);
    state[units + k] = c;
  }
}

template <typename Scalar>
void lstm_backward(int units, const Scalar* d_output, const Scalar* d_h, const Scalar* previous_c,
                   const Scalar* c, Scalar* gates, Scalar* d_c) {
  for (int k = 0; k < units; ++k) {
    const Scalar i = gates[k];
    const Scalar f = gates[units + k];
    const Scalar g = gates[2 * units + k];
    const Scalar o = gates[3 * units + k];
    const Scalar t = std::tanh(c[k]);
    const Scalar dh = d_output[k] + d_h[k];
    const Scalar dc = d_c[k] + dh * o * (1 - t * t);
    gates[k] = dc * g * i * (1 - i);
    gates[units + k] = dc * previous_c[k] * f * (1 - f);
    gates[2 * units + k] = dc * i * (1 - g * g);
    gates[3 * units + k] = dh * t * o * (1 - o);
    d_c[k] = dc * f;
  }
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
void sum_rows(int n, std::span<const Scalar* const> rows, Scalar* out) {
  std::copy_n(rows.front(), n, out);
  for (const Scalar* row : rows.subspan(1)) {
    std::transform(row, row + n, out, out, [](Scalar x, Scalar y) { return x + y; });
  }
}

template <typename Scalar>
void add_to_rows(int n, const Scalar* row, std::span<Scalar* const> outs) {
  for (Scalar* out : outs) {
    std::transform(row, row + n, out, out, [](Scalar x, Scalar y) { return x + y; });
  }
}

template <typename Scalar>
void relu(int n, Scalar* x) {
  std::transform(x, x + n, x, [](Scalar value) { return std::max(value, Scalar{0}); });
}

template <typename Scalar>
void relu_backward(int n, const Scalar* y, Scalar* d) {
  std::transform(y, y + n, d, d, [](Scalar value, Scalar g) { return value > 0 ? g : Scalar{0}; });
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
void gru_forward<float>(int units, const float* a, const float* c, const float* recurrent_bias,
                        const float* previous, float* gates, float* h);
template <>
void gru_step<float>(int units, const float* a, const float* c, const float* recurrent_bias,
                     float* state);
template <>
void gru_backward<float>(int units, const float* d_output, const float* previous, float* gates,
                         float* d_state);
template <>
void lstm_forward<float>(int units, const float* a, const float* previous_c, float* gates,
                         float* state);
template <>
void lstm_step<float>(int units, const float* a, float* state);
template <>
void lstm_backward<float>(int units, const float* d_output, const float* d_h,
                          const float* previous_c, const float* c, float* gates, float* d_c);
template <>
void tanh_forward<float>(int units, const float* a, float* h);
template <>
void tanh_backward<float>(int units, const float* d_output, const float* d_h, const float* h,
                          float* d_a);
template <>
void sum_rows<float>(int n, std::span<const float* const> rows, float* out);
template <>
void add_to_rows<float>(int n, const float* row, std::span<float* const> outs);
template <>
void relu<float>(int n, float* x);
template <>
void relu_backward<float>(int n, const float* y, float* d);
template <>
RowEntropy softmax_cross_entropy<float>(int n, int target, float weight, float* logits);

}  // namespace bachprop
