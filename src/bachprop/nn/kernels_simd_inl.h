// The vectorised bodies of kernels.h for one instruction set. Highway compiles this file once for
// each: there is no include guard, on purpose. Include from kernels.cpp alone.

// NOLINTBEGIN: this is no header, and offsets inside a row fit an int.
#include <hwy/highway.h>

#include "bachprop/base/numbers.h"
#include "bachprop/nn/vector_math_inl.h"

// Highway's tables name these functions; nobody else calls them.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-declarations"
HWY_BEFORE_NAMESPACE();
namespace bachprop::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

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

// Calls whole(i) for each whole block, then rest(tag, i) for what is left.
template <class Whole, class Rest>
HWY_INLINE void for_each_block(int n, int block, const Whole& whole, const Rest& rest) {
  int i = 0;
  for (; i + block <= n; i += block) {
    whole(i);
  }
  for_each_vector(n - i, [&](auto d, int j) HWY_ATTR { rest(d, i + j); });
}

// Sums of as many vectors at once as hide the time of an addition.
void sum_rows_float(int n, std::span<const float* const> rows, std::span<const float* const> less,
                    float* out) {
  const hn::ScalableTag<float> d;
  const int lanes = as_int(hn::Lanes(d));
  for_each_block(
      n, 6 * lanes,
      [&](int i) HWY_ATTR {
        const float* from = rows[0] + i;
        auto s0 = hn::LoadU(d, from);
        auto s1 = hn::LoadU(d, from + lanes);
        auto s2 = hn::LoadU(d, from + 2 * lanes);
        auto s3 = hn::LoadU(d, from + 3 * lanes);
        auto s4 = hn::LoadU(d, from + 4 * lanes);
        auto s5 = hn::LoadU(d, from + 5 * lanes);
        for (std::size_t r = 1; r < rows.size(); ++r) {
          from = rows[r] + i;
          s0 = hn::Add(s0, hn::LoadU(d, from));
          s1 = hn::Add(s1, hn::LoadU(d, from + lanes));
          s2 = hn::Add(s2, hn::LoadU(d, from + 2 * lanes));
          s3 = hn::Add(s3, hn::LoadU(d, from + 3 * lanes));
          s4 = hn::Add(s4, hn::LoadU(d, from + 4 * lanes));
          s5 = hn::Add(s5, hn::LoadU(d, from + 5 * lanes));
        }
        for (const float* row : less) {
          from = row + i;
          s0 = hn::Sub(s0, hn::LoadU(d, from));
          s1 = hn::Sub(s1, hn::LoadU(d, from + lanes));
          s2 = hn::Sub(s2, hn::LoadU(d, from + 2 * lanes));
          s3 = hn::Sub(s3, hn::LoadU(d, from + 3 * lanes));
          s4 = hn::Sub(s4, hn::LoadU(d, from + 4 * lanes));
          s5 = hn::Sub(s5, hn::LoadU(d, from + 5 * lanes));
        }
        hn::StoreU(s0, d, out + i);
        hn::StoreU(s1, d, out + i + lanes);
        hn::StoreU(s2, d, out + i + 2 * lanes);
        hn::StoreU(s3, d, out + i + 3 * lanes);
        hn::StoreU(s4, d, out + i + 4 * lanes);
        hn::StoreU(s5, d, out + i + 5 * lanes);
      },
      [&](auto tag, int i) HWY_ATTR {
        auto sum = hn::LoadU(tag, rows[0] + i);
        for (std::size_t r = 1; r < rows.size(); ++r) {
          sum = hn::Add(sum, hn::LoadU(tag, rows[r] + i));
        }
        for (const float* row : less) {
          sum = hn::Sub(sum, hn::LoadU(tag, row + i));
        }
        hn::StoreU(sum, tag, out + i);
      });
}

// Runs of intervals are short and of any length: what whole vectors leave goes by fours.
void add_to_rows_float(int n, const float* row, std::span<float* const> outs) {
  const auto add = [&](auto d, int i) HWY_ATTR {
    const auto x = hn::LoadU(d, row + i);
    for (float* out : outs) {
      hn::StoreU(hn::Add(x, hn::LoadU(d, out + i)), d, out + i);
    }
  };
  const hn::ScalableTag<float> whole;
  const hn::CappedTag<float, 4> four;
  const hn::CappedTag<float, 1> one;
  int i = 0;
  for (const int lanes = as_int(hn::Lanes(whole)); i + lanes <= n; i += lanes) {
    add(whole, i);
  }
  for (const int lanes = as_int(hn::Lanes(four)); i + lanes <= n; i += lanes) {
    add(four, i);
  }
  for (; i < n; ++i) {
    add(one, i);
  }
}

void relu_float(int n, const float* factors, float* x) {
  for_each_vector(n, [&](auto d, int i) HWY_ATTR {
    const auto y = hn::Max(hn::LoadU(d, x + i), hn::Zero(d));
    hn::StoreU(factors == nullptr ? y : hn::Mul(y, hn::LoadU(d, factors + i)), d, x + i);
  });
}

void relu_backward_float(int n, const float* factors, const float* y, float* g) {
  for_each_vector(n, [&](auto d, int i) HWY_ATTR {
    const auto kept = hn::Gt(hn::LoadU(d, y + i), hn::Zero(d));
    const auto x = hn::LoadU(d, g + i);
    hn::StoreU(
        hn::IfThenElseZero(kept, factors == nullptr ? x : hn::Mul(x, hn::LoadU(d, factors + i))), d,
        g + i);
  });
}

void scale_units_float(int n, const float* factors, const float* x, float* out) {
  for_each_vector(n, [&](auto d, int i) HWY_ATTR {
    hn::StoreU(hn::Mul(hn::LoadU(d, x + i), hn::LoadU(d, factors + i)), d, out + i);
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

// The parameters of a vector after the step.
template <class D>
HWY_INLINE hn::Vec<D> adam_step(D d, const AdamStep& step, const float* gradient, float* mean,
                                float* square, hn::Vec<D> before) {
  const auto g = hn::Mul(hn::LoadU(d, gradient), hn::Set(d, step.gradient_scale));
  const auto m = hn::MulAdd(hn::Set(d, step.beta1), hn::LoadU(d, mean),
                            hn::Mul(hn::Set(d, 1 - step.beta1), g));
  const auto v = hn::MulAdd(hn::Set(d, step.beta2), hn::LoadU(d, square),
                            hn::Mul(hn::Set(d, 1 - step.beta2), hn::Mul(g, g)));
  hn::StoreU(m, d, mean);
  hn::StoreU(v, d, square);
  const auto divisor = hn::Add(hn::Sqrt(v), hn::Set(d, step.epsilon));
  const auto change = hn::Div(hn::Mul(hn::Set(d, step.step_size), m), divisor);
  return hn::Sub(hn::NegMulAdd(hn::Set(d, step.shrink), before, before), change);
}

void adam_update_float(const AdamStep& step, int count, const float* gradient, float* mean,
                       float* square, float* parameters) {
  for_each_vector(count, [&](auto d, int i) HWY_ATTR {
    const auto before = hn::LoadU(d, parameters + i);
    hn::StoreU(adam_step(d, step, gradient + i, mean + i, square + i, before), d, parameters + i);
  });
}

void adam_average_update_float(const AdamStep& step, int count, const float* gradient, float* mean,
                               float* square, float* parameters, float share, float* average) {
  for_each_vector(count, [&](auto d, int i) HWY_ATTR {
    const auto before = hn::LoadU(d, parameters + i);
    const auto after = adam_step(d, step, gradient + i, mean + i, square + i, before);
    hn::StoreU(after, d, parameters + i);
    const auto kept = hn::LoadU(d, average + i);
    hn::StoreU(hn::MulAdd(hn::Set(d, share), hn::Sub(after, kept), kept), d, average + i);
  });
}

}  // namespace bachprop::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#pragma GCC diagnostic pop
// NOLINTEND
