// The vectorised bodies of kernels.h for one instruction set. Highway compiles this file once for
// each: there is no include guard, on purpose. Include from kernels.cpp alone.

// NOLINTBEGIN: this is no header, and offsets inside a row fit an int.
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

template <class D, class V = hn::Vec<D>>
HWY_INLINE V vector_sigmoid(D d, V x) {
  const V one = hn::Set(d, 1.0F);
  return hn::Div(one, hn::Add(one, vector_exp(d, hn::Neg(x))));
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V vector_tanh(D d, V x) {
  const V one = hn::Set(d, 1.0F);
  const V e = vector_exp(d, hn::Add(x, x));
  return hn::Sub(one, hn::Div(hn::Set(d, 2.0F), hn::Add(e, one)));
}

// Calls body(tag, i) for i = 0, step, 2 step, ... with full vectors, then with single lanes.
template <class Body>
HWY_INLINE void for_each_vector(int count, const Body& body) {
  const hn::ScalableTag<float> d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  int i = 0;
  for (; i + lanes <= count; i += lanes) {
    body(d, i);
  }
  const hn::CappedTag<float, 1> one;
  for (; i < count; ++i) {
    body(one, i);
  }
}

void gru_forward_float(int units, const float* a, const float* c, const float* recurrent_bias,
                       const float* previous, const GruGates<float>& gates, float* h) {
  for_each_vector(units, [&](auto d, int i) HWY_ATTR {
    const auto r = vector_sigmoid(d, hn::Add(hn::LoadU(d, a + units + i), hn::LoadU(d, c + i)));
    const auto z =
        vector_sigmoid(d, hn::Add(hn::LoadU(d, a + 2 * units + i), hn::LoadU(d, c + units + i)));
    const auto q = hn::Add(hn::LoadU(d, c + 2 * units + i), hn::LoadU(d, recurrent_bias + i));
    const auto n = vector_tanh(d, hn::MulAdd(r, q, hn::LoadU(d, a + i)));
    hn::StoreU(r, d, gates.reset + i);
    hn::StoreU(z, d, gates.update + i);
    hn::StoreU(n, d, gates.candidate + i);
    hn::StoreU(q, d, gates.recurrent + i);
    hn::StoreU(hn::MulAdd(z, hn::Sub(hn::LoadU(d, previous + i), n), n), d, h + i);
  });
}

void gru_backward_float(int units, const float* dh, const float* previous,
                        const GruGates<const float>& gates, float* d_gates, float* d_previous) {
  for_each_vector(units, [&](auto d, int i) HWY_ATTR {
    const auto one = hn::Set(d, 1.0F);
    const auto r = hn::LoadU(d, gates.reset + i);
    const auto z = hn::LoadU(d, gates.update + i);
    const auto n = hn::LoadU(d, gates.candidate + i);
    const auto g = hn::LoadU(d, dh + i);
    const auto gz = hn::Mul(g, z);
    const auto da_n = hn::Mul(hn::Sub(g, gz), hn::NegMulAdd(n, n, one));
    const auto dc_n = hn::Mul(da_n, r);
    const auto dr = hn::Mul(hn::Mul(dc_n, hn::LoadU(d, gates.recurrent + i)), hn::Sub(one, r));
    const auto dz = hn::Mul(hn::Mul(gz, hn::Sub(hn::LoadU(d, previous + i), n)), hn::Sub(one, z));
    hn::StoreU(da_n, d, d_gates + i);
    hn::StoreU(dr, d, d_gates + units + i);
    hn::StoreU(dz, d, d_gates + 2 * units + i);
    hn::StoreU(dc_n, d, d_gates + 3 * units + i);
    hn::StoreU(gz, d, d_previous + i);
  });
}

// Exponentials of x - largest, in place.
void exp_below_float(int count, float largest, float* x) {
  for_each_vector(count, [&](auto d, int i) HWY_ATTR {
    const auto shifted = hn::Sub(hn::LoadU(d, x + i), hn::Set(d, largest));
    hn::StoreU(vector_exp(d, shifted), d, x + i);
  });
}

void adam_update_float(const AdamStep& step, int count, const float* gradient, float* mean,
                       float* square, float* parameters) {
  for_each_vector(count, [&](auto d, int i) HWY_ATTR {
    const auto g = hn::Mul(hn::LoadU(d, gradient + i), hn::Set(d, step.gradient_scale));
    const auto m = hn::MulAdd(hn::Set(d, step.beta1), hn::LoadU(d, mean + i),
                              hn::Mul(hn::Set(d, 1 - step.beta1), g));
    const auto v = hn::MulAdd(hn::Set(d, step.beta2), hn::LoadU(d, square + i),
                              hn::Mul(hn::Set(d, 1 - step.beta2), hn::Mul(g, g)));
    hn::StoreU(m, d, mean + i);
    hn::StoreU(v, d, square + i);
    const auto divisor = hn::Add(hn::Sqrt(v), hn::Set(d, step.epsilon));
    const auto change = hn::Div(hn::Mul(hn::Set(d, step.step_size), m), divisor);
    hn::StoreU(hn::Sub(hn::LoadU(d, parameters + i), change), d, parameters + i);
  });
}

}  // namespace bachprop::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
// NOLINTEND
