#include "bachprop/evaluate/logistic_regression.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/positive_definite.h"

namespace bachprop {
namespace {

constexpr int kMostSteps = 50;
constexpr double kSmallGain = 1e-6;  // of the loss, relative

// ln(1 + exp(x)) without overflow.
double softplus(double x) { return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)); }
double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// The problem with the intercept as the last weight.
class Fit {
 public:
  Fit(std::span<const double> rows, std::span<const int> labels, std::span<const double> importance,
      std::size_t columns, double penalty)
      : rows_(rows),
        labels_(labels),
        importance_(importance),
        columns_(columns),
        penalty_(penalty),
        weights_(columns + 1) {}

  LogisticModel run() {
    double loss = loss_of(weights_);
    for (int step = 0; step < kMostSteps; ++step) {
      const std::vector<double> direction = newton_direction();
      const double before = loss;
      if (!descend(direction, loss) || before - loss < kSmallGain * before) {
        break;
      }
    }
    const double intercept = weights_.back();
    weights_.pop_back();
    return {std::move(weights_), intercept};
  }

 private:
  [[nodiscard]] double log_odds(const std::vector<double>& weights, std::size_t row) const {
    double sum = weights[columns_];
    const double* x = rows_.data() + row * columns_;
    for (std::size_t j = 0; j < columns_; ++j) {
      sum += weights[j] * x[j];
    }
    return sum;
  }

  [[nodiscard]] double loss_of(const std::vector<double>& weights) const {
    double loss = 0;
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      const double s = log_odds(weights, i);
      loss += importance_[i] * softplus(labels_[i] == 1 ? -s : s);
    }
    for (std::size_t j = 0; j < columns_; ++j) {
      loss += penalty_ / 2 * weights[j] * weights[j];
    }
    return loss;
  }

  // Minus the inverse Hessian times the gradient. The intercept has next to no penalty.
  [[nodiscard]] std::vector<double> newton_direction() const {
    constexpr double kForIntercept = 1e-9;
    const std::size_t n = columns_ + 1;
    std::vector<double> hessian(n * n);
    std::vector<double> direction(n);
    std::vector<double> x(n, 1.0);
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      std::copy_n(rows_.data() + i * columns_, columns_, x.data());
      const double p = sigmoid(log_odds(weights_, i));
      const double pull = importance_[i] * (labels_[i] - p);
      const double curve = importance_[i] * p * (1 - p);
      for (std::size_t j = 0; j < n; ++j) {
        direction[j] += pull * x[j];
        const double scaled = curve * x[j];
        double* row = &hessian[j * n];
        for (std::size_t k = 0; k <= j; ++k) {
          row[k] += scaled * x[k];
        }
      }
    }
    for (std::size_t j = 0; j < n; ++j) {
      const double penalty = j < columns_ ? penalty_ : kForIntercept;
      hessian[j * n + j] += penalty;
      direction[j] -= penalty * weights_[j];
    }
    solve_positive_definite(hessian, direction);
    return direction;
  }

  // Goes along the direction as far as the loss falls; false: it does not.
  bool descend(const std::vector<double>& direction, double& loss) {
    constexpr int kMostHalvings = 13;
    for (int halvings = 0; halvings <= kMostHalvings; ++halvings) {
      std::vector<double> next = weights_;
      for (std::size_t j = 0; j < next.size(); ++j) {
        next[j] += std::ldexp(direction[j], -halvings);
      }
      if (const double there = loss_of(next); there < loss) {
        loss = there;
        weights_ = std::move(next);
        return true;
      }
    }
    return false;
  }

  std::span<const double> rows_;
  std::span<const int> labels_;
  std::span<const double> importance_;
  std::size_t columns_;
  double penalty_;
  std::vector<double> weights_;
};

}  // namespace

double LogisticModel::log_odds(std::span<const double> row) const {
  double sum = intercept;
  for (std::size_t j = 0; j < weights.size(); ++j) {
    sum += weights[j] * row[j];
  }
  return sum;
}

LogisticModel fit_logistic(std::span<const double> rows, std::span<const int> labels,
                           std::span<const double> importance, std::size_t columns,
                           double penalty) {
  check(rows.size() == labels.size() * columns && importance.size() == labels.size(),
        "each row has its columns, its label and its importance");
  check(penalty > 0, "the penalty is above 0");
  return Fit(rows, labels, importance, columns, penalty).run();
}

}  // namespace bachprop
