// The evidence that a number of right answers gives of the chance of a right answer.
#pragma once

#include <cstdint>
#include <span>

#include "bachprop/base/numbers.h"

namespace bachprop {

// Independent trials that each succeed or fail.
struct Trials {
  std::int64_t successes = 0;  // 0 .. all
  std::int64_t all = 0;

  void add(bool success) {
    successes += success ? 1 : 0;
    ++all;
  }
  // Not a number when there were no trials.
  [[nodiscard]] double share() const { return as_double(successes) / as_double(all); }
  friend bool operator==(const Trials&, const Trials&) = default;
};

// Between which the unknown lies, with the confidence asked for.
struct ConfidenceBounds {
  double low = 0;
  double high = 1;

  [[nodiscard]] bool contains(double value) const { return low <= value && value <= high; }
};

// Confidence intervals for the chance of success; `confidence` in (0, 1). 0 to 1 without trials.
//
// Clopper and Pearson 1934, "exact": all chances that neither tail of the binomial test rejects.
// Covers the true chance with at least `confidence`, usually with more. By quantiles of the beta
// distribution.
[[nodiscard]] ConfidenceBounds clopper_pearson(const Trials& trials, double confidence = 0.95);
// Wilson 1927: all chances that the test by the normal approximation does not reject. Covers the
// true chance with about `confidence`: narrower.
[[nodiscard]] ConfidenceBounds wilson(const Trials& trials, double confidence = 0.95);

// The exact two-sided binomial test: the probability, if each trial succeeds with `chance`, of all
// outcomes that are no likelier than this one. 1 without trials. Time linear in the trials.
[[nodiscard]] double binomial_test(const Trials& trials, double chance = 0.5);

// The fewest successes out of `trials`, above one half, whose two-sided test against 1/2 gives at
// most `level`. It is trials + 1 when not even all of them do.
[[nodiscard]] std::int64_t fewest_better_than_even(std::int64_t trials, double level = 0.05);

// The mean of at least two values with an interval by Student's t distribution (Student 1908), for
// independent values that are roughly normally distributed.
struct MeanWithInterval {
  double mean = 0;
  ConfidenceBounds interval = {};
};
[[nodiscard]] MeanWithInterval mean_with_interval(std::span<const double> values,
                                                  double confidence = 0.95);

}  // namespace bachprop
