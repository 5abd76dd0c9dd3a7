#include "bachprop/nn/kernels.h"

#include <algorithm>
#include <limits>

#include "bachprop/nn/product.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bachprop/nn/kernels_simd_inl.h"
#include <hwy/foreach_target.h>  // IWYU pragma: keep
// After foreach_target.h, which includes the file once for every instruction set but the last.
#include "bachprop/nn/kernels_simd_inl.h"

#if HWY_ONCE

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// NOLINTBEGIN: Highway's macros declare the tables of function pointers.
HWY_EXPORT(tanh_forward_float);
HWY_EXPORT(tanh_backward_float);
HWY_EXPORT(sum_rows_float);
HWY_EXPORT(add_to_rows_float);
HWY_EXPORT(relu_float);
HWY_EXPORT(relu_backward_float);
HWY_EXPORT(scale_units_float);
HWY_EXPORT(softmax_cross_entropy_float);
HWY_EXPORT(sum_of_squares_float);
HWY_EXPORT(adam_update_float);
HWY_EXPORT(adam_average_update_float);
// NOLINTEND

}  // namespace

template <>
void tanh_forward<float>(int units, const float* a, float* h) {
  HWY_DYNAMIC_DISPATCH(tanh_forward_float)(units, a, h);
}

template <>
void tanh_backward<float>(int units, const float* d_output, const float* d_h, const float* h,
                          float* d_a) {
  HWY_DYNAMIC_DISPATCH(tanh_backward_float)(units, d_output, d_h, h, d_a);
}

template <>
void sum_rows<float>(int n, std::span<const float* const> rows, std::span<const float* const> less,
                     float* out) {
  HWY_DYNAMIC_DISPATCH(sum_rows_float)(n, rows, less, out);
}

template <>
void add_to_rows<float>(int n, const float* row, std::span<float* const> outs) {
  HWY_DYNAMIC_DISPATCH(add_to_rows_float)(n, row, outs);
}

template <>
void relu<float>(int n, const float* factors, float* x) {
  HWY_DYNAMIC_DISPATCH(relu_float)(n, factors, x);
}

template <>
void relu_backward<float>(int n, const float* factors, const float* y, float* d) {
  HWY_DYNAMIC_DISPATCH(relu_backward_float)(n, factors, y, d);
}

template <>
void scale_units<float>(int n, const float* factors, const float* x, float* out) {
  HWY_DYNAMIC_DISPATCH(scale_units_float)(n, factors, x, out);
}

template <>
RowEntropy softmax_cross_entropy<float>(int n, int target, float weight, float* logits) {
  return HWY_DYNAMIC_DISPATCH(softmax_cross_entropy_float)(n, target, weight, logits);
}

double sum_of_squares(std::span<const float> values) {
  return HWY_DYNAMIC_DISPATCH(sum_of_squares_float)(values);
}

void adam_update(const AdamStep& step, std::span<const float> gradient, std::span<float> mean,
                 std::span<float> square, std::span<float> parameters) {
  check(gradient.size() == parameters.size() && mean.size() == parameters.size() &&
            square.size() == parameters.size(),
        "Adam's vectors are of one length");
  HWY_DYNAMIC_DISPATCH(adam_update_float)
  (step, as_int(parameters.size()), gradient.data(), mean.data(), square.data(), parameters.data());
}

void adam_update(const AdamStep& step, std::span<const float> gradient, std::span<float> mean,
                 std::span<float> square, std::span<float> parameters, float share,
                 std::span<float> average) {
  check(gradient.size() == parameters.size() && mean.size() == parameters.size() &&
            square.size() == parameters.size() && average.size() == parameters.size(),
        "Adam's vectors and the average are of one length");
  HWY_DYNAMIC_DISPATCH(adam_average_update_float)
  (step, as_int(parameters.size()), gradient.data(), mean.data(), square.data(), parameters.data(),
   share, average.data());
}

}  // namespace bachprop

#endif  // HWY_ONCE
