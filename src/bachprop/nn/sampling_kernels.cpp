#include "bachprop/nn/sampling_kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bachprop/nn/sampling_kernels_simd_inl.h"
#include <hwy/foreach_target.h>  // IWYU pragma: keep
// After foreach_target.h, which includes the file once for every instruction set but the last.
#include "bachprop/nn/sampling_kernels_simd_inl.h"

#if HWY_ONCE

#include <cstddef>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// NOLINTBEGIN: Highway's macros declare the tables of function pointers.
HWY_EXPORT(exp_below_highest_float);
// NOLINTEND

}  // namespace

RowExponentials exp_below_highest(std::span<const float> logits, float sharpness,
                                  std::span<float> weights) {
  const auto symbols = as_int(logits.size());
  check(symbols > 0 && weights.size() == as_index(padded_symbols(symbols)),
        "weights are padded to a multiple of 16");
  return HWY_DYNAMIC_DISPATCH(exp_below_highest_float)(symbols, logits.data(), sharpness,
                                                       weights.data());
}

}  // namespace bachprop

#endif  // HWY_ONCE
