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
                 const Scalar* previous, const GruGates<Scalar>& gates, Scalar* h) {
  for (int i = 0; i < units; ++i) {
    const Scalar r = sigmoid(a[units + i] + c[i]);
    const Scalar z = sigmoid(a[2 * units + i] + c[units + i]);
    const Scalar q = c[2 * units + i] + recurrent_bias[i];
    const Scalar n = std::tanh(a[i] + r * q);
    gates.reset[i] = r;
    gates.update[i] = z;
    gates.candidate[i] = n;
    gates.recurrent[i] = q;
    h[i] = n + z * (previous[i] - n);
  }
}

template <typename Scalar>
void gru_backward(int units, const Scalar* dh, const Scalar* previous,
                  const GruGates<const Scalar>& gates, Scalar* d_gates, Scalar* d_previous) {
  for (int i = 0; i < units; ++i) {
    const Scalar r = gates.reset[i];
    const Scalar z = gates.update[i];
    const Scalar n = gates.candidate[i];
    const Scalar da_n = dh[i] * (1 - z) * (1 - n * n);
    d_gates[i] = da_n;
    d_gates[units + i] = da_n * gates.recurrent[i] * r * (1 - r);
    d_gates[2 * units + i] = dh[i] * (previous[i] - n) * z * (1 - z);
    d_gates[3 * units + i] = da_n * r;
    d_previous[i] = dh[i] * z;
  }
}

template <typename Scalar>
Scalar softmax(std::span<Scalar> logits) {
  const Scalar largest = *std::max_element(logits.begin(), logits.end());
  Scalar sum = 0;
  for (Scalar& x : logits) {
    x = std::exp(x - largest);
    sum += x;
  }
  for (Scalar& x : logits) {
    x /= sum;
  }
  return largest + std::log(sum);
}

// Single precision: kernels.cpp.
template <>
void gru_forward<float>(int units, const float* a, const float* c, const float* recurrent_bias,
                        const float* previous, const GruGates<float>& gates, float* h);
template <>
void gru_backward<float>(int units, const float* dh, const float* previous,
                         const GruGates<const float>& gates, float* d_gates, float* d_previous);
template <>
float softmax<float>(std::span<float> logits);

}  // namespace bachprop
