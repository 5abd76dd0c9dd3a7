// The exponential function of a vector for one instruction set. Highway compiles this file once for
// each: there is no include guard, on purpose. Include from a file that is compiled so, once.

// NOLINTBEGIN: this is no header.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace bachprop::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// exp(x) = 2^k exp(f), x = k ln 2 + f, |f| <= ln 2 / 2, exp(f) by its Taylor series to f^6 / 720.
// Relative error below 3e-7. Clamped where the result would leave single precision.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V vector_exp(D d, V x) {
  const hn::RebindToSigned<D> di;
  const V clamped = hn::Min(hn::Max(x, hn::Set(d, -87.3F)), hn::Set(d, 88.3F));
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
  return hn::Mul(p, hn::BitCast(d, exponent));
}

}  // namespace bachprop::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
// NOLINTEND
