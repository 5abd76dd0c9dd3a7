#include "bachprop/nn/kernels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "bachprop/base/random.h"

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
class KernelsOfManySizes : public testing::TestWithParam<std::tuple<int, float>> {};

TEST_P(KernelsOfManySizes, GruForwardAndBackwardAgreeWithTheDoubleReference) {
  const auto [units, scale] = GetParam();
  const auto h = static_cast<std::size_t>(units);
  Random random({1, h});
  const auto a = random_values(3 * h, scale, random);
  const auto c = random_values(3 * h, scale, random);
  const auto bias = random_values(h, 1, random);
  const auto previous = random_values(h, 1, random);
  const auto dh = random_values(h, 1, random);

  std::vector<float> gates(4 * h);
  std::vector<float> out(h);
  std::vector<float> d_gates(4 * h);
  std::vector<float> d_previous(h);
  gru_forward<float>(units, a.data(), c.data(), bias.data(), previous.data(),
                     {gates.data(), gates.data() + h, gates.data() + 2 * h, gates.data() + 3 * h},
                     out.data());
  gru_backward<float>(units, dh.data(), previous.data(),
                      {gates.data(), gates.data() + h, gates.data() + 2 * h, gates.data() + 3 * h},
                      d_gates.data(), d_previous.data());

  std::vector<double> gates2(4 * h);
  std::vector<double> out2(h);
  std::vector<double> d_gates2(4 * h);
  std::vector<double> d_previous2(h);
  gru_forward<double>(
      units, in_double(a).data(), in_double(c).data(), in_double(bias).data(),
      in_double(previous).data(),
      {gates2.data(), gates2.data() + h, gates2.data() + 2 * h, gates2.data() + 3 * h},
      out2.data());
  gru_backward<double>(
      units, in_double(dh).data(), in_double(previous).data(),
      {gates2.data(), gates2.data() + h, gates2.data() + 2 * h, gates2.data() + 3 * h},
      d_gates2.data(), d_previous2.data());

  // Rounding of the gates' sums grows with their size.
  const double tolerance = 1e-6 * static_cast<double>(scale);
  expect_near(out, out2, tolerance);
  expect_near(gates, gates2, 2 * tolerance);
  expect_near(d_gates, d_gates2, 2 * tolerance);
  expect_near(d_previous, d_previous2, tolerance);
}

INSTANTIATE_TEST_SUITE_P(Sizes, KernelsOfManySizes,
                         testing::Combine(testing::Values(1, 3, 8, 16, 17, 31, 128, 200),
                                          testing::Values(1.0F, 10.0F, 200.0F)));

TEST(Softmax, SumsToOneAndGivesTheLogarithmOfTheSum) {
  std::vector<float> logits = {1.0F, 2.0F, 3.0F, -100.0F, 0.5F};
  const std::vector<float> before = logits;
  double sum = 0;
  for (const float x : before) {
    sum += std::exp(static_cast<double>(x));
  }
  EXPECT_NEAR(softmax<float>(std::span(logits)), std::log(sum), 1e-6);
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_NEAR(logits[i], std::exp(static_cast<double>(before[i])) / sum, 1e-6);
  }
}

TEST(Softmax, StaysFiniteForHugeLogits) {
  std::vector<float> logits = {1e30F, 0.0F, -1e30F};
  EXPECT_FLOAT_EQ(softmax<float>(std::span(logits)), 1e30F);
  EXPECT_FLOAT_EQ(logits[0], 1.0F);
  EXPECT_NEAR(logits[2], 0.0F, 1e-30);
}

}  // namespace
}  // namespace bachprop
