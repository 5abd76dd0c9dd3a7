#include "bachprop/evaluate/logistic_regression.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bachprop/base/random.h"

namespace bachprop {
namespace {

double probability(double log_odds) { return 1 / (1 + std::exp(-log_odds)); }

TEST(LogisticRegression, FindsTheShareOfLabelsWithoutFeaturesThatSayAnything) {
  const std::vector<double> rows = {0, 0, 0, 0};
  const std::vector<int> labels = {1, 1, 1, 0};
  const std::vector<double> importance(4, 1.0);
  const LogisticModel model = fit_logistic(rows, labels, importance, 1, 1);
  EXPECT_NEAR(probability(model.log_odds(std::vector<double>{0})), 0.75, 1e-4);
  EXPECT_EQ(model.weights[0], 0);
}

TEST(LogisticRegression, CountsRowsByTheirImportance) {
  const std::vector<double> rows = {0, 0};
  const std::vector<int> labels = {1, 0};
  const LogisticModel model = fit_logistic(rows, labels, std::vector<double>{3, 1}, 1, 1);
  EXPECT_NEAR(probability(model.intercept), 0.75, 1e-4);
}

// At the least the gradient is 0: the sum of importance (label - p) x is penalty times the weight.
TEST(LogisticRegression, StopsWhereTheGradientIsNought) {
  constexpr std::size_t kRows = 200;
  constexpr double kPenalty = 2;
  Random random({5});
  std::vector<double> rows;
  std::vector<int> labels;
  for (std::size_t i = 0; i < kRows; ++i) {
    for (int j = 0; j < 3; ++j) {
      rows.push_back(2 * random.uniform() - 1);
    }
    labels.push_back(random.uniform() < probability(2 * rows[3 * i] - rows[3 * i + 1]) ? 1 : 0);
  }
  const std::vector<double> importance(kRows, 1.0);
  const LogisticModel model = fit_logistic(rows, labels, importance, 3, kPenalty);
  for (std::size_t j = 0; j < 3; ++j) {
    double gradient = -kPenalty * model.weights[j];
    for (std::size_t i = 0; i < kRows; ++i) {
      const std::span<const double> row = std::span(rows).subspan(3 * i, 3);
      gradient += (labels[i] - probability(model.log_odds(row))) * row[j];
    }
    EXPECT_NEAR(gradient, 0, 0.05);
  }
  EXPECT_GT(model.weights[0], 0.5);
  EXPECT_LT(model.weights[1], 0);
}

TEST(LogisticRegression, KeepsWeightsFiniteWhereAPlanePartsTheLabels) {
  const std::vector<double> rows = {-1, -2, 1, 2};
  const std::vector<int> labels = {0, 0, 1, 1};
  const LogisticModel model = fit_logistic(rows, labels, std::vector<double>(4, 1.0), 1, 0.01);
  EXPECT_TRUE(std::isfinite(model.weights[0]));
  EXPECT_GT(model.weights[0], 1);
}

}  // namespace
}  // namespace bachprop
