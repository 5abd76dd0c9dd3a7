// The vectorised body of sampling_kernels.h for one instruction set. Highway compiles this file
// once for each: there is no include guard, on purpose. Include from sampling_kernels.cpp alone.

// NOLINTBEGIN: this is no header, and offsets inside a row fit an int.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace bachprop::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// exp(x) for x <= 0, and 0 below -87, where the result would leave single precision.
// exp(x) = 2^k exp(f), x = k ln 2 + f, |f| <= ln 2 / 2, exp(f) by its Taylor series to f^6 / 720.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V exp_not_above_one(D d, V x) {
  const hn::RebindToSigned<D> di;
  const V lowest = hn::Set(d, -87.0F);
  const V clamped = hn::Max(x, lowest);
  const V k = hn::Round(hn::Mul(clamped, hn::Set(d, 1.44269504F)));
  // ln 2 in two parts, the first with so few bits that k times it is exact.
  V f = hn::NegMulAdd(k, hn::Set(d, 0.693359375F), clamped);
  f = hn::NegMulAdd(k, hn::Set(d, -2.12194440e-4F), f);
  V p = hn::Set(d, 1.0F / 720);
  p = hn::MulAdd(p, f, hn::Set(d, 1.0F / 120));
  p = hn::MulAdd(p, f, hn::Set(d, 1.0F / 24));
  p = hn::MulAdd(p, f, hn::Set(d, 1.0F / 6));
  p = hn::MulAdd(p, f, hn::Set(d, 0.5F));
  p = hn::MulAdd(p, f, hn::Set(d, 1.0F));
  p = hn::MulAdd(p, f, hn::Set(d, 1.0F));
  const auto exponent = hn::ShiftLeft<23>(hn::Add(hn::ConvertTo(di, k), hn::Set(di, 127)));
  return hn::IfThenElseZero(hn::Ge(x, lowest), hn::Mul(p, hn::BitCast(d, exponent)));
}

// Turns a multiple of 16 logits into their exponentials, in place, and gives the highest logit: not
// a number when one of them is not finite.
float exp_below_highest_float(int count, float sharpness, float* x) {
  const hn::CappedTag<float, 16> d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  auto highest = hn::LoadU(d, x);
  auto zero = hn::Zero(d);  // 0 times a number is 0, unless the number is not finite
  for (int i = 0; i < count; i += lanes) {
    const auto logits = hn::LoadU(d, x + i);
    highest = hn::Max(highest, logits);
    zero = hn::MulAdd(logits, hn::Zero(d), zero);
  }
  highest = hn::MaxOfLanes(d, highest);
  const auto scale = hn::Set(d, sharpness);
  for (int i = 0; i < count; i += lanes) {
    const auto below = hn::Sub(hn::LoadU(d, x + i), highest);
    hn::StoreU(exp_not_above_one(d, hn::Mul(below, scale)), d, x + i);
  }
  return hn::GetLane(hn::Add(highest, hn::SumOfLanes(d, zero)));
}

}  // namespace bachprop::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
// NOLINTEND
