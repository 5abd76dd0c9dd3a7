#include "bachprop/nn/sampling_kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bachprop/nn/sampling_kernels_simd_inl.h"
#include <hwy/foreach_target.h>  // IWYU pragma: keep
// After foreach_target.h, which includes the file once for every instruction set but the last.
#include "bachprop/nn/sampling_kernels_simd_inl.h"

#if HWY_ONCE

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include "bachprop/base/check.h"

namespace bachprop {
namespace {

// NOLINTBEGIN: Highway's macros declare the tables of function pointers.
HWY_EXPORT(exp_below_highest_float);
// NOLINTEND

}  // namespace

RowExponentials exp_below_highest(std::span<const float> logits, float sharpness,
                                  std::span<float> weights) {
  const auto padded = static_cast<std::size_t>(padded_symbols(static_cast<int>(logits.size())));
  check(!logits.empty() && weights.size() == padded, "weights are padded to a multiple of 16");
  // Whole vectors only: the rest is filled with a logit that changes nothing.
  const auto rest = weights.begin() + std::ssize(logits);
  std::ranges::copy(logits, weights.begin());
  std::fill(rest, weights.end(), logits.front());
  const float highest = HWY_DYNAMIC_DISPATCH(exp_below_highest_float)(
      static_cast<int>(weights.size()), sharpness, weights.data());
  std::fill(rest, weights.end(), 0.0F);
  if (!std::isfinite(highest)) {
    return {.highest = highest, .sum = std::numeric_limits<double>::quiet_NaN()};
  }
  return {.highest = highest, .sum = sum_of_weights(weights)};
}

// Eight sums side by side, which a compiler turns into vectors without changing their order.
double sum_of_weights(std::span<const float> weights) {
  std::array<double, 8> sums = {};
  for (std::size_t i = 0; i < weights.size(); i += sums.size()) {
    for (std::size_t lane = 0; lane < sums.size(); ++lane) {
      sums[lane] += static_cast<double>(weights[i + lane]);
    }
  }
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

}  // namespace bachprop

#endif  // HWY_ONCE
