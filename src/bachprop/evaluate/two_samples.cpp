#include "bachprop/evaluate/two_samples.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/random.h"
#include "bachprop/evaluate/logistic_regression.h"

namespace bachprop {
namespace {

// A number for a row: b's are to be greater.
struct RatedRow {
  double rating = 0;
  bool is_b = false;
  std::size_t piece = 0;  // a's, then b's
};

// Rows sorted by rating; the pairs in the right order of rows drawn several times take one walk
// over them.
class RankedRows {
 public:
  struct Pairs {
    double right = 0;  // equal ones count half
    double all = 0;
  };

  explicit RankedRows(std::vector<RatedRow> rows) : rows_(std::move(rows)) {
    std::ranges::sort(rows_, {}, &RatedRow::rating);
  }

  [[nodiscard]] Pairs pairs(std::span<const std::int64_t> times_drawn) const {
    double a_below = 0;
    double all_b = 0;
    Pairs pairs;
    for (std::size_t begin = 0; begin < rows_.size();) {
      double a_here = 0;
      double b_here = 0;
      std::size_t end = begin;
      for (; end < rows_.size() && rows_[end].rating == rows_[begin].rating; ++end) {
        (rows_[end].is_b ? b_here : a_here) += as_double(times_drawn[rows_[end].piece]);
      }
      pairs.right += b_here * (a_below + a_here / 2);
      a_below += a_here;
      all_b += b_here;
      begin = end;
    }
    pairs.all = a_below * all_b;
    return pairs;
  }

 private:
  std::vector<RatedRow> rows_;
};

// Over the pairs within a fold. Pairs across folds are rated by two classifiers of which each
// learnt from the other's row. With them, alike sets would look as if they were told apart the
// wrong way.
double auc_within(std::span<const RankedRows> folds, std::span<const std::int64_t> times_drawn) {
  RankedRows::Pairs sum;
  for (const RankedRows& fold : folds) {
    const RankedRows::Pairs pairs = fold.pairs(times_drawn);
    sum.right += pairs.right;
    sum.all += pairs.all;
  }
  return sum.all > 0 ? sum.right / sum.all : kUndefined;
}

// ---- Features as the classifier sees them ----

// Mean and deviation of a column over the rows that it learns from.
struct Scale {
  double mean = 0;
  double deviation = 0;  // 0: the column says nothing
};

// Two columns for each feature: how many deviations it lies above the mean, no more than kFarthest,
// and how far from it, about as wide.
constexpr double kFarthest = 4;
constexpr std::size_t kViews = 2;

void add_views(double value, const Scale& scale, double* views) {
  constexpr double kMeanDistance = 0.8;  // of a normal distribution, about
  constexpr double kItsDeviation = 0.6;
  views[0] = views[1] = 0;
  if (std::isnan(value) || scale.deviation == 0) {
    return;
  }
  const double z = std::clamp((value - scale.mean) / scale.deviation, -kFarthest, kFarthest);
  views[0] = z;
  views[1] = (std::abs(z) - kMeanDistance) / kItsDeviation;
}

class Classifier {
 public:
  Classifier(const FeatureRows& a, const FeatureRows& b, std::span<const std::size_t> columns,
             const TwoSampleOptions& options)
      : sets_{&a, &b}, columns_(columns), options_(options) {
    for (const FeatureRows* set : sets_) {
      folds_.push_back(draw_folds(set->pieces));
    }
  }

  // The rows of each fold by the classifier of the others; empty when no column differs.
  std::vector<RankedRows> ratings() {
    std::vector<RankedRows> folds;
    for (std::size_t fold = 0; fold < options_.folds; ++fold) {
      if (!learn_without(fold)) {
        return {};
      }
      folds.emplace_back(rated(fold));
    }
    return folds;
  }

 private:
  // A fold for each piece, as even as can be.
  std::vector<std::size_t> draw_folds(std::size_t pieces) {
    std::vector<std::size_t> folds(pieces);
    for (std::size_t i = 0; i < pieces; ++i) {
      folds[i] = i % options_.folds;
    }
    Random random({options_.seed, folds_.size()});
    random.shuffle(std::span(folds));
    return folds;
  }

  // Calls visit(row) for the rows of a set in, or outside of, a fold.
  template <typename Visit>
  void for_rows(std::size_t set, std::size_t fold, bool inside, const Visit& visit) const {
    for (std::size_t i = 0; i < sets_[set]->rows(); ++i) {
      if ((folds_[set][sets_[set]->piece_of[i]] == fold) == inside) {
        visit(i);
      }
    }
  }

  // Both sets count alike.
  [[nodiscard]] Scale scale_of(std::size_t column, std::size_t fold) const {
    double mean = 0;
    double square = 0;
    double sets = 0;
    for (std::size_t set = 0; set < sets_.size(); ++set) {
      double sum = 0;
      double squares = 0;
      double count = 0;
      for_rows(set, fold, /*inside=*/false, [&](std::size_t i) {
        const double value = sets_[set]->row(i)[column];
        if (!std::isnan(value)) {
          sum += value;
          squares += value * value;
          ++count;
        }
      });
      if (count > 0) {
        mean += sum / count;
        square += squares / count;
        ++sets;
      }
    }
    if (sets == 0) {
      return {};
    }
    mean /= sets;
    const double variance = square / sets - mean * mean;
    constexpr double kRounding = 1e-12;
    return {mean, variance > kRounding * std::max(1.0, mean * mean) ? std::sqrt(variance) : 0};
  }

  void add_row(std::size_t set, std::size_t row, std::vector<double>& values) const {
    const std::size_t begin = values.size();
    values.resize(begin + kViews * scales_.size());
    for (std::size_t j = 0; j < scales_.size(); ++j) {
      add_views(sets_[set]->row(row)[used_[j]], scales_[j], &values[begin + kViews * j]);
    }
  }

  bool learn_without(std::size_t fold) {
    used_.clear();
    scales_.clear();
    for (const std::size_t column : columns_) {
      if (const Scale scale = scale_of(column, fold); scale.deviation > 0) {
        used_.push_back(column);
        scales_.push_back(scale);
      }
    }
    if (used_.empty()) {
      return false;
    }
    std::vector<double> values;
    std::vector<int> labels;
    for (std::size_t set = 0; set < sets_.size(); ++set) {
      for_rows(set, fold, /*inside=*/false, [&](std::size_t i) {
        add_row(set, i, values);
        labels.push_back(as_int(set));
      });
    }
    const auto of_b = as_double(std::ranges::count(labels, 1));
    const auto all = as_double(labels.size());
    std::vector<double> importance;
    for (const int label : labels) {
      importance.push_back(all / 2 / (label == 1 ? of_b : all - of_b));
    }
    model_ = fit_logistic(values, labels, importance, kViews * scales_.size(), options_.penalty);
    return true;
  }

  [[nodiscard]] std::vector<RatedRow> rated(std::size_t fold) const {
    std::vector<RatedRow> rows;
    std::vector<double> values;
    for (std::size_t set = 0; set < sets_.size(); ++set) {
      for_rows(set, fold, /*inside=*/true, [&](std::size_t i) {
        values.clear();
        add_row(set, i, values);
        const std::size_t before = set == 0 ? 0 : sets_[0]->pieces;
        rows.push_back({model_.log_odds(values), set == 1, before + sets_[set]->piece_of[i]});
      });
    }
    return rows;
  }

  std::array<const FeatureRows*, 2> sets_;
  std::span<const std::size_t> columns_;
  TwoSampleOptions options_;
  std::vector<std::vector<std::size_t>> folds_;  // [set][piece]
  std::vector<std::size_t> used_;                // columns that differ between rows
  std::vector<Scale> scales_;                    // of these
  LogisticModel model_;
};

constexpr Interval kNone = {kUndefined, kUndefined, kUndefined};

}  // namespace

void FeatureRows::add(std::size_t piece, std::span<const double> row) {
  check(row.size() == columns, "a row has all columns");
  check(piece_of.empty() || piece >= piece_of.back(), "rows come piece by piece");
  values.insert(values.end(), row.begin(), row.end());
  piece_of.push_back(piece);
  pieces = std::max(pieces, piece + 1);
}

double auc_of(std::span<const double> numbers_a, std::span<const double> numbers_b) {
  std::vector<RatedRow> rows;
  for (const double number : numbers_a) {
    rows.push_back({number, false, 0});
  }
  for (const double number : numbers_b) {
    rows.push_back({number, true, 0});
  }
  constexpr std::array<std::int64_t, 1> kOnce = {1};
  const RankedRows ranked(std::move(rows));
  return auc_within({&ranked, 1}, kOnce);
}

Interval classifier_auc(const FeatureRows& a, const FeatureRows& b,
                        std::span<const std::size_t> columns, const TwoSampleOptions& options) {
  if (std::min(a.pieces, b.pieces) < options.folds) {
    return kNone;
  }
  const std::vector<RankedRows> folds = Classifier(a, b, columns, options).ratings();
  if (folds.empty()) {
    return kNone;
  }
  return bootstrap_interval(
      a.pieces + b.pieces,
      [&](std::span<const std::int64_t> times_drawn) { return auc_within(folds, times_drawn); },
      options.bootstrap);
}

double feature_auc(const FeatureRows& a, const FeatureRows& b, std::size_t column) {
  std::vector<double> values_a;
  std::vector<double> values_b;
  for (const auto& [rows, values] : {std::pair{&a, &values_a}, std::pair{&b, &values_b}}) {
    for (std::size_t i = 0; i < rows->rows(); ++i) {
      if (const double value = rows->row(i)[column]; !std::isnan(value)) {
        values->push_back(value);
      }
    }
  }
  return auc_of(values_a, values_b);
}

}  // namespace bachprop
