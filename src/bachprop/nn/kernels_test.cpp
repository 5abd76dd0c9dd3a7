#include "bachprop/nn/kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>
#include <vector>

#include "bachprop/base/random.h"
#include "bachprop/nn/instruction_sets_test.h"
#include "bachprop/nn/matrix.h"

namespace bachprop {
namespace {

std::vector<float> random_values(std::size_t count, float scale, Random& random) {
  std::vector<float> values(count);
  for (float& value : values) {
    value = scale * static_cast<float>(2 * random.uniform() - 1);
  }
  return values;
}

std::vector<double> in_double(const std::vector<float>& values) {
  return {values.begin(), values.end()};
}

void expect_near(const std::vector<float>& fast, const std::vector<double>& reference,
                 double tolerance) {
  ASSERT_EQ(fast.size(), reference.size());
  for (std::size_t i = 0; i < fast.size(); ++i) {
    ASSERT_NEAR(fast[i], reference[i], tolerance) << "at " << i;
  }
}

// Sizes that fill no vector, one vector, and vectors with a rest; scales up to saturated gates.
class KernelsOfManySizes : public testing::TestWithParam<std::tuple<ComputePath, int, float>> {
 protected:
  void SetUp() override { use(std::get<0>(GetParam())); }
  void TearDown() override { use_best_path(); }
};

TEST_P(KernelsOfManySizes, TanhForwardAndBackwardAgreeWithTheDoubleReference) {
  const auto [path, units, scale] = GetParam();
  const auto h = static_cast<std::size_t>(units);
  Random random({5, h});
  const auto a = random_values(h, scale, random);
  const auto d_output = random_values(h, 1, random);
  const auto d_h = random_values(h, 1, random);

  std::vector<float> out(h);
  tanh_forward<float>(units, a.data(), out.data());
  std::vector<float> d_a(h);
  tanh_backward<float>(units, d_output.data(), d_h.data(), out.data(), d_a.data());

  std::vector<double> out2(h);
  tanh_forward<double>(units, in_double(a).data(), out2.data());
  std::vector<double> d_a2(h);
  tanh_backward<double>(units, in_double(d_output).data(), in_double(d_h).data(), out2.data(),
                        d_a2.data());
  expect_near(out, out2, 1e-6);
  expect_near(d_a, d_a2, 2e-6);
}

INSTANTIATE_TEST_SUITE_P(Sizes, KernelsOfManySizes,
                         testing::Combine(testing::ValuesIn(vector_paths()),
                                          testing::Values(1, 3, 8, 16, 17, 31, 128, 200),
                                          testing::Values(1.0F, 10.0F, 200.0F)));

class Kernels : public testing::TestWithParam<ComputePath> {
 protected:
  void SetUp() override { use(GetParam()); }
  void TearDown() override { use_best_path(); }
};

TEST_P(Kernels, CrossEntropyAgreesWithTheDoubleReference) {
  Random random({2});
  for (const int symbols : {1, 2, 15, 16, 17, 60, 200}) {
    const auto n = static_cast<std::size_t>(symbols);
    const auto values = random_values(n, 20, random);
    const int target = static_cast<int>(random.below(n));
    AlignedVector<float> logits(n + kMostLanes, 7.0F);  // what lies behind may be anything
    std::copy(values.begin(), values.end(), logits.begin());
    auto reference = in_double(values);
    const RowEntropy fast = softmax_cross_entropy<float>(symbols, target, 0.25F, logits.data());
    const RowEntropy slow = softmax_cross_entropy<double>(symbols, target, 0.25, reference.data());
    EXPECT_NEAR(fast.nats, slow.nats, 4e-6);
    EXPECT_EQ(fast.correct, slow.correct);
    for (std::size_t i = 0; i < n; ++i) {
      EXPECT_NEAR(logits[i], reference[i], 1e-6) << symbols << " symbols, at " << i;
    }
  }
}

TEST_P(Kernels, CrossEntropyStaysFiniteForHugeLogitsAndKeepsWhatIsNoNumber) {
  AlignedVector<float> logits(kMostLanes);
  logits[0] = 1e30F;
  logits[2] = -1e30F;
  const RowEntropy entropy = softmax_cross_entropy<float>(3, 0, 1, logits.data());
  EXPECT_EQ(entropy.nats, 0);
  EXPECT_TRUE(entropy.correct);
  EXPECT_NEAR(logits[0], 0, 1e-6);
  EXPECT_NEAR(logits[2], 0, 1e-30);
  logits[1] = std::nanf("");
  EXPECT_TRUE(std::isnan(softmax_cross_entropy<float>(3, 0, 1, logits.data()).nats));
}

TEST_P(Kernels, RowsAreSummedAndAddedToAsInTheReference) {
  Random random({3});
  for (const int n : {1, 16, 37, 384}) {
    const auto size = static_cast<std::size_t>(n);
    const auto a = random_values(size, 1, random);
    const auto b = random_values(size, 1, random);
    const auto c = random_values(size, 1, random);
    std::vector<float> out(size);
    const std::array<const float*, 3> rows = {a.data(), b.data(), c.data()};
    sum_rows<float>(n, rows, std::span(rows).first(1), out.data());
    auto twice = a;
    auto once = b;
    const std::array<float*, 3> outs = {twice.data(), once.data(), twice.data()};
    add_to_rows<float>(n, c.data(), outs);
    double squares = 0;
    for (std::size_t i = 0; i < size; ++i) {
      EXPECT_NEAR(out[i], b[i] + c[i], 1e-6);
      EXPECT_NEAR(twice[i], a[i] + 2 * c[i], 1e-6);
      EXPECT_NEAR(once[i], b[i] + c[i], 1e-6);
      squares += static_cast<double>(a[i]) * static_cast<double>(a[i]);
    }
    EXPECT_NEAR(sum_of_squares(a), squares, 1e-9);
    for (const float* factors : {static_cast<const float*>(nullptr), b.data()}) {
      auto y = a;
      relu<float>(n, factors, y.data());
      auto gradient = c;
      relu_backward<float>(n, factors, y.data(), gradient.data());
      auto scaled = c;
      scale_units<float>(n, b.data(), scaled.data(), scaled.data());
      for (std::size_t i = 0; i < size; ++i) {
        const float factor = factors == nullptr ? 1.0F : factors[i];
        EXPECT_EQ(y[i], std::max(0.0F, a[i]) * factor);
        EXPECT_EQ(gradient[i], y[i] > 0 ? c[i] * factor : 0.0F);
        EXPECT_EQ(scaled[i], c[i] * b[i]);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Paths, Kernels, testing::ValuesIn(vector_paths()), name_of_path);

TEST(Adam, WithWeightDecayTakesItsShareOfEachParameter) {
  const std::vector<float> gradient(37);  // none: what changes is the decay alone
  std::vector<float> mean(37);
  std::vector<float> square(37);
  std::vector<float> parameters(37, 2.0F);
  AdamStep step;
  step.step_size = 0.1F;
  step.epsilon = 1e-8F;
  step.shrink = 0.25F;
  adam_update(step, gradient, mean, square, parameters);
  EXPECT_EQ(parameters, std::vector<float>(37, 1.5F));
}

TEST(Average, MovesByItsShareTowardsWhatAdamHasMade) {
  const std::vector<float> gradient(21);
  std::vector<float> mean(21);
  std::vector<float> square(21);
  std::vector<float> parameters(21, 4.0F);
  std::vector<float> average(21, 1.0F);
  AdamStep step;
  step.step_size = 0.1F;
  step.epsilon = 1e-8F;
  step.shrink = 0.25F;
  adam_update(step, gradient, mean, square, parameters, 0.25F, average);
  EXPECT_EQ(parameters, std::vector<float>(21, 3.0F));
  EXPECT_EQ(average, std::vector<float>(21, 1.5F));
}

}  // namespace
}  // namespace bachprop
