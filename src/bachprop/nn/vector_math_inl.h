// Loops over rows and the functions of gates on the vectors of one instruction set. Highway
// compiles this file once for each: there is no include guard, on purpose. Include from a file that
// is compiled so, once.

// NOLINTBEGIN: this is no header, and offsets inside a row fit an int.
#include <hwy/highway.h>

#include "bachprop/base/numbers.h"
#include "bachprop/nn/vector_exp_inl.h"

HWY_BEFORE_NAMESPACE();
namespace bachprop::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// 1 / x for x from 1 to the largest number: the processor's estimate, made exact to the last bit or
// two by Newton's step, takes a fifth of a division's time.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V vector_reciprocal(D d, V x) {
#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128 || HWY_TARGET == HWY_NEON
  // No estimate of 12 bits here: one step would not do.
  return hn::Div(hn::Set(d, 1.0F), x);
#else
  const V estimate = hn::ApproximateReciprocal(x);
  return hn::Mul(estimate, hn::NegMulAdd(x, estimate, hn::Set(d, 2.0F)));
#endif
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V vector_sigmoid(D d, V x) {
  return vector_reciprocal(d, hn::Add(hn::Set(d, 1.0F), vector_exp(d, hn::Neg(x))));
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V vector_tanh(D d, V x) {
  const V one = hn::Set(d, 1.0F);
  const V e = vector_exp(d, hn::Add(x, x));
  return hn::NegMulAdd(hn::Set(d, 2.0F), vector_reciprocal(d, hn::Add(e, one)), one);
}

// Calls body(tag, i) for i = 0, step, 2 step, ... with full vectors, then with single lanes.
template <class Body>
HWY_INLINE void for_each_vector(int count, const Body& body) {
  const hn::ScalableTag<float> d;
  const int lanes = as_int(hn::Lanes(d));
  int i = 0;
  for (; i + lanes <= count; i += lanes) {
    body(d, i);
  }
  const hn::CappedTag<float, 1> one;
  for (; i < count; ++i) {
    body(one, i);
  }
}

}  // namespace bachprop::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
// NOLINTEND
