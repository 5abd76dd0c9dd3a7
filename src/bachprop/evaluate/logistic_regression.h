// Logistic regression with a penalty on large weights.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace bachprop {

// p(1 | x) = 1 / (1 + exp(-log_odds)), log_odds = intercept + sum over j of weights[j] x[j].
struct LogisticModel {
  std::vector<double> weights;
  double intercept = 0;

  [[nodiscard]] double log_odds(std::span<const double> row) const;
};

// The weights with the least
//   sum over rows i of importance[i] ln(1 + exp(-y log_odds_i)) + penalty / 2 sum over j of
//   weights[j]^2.
// There y is 1 for label 1 and -1 for label 0. Newton's method with halved steps finds them
// (Hastie, Tibshirani & Friedman 2009, "The elements of statistical learning", section 4.4). `rows`
// is [labels, columns] row after row, `penalty` above 0, so that the least is one point even where
// a plane parts the labels. The same rows give the same bytes. Time is rows times columns squared,
// and columns cubed, for each of some ten steps.
[[nodiscard]] LogisticModel fit_logistic(std::span<const double> rows, std::span<const int> labels,
                                         std::span<const double> importance, std::size_t columns,
                                         double penalty);

}  // namespace bachprop
