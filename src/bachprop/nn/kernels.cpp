#include "bachprop/nn/kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bachprop/nn/kernels_simd_inl.h"
#include <hwy/foreach_target.h>  // IWYU pragma: keep
// After foreach_target.h, which includes the file once for every instruction set but the last.
#include "bachprop/nn/kernels_simd_inl.h"

#if HWY_ONCE

#include "bachprop/base/check.h"

namespace bachprop {
namespace {

// NOLINTBEGIN: Highway's macros declare the tables of function pointers.
HWY_EXPORT(gru_forward_float);
HWY_EXPORT(gru_backward_float);
HWY_EXPORT(exp_below_float);
HWY_EXPORT(adam_update_float);
// NOLINTEND

}  // namespace

template <>
void gru_forward<float>(int units, const float* a, const float* c, const float* recurrent_bias,
                        const float* previous, const GruGates<float>& gates, float* h) {
  HWY_DYNAMIC_DISPATCH(gru_forward_float)(units, a, c, recurrent_bias, previous, gates, h);
}

template <>
void gru_backward<float>(int units, const float* dh, const float* previous,
                         const GruGates<const float>& gates, float* d_gates, float* d_previous) {
  HWY_DYNAMIC_DISPATCH(gru_backward_float)(units, dh, previous, gates, d_gates, d_previous);
}

template <>
float softmax<float>(std::span<float> logits) {
  const float largest = *std::max_element(logits.begin(), logits.end());
  HWY_DYNAMIC_DISPATCH(exp_below_float)(static_cast<int>(logits.size()), largest, logits.data());
  float sum = 0;
  for (const float x : logits) {
    sum += x;
  }
  for (float& x : logits) {
    x /= sum;
  }
  return largest + std::log(sum);
}

void adam_update(const AdamStep& step, std::span<const float> gradient, std::span<float> mean,
                 std::span<float> square, std::span<float> parameters) {
  check(gradient.size() == parameters.size() && mean.size() == parameters.size() &&
            square.size() == parameters.size(),
        "Adam's vectors are of one length");
  HWY_DYNAMIC_DISPATCH(adam_update_float)
  (step, static_cast<int>(parameters.size()), gradient.data(), mean.data(), square.data(),
   parameters.data());
}

}  // namespace bachprop

#endif  // HWY_ONCE
