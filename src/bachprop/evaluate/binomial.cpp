#include "bachprop/evaluate/binomial.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <numeric>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

namespace math = boost::math;

void check_promises(const Trials& trials, double confidence) {
  check(trials.successes >= 0 && trials.successes <= trials.all, "successes are among the trials");
  check(confidence > 0 && confidence < 1, "confidence lies between 0 and 1");
}

}  // namespace

ConfidenceBounds clopper_pearson(const Trials& trials, double confidence) {
  check_promises(trials, confidence);
  const double tail = (1 - confidence) / 2;
  const auto successes = as_double(trials.successes);
  const auto failures = as_double(trials.all - trials.successes);
  return {.low = successes > 0 ? math::ibeta_inv(successes, failures + 1, tail) : 0,
          .high = failures > 0 ? math::ibetac_inv(successes + 1, failures, tail) : 1};
}

ConfidenceBounds wilson(const Trials& trials, double confidence) {
  check_promises(trials, confidence);
  if (trials.all == 0) {
    return {};
  }
  const auto n = as_double(trials.all);
  const double p = trials.share();
  const double z = math::quantile(math::normal(), (1 + confidence) / 2);
  const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
  // Rounding must not leave a hair between the interval and its end.
  return {.low = trials.successes == 0 ? 0 : middle - half,
          .high = trials.successes == trials.all ? 1 : middle + half};
}

double binomial_test(const Trials& trials, double chance) {
  check_promises(trials, /*confidence=*/chance);
  const math::binomial distribution(as_double(trials.all), chance);
  // Outcomes as likely as this one count, though rounding may set them apart.
  constexpr double kAsLikely = 1 + 1e-7;
  const double bound = kAsLikely * math::pdf(distribution, as_double(trials.successes));
  double sum = 0;
  for (std::int64_t k = 0; k <= trials.all; ++k) {
    const double probability = math::pdf(distribution, as_double(k));
    sum += probability <= bound ? probability : 0;
  }
  return std::min(sum, 1.0);
}

std::int64_t fewest_better_than_even(std::int64_t trials, double level) {
  std::int64_t too_few = trials / 2;
  std::int64_t enough = trials + 1;
  while (enough - too_few > 1) {
    const std::int64_t middle = std::midpoint(too_few, enough);
    (binomial_test({middle, trials}) <= level ? enough : too_few) = middle;
  }
  return enough;
}

MeanWithInterval mean_with_interval(std::span<const double> values, double confidence) {
  check(values.size() >= 2, "a spread needs two values");
  const auto n = as_double(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const double value : values) {
    squares += (value - mean) * (value - mean);
  }
  const double t = math::quantile(math::students_t(n - 1), (1 + confidence) / 2);
  const double half = t * std::sqrt(squares / (n - 1) / n);
  return {.mean = mean, .interval = {.low = mean - half, .high = mean + half}};
}

}  // namespace bachprop
