// The vectorised body of sampling_kernels.h for one instruction set. Highway compiles this file
// once for each: there is no include guard, on purpose. Include from sampling_kernels.cpp alone.

// NOLINTBEGIN: this is no header, and offsets inside a row fit an int.
#include <hwy/highway.h>

#include "bachprop/base/numbers.h"
#include "bachprop/nn/sampling_kernels.h"
#include "bachprop/nn/vector_exp_inl.h"

// Highway's tables name these functions; nobody else calls them.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-declarations"
HWY_BEFORE_NAMESPACE();
namespace bachprop::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// exp(x) for x <= 0, and 0 below -87, where the result would leave single precision.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V exp_not_above_one(D d, V x) {
  return hn::IfThenElseZero(hn::Ge(x, hn::Set(d, -87.0F)), vector_exp(d, x));
}

// The sums of neighbouring pairs, or of any other pairs, in double precision.
template <class D, class V = hn::Vec<D>>
HWY_INLINE auto pairs_in_double(D, V x) {
  const hn::RepartitionToWide<D> wide;
#if HWY_TARGET == HWY_SCALAR
  return hn::PromoteTo(wide, x);  // one lane has no halves
#else
  const hn::Rebind<float, decltype(wide)> half;
  return hn::Add(hn::PromoteTo(wide, hn::LowerHalf(half, x)),
                 hn::PromoteTo(wide, hn::UpperHalf(half, x)));
#endif
}

// Rows of at least one vector. Reads and writes whole vectors, the last of which may overlap the
// one before it: what it counts twice is left out of the sum.
RowExponentials exp_of_vectors(int count, const float* logits, float sharpness, float* weights) {
  const hn::CappedTag<float, 16> d;
  const hn::RepartitionToWide<decltype(d)> wide;
  const int lanes = as_int(hn::Lanes(d));
  const int last = count - lanes;
  auto highest = hn::LoadU(d, logits + last);
  auto zero = hn::Mul(highest, hn::Zero(d));  // unless a logit is infinite or not a number
  for (int i = 0; i < last; i += lanes) {
    const auto x = hn::LoadU(d, logits + i);
    highest = hn::Max(highest, x);
    zero = hn::MulAdd(x, hn::Zero(d), zero);
  }
  highest = hn::MaxOfLanes(d, highest);
  const auto scale = hn::Set(d, sharpness);
  auto sums = hn::Zero(wide);
  int i = 0;
  for (; i < last; i += lanes) {
    const auto below = hn::Sub(hn::LoadU(d, logits + i), highest);
    const auto weight = exp_not_above_one(d, hn::Mul(below, scale));
    hn::StoreU(weight, d, weights + i);
    sums = hn::Add(sums, pairs_in_double(d, weight));
  }
  const auto below = hn::Sub(hn::LoadU(d, logits + last), highest);
  const auto weight = exp_not_above_one(d, hn::Mul(below, scale));
  hn::StoreU(weight, d, weights + last);
  const auto again = hn::FirstN(d, as_index(i - last));
  sums = hn::Add(sums, pairs_in_double(d, hn::IfThenZeroElse(again, weight)));
  const float nothing = hn::GetLane(hn::SumOfLanes(d, zero));
  return {hn::GetLane(highest), hn::GetLane(hn::SumOfLanes(wide, sums)) + as_double(nothing)};
}

// Rows shorter than a vector: the rest is filled with a logit that is not the highest alone.
RowExponentials exp_below_highest_float(int count, const float* logits, float sharpness,
                                        float* weights) {
  const int lanes = as_int(hn::Lanes(hn::CappedTag<float, 16>()));
  if (count >= lanes) {
    return exp_of_vectors(count, logits, sharpness, weights);
  }
  float padded[16];
  for (int i = 0; i < lanes; ++i) {
    padded[i] = logits[i < count ? i : 0];
  }
  RowExponentials row = exp_of_vectors(lanes, padded, sharpness, weights);
  row.sum -= as_double(lanes - count) * as_double(weights[0]);
  for (int i = count; i < lanes; ++i) {
    weights[i] = 0;
  }
  return row;
}

}  // namespace bachprop::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#pragma GCC diagnostic pop
// NOLINTEND
