#include "bachprop/generate/sampler.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/nn/sampling_kernels.h"

namespace bachprop {
namespace {

// Single precision ends at e^-87 below the likeliest symbol. Where all that may be chosen weighs
// less than this, too much would be missing.
constexpr double kLeastWeight = 1e-20;

// Below this share of all weight, what is left after a subtraction has lost its digits.
constexpr double kLeastOffered = 1e-6;

// How many of the likeliest symbols are put in order at first; usually enough for top-p.
constexpr std::size_t kFirstSorted = 8;

// Likelier first, of equally likely ones the lower number first.
struct Likelier {
  std::span<const float> logits;
  bool operator()(int a, int b) const {
    const float of_a = logits[as_index(a)];
    const float of_b = logits[as_index(b)];
    return of_a > of_b || (of_a == of_b && a < b);
  }
};

// Single precision has no inverse of the smallest temperatures.
float sharpness_of(double temperature) {
  constexpr double kMost = std::numeric_limits<float>::max();
  return temperature > 0 ? static_cast<float>(std::min(1 / temperature, kMost)) : 1.0F;
}

double sum_of(std::span<const float> weights) {
  return std::accumulate(weights.begin(), weights.end(), 0.0);
}

double log_probability(const RowExponentials& row, float logit) {
  return (as_double(logit) - as_double(row.highest)) - std::log(row.sum);
}

}  // namespace

Sampler::Sampler(const SamplingOptions& options, int symbols)
    : symbols_(as_index(symbols)),
      top_k_(options.temperature > 0 ? as_index(options.top_k) : 1),
      top_p_(options.temperature > 0 ? options.top_p : 1),
      sharpness_(sharpness_of(options.temperature)),
      weights_(as_index(padded_symbols(symbols))) {
  check(symbols >= 1, "a distribution has at least one symbol");
  candidates_.reserve(symbols_);
}

Choice Sampler::choose(std::span<const float> logits, const Excluded& excluded, Random& random) {
  check(logits.size() == symbols_, "one logit a symbol");
  const double share = random.uniform();
  const RowExponentials row = exp_below_highest(logits, 1, weights_);
  if (std::isnan(row.sum)) {
    return {.symbol = as_int(symbols_) - 1, .log_probability = row.sum};
  }
  double sum = weigh_offered(logits, excluded, row.sum);
  if (top_k_ > 0 || top_p_ < 1) {
    sum = keep_likeliest(logits);
  }
  const int symbol = draw(share, sum);
  return {.symbol = symbol, .log_probability = log_probability(row, logits[as_index(symbol)])};
}

Choice Sampler::choose_last(std::span<const float> logits) {
  const RowExponentials row = exp_below_highest(logits, 1, weights_);
  return {.symbol = as_int(symbols_) - 1, .log_probability = log_probability(row, logits.back())};
}

// The weights at temperature 1 are there already, and their sum is `sum_of_all`.
double Sampler::weigh_offered(std::span<const float> logits, const Excluded& excluded,
                              double sum_of_all) {
  const double all =
      sharpness_ == 1 ? sum_of_all : exp_below_highest(logits, sharpness_, weights_).sum;
  const double offered = all - take_weights(excluded);
  if (offered > kLeastOffered * all) {
    return offered;
  }
  const double sum = sum_of(weights_);
  return sum > kLeastWeight ? sum : weigh_below_offered(logits, excluded);
}

// Sets the weights of what is excluded to 0 and gives their sum.
double Sampler::take_weights(const Excluded& excluded) {
  double sum = 0;
  const auto take = [&](std::size_t symbol) {
    sum += as_double(weights_[symbol]);
    weights_[symbol] = 0;
  };
  for (const int symbol : excluded.symbols) {
    take(as_index(symbol));
  }
  if (excluded.last) {
    take(symbols_ - 1);
  }
  return sum;
}

// As weigh_offered, with the likeliest symbol of those that may be chosen as the measure.
double Sampler::weigh_below_offered(std::span<const float> logits, const Excluded& excluded) {
  const auto weights = std::span(weights_).first(symbols_);
  std::ranges::copy(logits, weights.begin());
  for (const int symbol : excluded.symbols) {
    weights[as_index(symbol)] = -std::numeric_limits<float>::infinity();
  }
  if (excluded.last) {
    weights.back() = -std::numeric_limits<float>::infinity();
  }
  const float highest = *std::ranges::max_element(weights);
  check(std::isfinite(highest), "at least one symbol may be chosen");
  for (float& weight : weights) {
    weight = std::exp(sharpness_ * (weight - highest));
  }
  return sum_of(weights_);
}

// Takes the weights of all but the likeliest away; gives the sum that is left.
double Sampler::keep_likeliest(std::span<const float> logits) {
  candidates_.clear();
  for (std::size_t i = 0; i < symbols_; ++i) {
    if (weights_[i] > 0) {
      candidates_.push_back(as_int(i));
    }
  }
  std::size_t kept = candidates_.size();
  if (top_k_ > 0 && top_k_ < kept) {
    kept = top_k_;
    std::nth_element(candidates_.begin(), candidates_.begin() + static_cast<std::ptrdiff_t>(kept),
                     candidates_.end(), Likelier{logits});
  }
  if (top_p_ < 1) {
    kept = nucleus(logits, kept);
  }
  for (const int symbol : std::span(candidates_).subspan(kept)) {
    weights_[as_index(symbol)] = 0;
  }
  return sum_of(weights_);
}

// Puts the likeliest of the first `count` candidates in front; gives how many of them reach top-p
// together. Puts in order no more than needed: a few, then twice as many, and so on.
std::size_t Sampler::nucleus(std::span<const float> logits, std::size_t count) {
  const auto candidates = std::span(candidates_).first(count);
  const auto weight = [&](int symbol) { return as_double(weights_[as_index(symbol)]); };
  double wanted = 0;
  for (const int symbol : candidates) {
    wanted += weight(symbol);
  }
  wanted *= top_p_;
  double reached = 0;
  std::size_t sorted = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (i == sorted) {
      sorted = std::min(count, sorted + std::max(kFirstSorted, sorted));
      std::partial_sort(candidates.begin() + static_cast<std::ptrdiff_t>(i),
                        candidates.begin() + static_cast<std::ptrdiff_t>(sorted), candidates.end(),
                        Likelier{logits});
    }
    reached += weight(candidates[i]);
    if (reached >= wanted) {
      return i + 1;
    }
  }
  return count;
}

// The symbol at which the running sum of the weights passes `share` of their sum.
int Sampler::draw(double share, double sum) const {
  double left = share * sum;
  for (std::size_t i = 0; i < symbols_; ++i) {
    left -= as_double(weights_[i]);
    if (left < 0) {
      return as_int(i);
    }
  }
  // Rounding left a rest.
  std::size_t last = symbols_ - 1;
  while (last > 0 && weights_[last] <= 0) {
    --last;
  }
  return as_int(last);
}

}  // namespace bachprop
