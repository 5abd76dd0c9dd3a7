// A classifier two-sample test: can a simple classifier tell two sets of pieces apart?
//
// Lopez-Paz & Oquab 2017, "Revisiting classifier two-sample tests". The classifier is logistic
// regression on features. Its figure is the area under the ROC curve of the log odds that it gives
// to pieces which it has not learnt from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "bachprop/evaluate/bootstrap.h"

namespace bachprop {

// Rows of features, each of one piece; some may not be a number.
struct FeatureRows {
  std::size_t columns = 0;
  std::vector<double> values = {};         // [rows, columns]
  std::vector<std::size_t> piece_of = {};  // of each row, 0 .. pieces - 1, rising
  std::size_t pieces = 0;

  [[nodiscard]] std::size_t rows() const { return piece_of.size(); }
  [[nodiscard]] std::span<const double> row(std::size_t i) const {
    return std::span(values).subspan(i * columns, columns);
  }
  // Adds a row of a piece, which is the last one's or a later one.
  void add(std::size_t piece, std::span<const double> row);
};

struct TwoSampleOptions {
  std::uint64_t seed = 1;
  std::size_t folds = 5;
  double penalty = 10;  // of logistic regression, on standardised features
  BootstrapOptions bootstrap = {};
};

// The area under the ROC curve: how probable it is that a row of b has a greater number than one of
// a. Equal ones count half. 0.5: not told apart. Not a number when one has no rows.
[[nodiscard]] double auc_of(std::span<const double> numbers_a, std::span<const double> numbers_b);

// The area for the log odds that each row gets from a classifier that learnt from the other folds.
// The bounds are those of a bootstrap over pieces. `columns` are those that it sees. It sees each
// also as the distance from its middle, so that too high and too low can give b away at once. What
// is not a number counts as the mean. Both sets count alike, whatever their sizes. All not a number
// when either has fewer pieces than folds, or no column differs between rows.
[[nodiscard]] Interval classifier_auc(const FeatureRows& a, const FeatureRows& b,
                                      std::span<const std::size_t> columns,
                                      const TwoSampleOptions& options = {});

// The same for one feature as it is, without learning: above 0.5 where it is greater in b. Rows
// without it are left out.
[[nodiscard]] double feature_auc(const FeatureRows& a, const FeatureRows& b, std::size_t column);

}  // namespace bachprop
