// The vectorised bodies of kernels.h for one instruction set. Highway compiles this file once for
// each: there is no include guard, on purpose. Include from kernels.cpp alone.

// NOLINTBEGIN: this is no header, and offsets inside a row fit an int.
#include <hwy/highway.h>

#include "bachprop/base/numbers.h"
#include "bachprop/nn/vector_exp_inl.h"

// Highway's tables name these functions; nobody else calls them.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-declarations"
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

void gru_forward_float(int units, const float* a, const float* c, const float* recurrent_bias,
                       const float* previous, float* gates, float* h) {
  for_each_vector(units, [&](auto d, int i) HWY_ATTR {
    const auto r = vector_sigmoid(d, hn::Add(hn::LoadU(d, a + units + i), hn::LoadU(d, c + i)));
    const auto z =
        vector_sigmoid(d, hn::Add(hn::LoadU(d, a + 2 * units + i), hn::LoadU(d, c + units + i)));
    const auto q = hn::Add(hn::LoadU(d, c + 2 * units + i), hn::LoadU(d, recurrent_bias + i));
    const auto n = vector_tanh(d, hn::MulAdd(r, q, hn::LoadU(d, a + i)));
    hn::StoreU(r, d, gates + i);
    hn::StoreU(z, d, gates + units + i);
    hn::StoreU(n, d, gates + 2 * units + i);
    hn::StoreU(q, d, gates + 3 * units + i);
    hn::StoreU(hn::MulAdd(z, hn::Sub(hn::LoadU(d, previous + i), n), n), d, h + i);
  });
}

void gru_step_float(int units, const float* a, const float* c, const float* recurrent_bias,
                    float* state) {
  for_each_vector(units, [&](auto d, int i) HWY_ATTR {
    const auto r = vector_sigmoid(d, hn::Add(hn::LoadU(d, a + units + i), hn::LoadU(d, c + i)));
    const auto z =
        vector_sigmoid(d, hn::Add(hn::LoadU(d, a + 2 * units + i), hn::LoadU(d, c + units + i)));
    const auto q = hn::Add(hn::LoadU(d, c + 2 * units + i), hn::LoadU(d, recurrent_bias + i));
    const auto n = vector_tanh(d, hn::MulAdd(r, q, hn::LoadU(d, a + i)));
    hn::StoreU(hn::MulAdd(z, hn::Sub(hn::LoadU(d, state + i), n), n), d, state + i);
  });
}

void gru_backward_float(int units, const float* d_output, const float* previous, float* gates,
                        float* d_state) {
  for_each_vector(units, [&](auto d, int i) HWY_ATTR {
    const auto one = hn::Set(d, 1.0F);
    const auto r = hn::LoadU(d, gates + i);
    const auto z = hn::LoadU(d, gates + units + i);
    const auto n = hn::LoadU(d, gates + 2 * units + i);
    const auto q = hn::LoadU(d, gates + 3 * units + i);
    const auto g = hn::Add(hn::LoadU(d, d_output + i), hn::LoadU(d, d_state + i));
    const auto gz = hn::Mul(g, z);
    const auto da_n = hn::Mul(hn::Sub(g, gz), hn::NegMulAdd(n, n, one));
    const auto dc_n = hn::Mul(da_n, r);
    const auto dr = hn::Mul(hn::Mul(dc_n, q), hn::Sub(one, r));
    const auto dz = hn::Mul(hn::Mul(gz, hn::Sub(hn::LoadU(d, previous + i), n)), hn::Sub(one, z));
    hn::StoreU(da_n, d, gates + i);
    hn::StoreU(dr, d, gates + units + i);
    hn::StoreU(dz, d, gates + 2 * units + i);
    hn::StoreU(dc_n, d, gates + 3 * units + i);
    hn::StoreU(gz, d, d_state + i);
  });
}

void lstm_forward_float(int units, const float* a, const float* previous_c, float* gates,
                        float* state) {
  for_each_vector(units, [&](auto d, int k) HWY_ATTR {
    const auto i = vector_sigmoid(d, hn::LoadU(d, a + k));
    const auto f = vector_sigmoid(d, hn::LoadU(d, a + units + k));
    const auto g = vector_tanh(d, hn::LoadU(d, a + 2 * units + k));
    const auto o = vector_sigmoid(d, hn::LoadU(d, a + 3 * units + k));
    const auto c = hn::MulAdd(f, hn::LoadU(d, previous_c + k), hn::Mul(i, g));
    hn::StoreU(i, d, gates + k);
    hn::StoreU(f, d, gates + units + k);
    hn::StoreU(g, d, gates + 2 * units + k);
    hn::StoreU(o, d, gates + 3 * units + k);
    hn::StoreU(hn::Mul(o, vector_tanh(d, c)), d, state + k);
    hn::StoreU(c, d, state + units + k);
  });
}

void lstm_step_float(int units, const float* a, float* state) {
  for_each_vector(units, [&](auto d, int k) HWY_ATTR {
    const auto i = vector_sigmoid(d, hn::LoadU(d, a + k));
    const auto f = vector_sigmoid(d, hn::LoadU(d, a + units + k));
    const auto g = vector_tanh(d, hn::LoadU(d, a + 2 * units + k));
    const auto o = vector_sigmoid(d, hn::LoadU(d, a + 3 * units + k));
    const auto c = hn::MulAdd(f, hn::LoadU(d, state + units + k), hn::Mul(i, g));
    hn::StoreU(hn::Mul(o, vector_tanh(d, c)), d, state + k);
    hn::StoreU(c, d, state + units + k);
  });
}

void lstm_backward_float(int units, const float* d_output, const float* d_h,
                         const float* previous_c, const float* c, float* gates, float* d_c) {
  for_each_vector(units, [&](auto d, int k) HWY_ATTR {
    const auto one = hn::Set(d, 1.0F);
    const auto i = hn::LoadU(d, gates + k);
    const auto f = hn::LoadU(d, gates + units + k);
    const auto g = hn::LoadU(d, gates + 2 * units + k);
    const auto o = hn::LoadU(d, gates + 3 * units + k);
    const auto t = vector_tanh(d, hn::LoadU(d, c + k));
    const auto dh_o = hn::Mul(hn::Add(hn::LoadU(d, d_output + k), hn::LoadU(d, d_h + k)), o);
    const auto dc = hn::MulAdd(dh_o, hn::NegMulAdd(t, t, one), hn::LoadU(d, d_c + k));
    const auto dc_i = hn::Mul(dc, i);
    const auto dc_f = hn::Mul(dc, f);
    hn::StoreU(hn::Mul(hn::Mul(dc_i, g), hn::Sub(one, i)), d, gates + k);
    hn::StoreU(hn::Mul(hn::Mul(dc_f, hn::LoadU(d, previous_c + k)), hn::Sub(one, f)), d,
               gates + units + k);
    hn::StoreU(hn::Mul(dc_i, hn::NegMulAdd(g, g, one)), d, gates + 2 * units + k);
    hn::StoreU(hn::Mul(hn::Mul(dh_o, t), hn::Sub(one, o)), d, gates + 3 * units + k);
    hn::StoreU(dc_f, d, d_c + k);
  });
}

void tanh_forward_float(int units, const float* a, float* h) {
  for_each_vector(units, [&](auto d, int k) HWY_ATTR {
    hn::StoreU(vector_tanh(d, hn::LoadU(d, a + k)), d, h + k);
  });
}

void tanh_backward_float(int units, const float* d_output, const float* d_h, const float* h,
                         float* d_a) {
  for_each_vector(units, [&](auto d, int k) HWY_ATTR {
    const auto y = hn::LoadU(d, h + k);
    const auto g = hn::Add(hn::LoadU(d, d_output + k), hn::LoadU(d, d_h + k));
    hn::StoreU(hn::Mul(g, hn::NegMulAdd(y, y, hn::Set(d, 1.0F))), d, d_a + k);
  });
}

void sum_rows_float(int n, std::span<const float* const> rows, float* out) {
  for_each_vector(n, [&](auto d, int i) HWY_ATTR {
    auto sum = hn::LoadU(d, rows[0] + i);
    for (std::size_t r = 1; r < rows.size(); ++r) {
      sum = hn::Add(sum, hn::LoadU(d, rows[r] + i));
    }
    hn::StoreU(sum, d, out + i);
  });
}

void add_to_rows_float(int n, const float* row, std::span<float* const> outs) {
  for_each_vector(n, [&](auto d, int i) HWY_ATTR {
    const auto x = hn::LoadU(d, row + i);
    for (float* out : outs) {
      hn::StoreU(hn::Add(x, hn::LoadU(d, out + i)), d, out + i);
    }
  });
}

void relu_float(int n, float* x) {
  for_each_vector(n, [&](auto d, int i) HWY_ATTR {
    hn::StoreU(hn::Max(hn::LoadU(d, x + i), hn::Zero(d)), d, x + i);
  });
}

void relu_backward_float(int n, const float* y, float* g) {
  for_each_vector(n, [&](auto d, int i) HWY_ATTR {
    const auto kept = hn::Gt(hn::LoadU(d, y + i), hn::Zero(d));
    hn::StoreU(hn::IfThenElseZero(kept, hn::LoadU(d, g + i)), d, g + i);
  });
}

RowEntropy softmax_cross_entropy_float(int n, int target, float weight, float* logits) {
  const hn::CappedTag<float, kMostLanes> d;
  const int lanes = as_int(hn::Lanes(d));
  const float true_logit = logits[target];
  const int whole = n / lanes * lanes;
  if (whole < n) {
    const auto inside = hn::FirstN(d, as_index(n - whole));
    const auto lowest = hn::Set(d, -std::numeric_limits<float>::infinity());
    hn::StoreU(hn::IfThenElse(inside, hn::LoadU(d, logits + whole), lowest), d, logits + whole);
  }
  auto most = hn::LoadU(d, logits);
  for (int i = lanes; i < n; i += lanes) {
    most = hn::Max(most, hn::LoadU(d, logits + i));
  }
  const float largest = hn::GetLane(hn::MaxOfLanes(d, most));
  auto sums = hn::Zero(d);
  for (int i = 0; i < n; i += lanes) {
    const auto x = hn::LoadU(d, logits + i);
    const auto e = vector_exp(d, hn::Sub(x, hn::Set(d, largest)));
    // What is no number stays none, also where it lost its way through the maximum.
    const auto kept = hn::IfThenElse(hn::Eq(x, x), e, x);
    const auto exponential =
        hn::IfThenZeroElse(hn::Lt(x, hn::Set(d, std::numeric_limits<float>::lowest())), kept);
    sums = hn::Add(sums, exponential);
    hn::StoreU(exponential, d, logits + i);
  }
  const float sum = hn::GetLane(hn::SumOfLanes(d, sums));
  const auto factor = hn::Set(d, weight / sum);
  for (int i = 0; i < n; i += lanes) {
    hn::StoreU(hn::Mul(factor, hn::LoadU(d, logits + i)), d, logits + i);
  }
  logits[target] -= weight;
  return {.nats = as_double(largest + std::log(sum) - true_logit),
          .correct = true_logit >= largest};
}

double sum_of_squares_float(std::span<const float> values) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<float, decltype(d)> df;
  const std::size_t lanes = hn::Lanes(d);
  auto first = hn::Zero(d);
  auto second = hn::Zero(d);
  std::size_t i = 0;
  for (; i + 2 * lanes <= values.size(); i += 2 * lanes) {
    const auto x = hn::PromoteTo(d, hn::LoadU(df, values.data() + i));
    const auto y = hn::PromoteTo(d, hn::LoadU(df, values.data() + i + lanes));
    first = hn::MulAdd(x, x, first);
    second = hn::MulAdd(y, y, second);
  }
  double sum = hn::GetLane(hn::SumOfLanes(d, hn::Add(first, second)));
  for (; i < values.size(); ++i) {
    sum += as_double(values[i]) * as_double(values[i]);
  }
  return sum;
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
    const auto before = hn::LoadU(d, parameters + i);
    const auto kept = hn::NegMulAdd(hn::Set(d, step.shrink), before, before);
    hn::StoreU(hn::Sub(kept, change), d, parameters + i);
  });
}

}  // namespace bachprop::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#pragma GCC diagnostic pop
// NOLINTEND
