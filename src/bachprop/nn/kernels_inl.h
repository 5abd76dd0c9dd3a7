// The reference bodies of kernels.h; include that instead.
#pragma once

#include <algorithm>
#include <cmath>

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
  return {.nats = static_cast<double>(largest + std::log(sum) - true_logit),
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
