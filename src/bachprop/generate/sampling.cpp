#include "bachprop/generate/sampling.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// The symbols that may be chosen, likeliest first.
std::vector<int> by_likelihood(std::span<const float> logits, const std::vector<bool>& allowed) {
  std::vector<int> symbols;
  symbols.reserve(logits.size());
  for (std::size_t i = 0; i < logits.size(); ++i) {
    if (allowed.empty() || allowed[i]) {
      symbols.push_back(as_int(i));
    }
  }
  std::stable_sort(symbols.begin(), symbols.end(),
                   [&](int a, int b) { return logits[as_index(a)] > logits[as_index(b)]; });
  return symbols;
}

// In proportion to the symbols' probabilities.
std::vector<double> weights_of(std::span<const int> symbols, std::span<const float> logits,
                               double temperature) {
  double highest = -std::numeric_limits<double>::infinity();
  for (const int symbol : symbols) {
    highest = std::max(highest, as_double(logits[as_index(symbol)]));
  }
  std::vector<double> weights;
  weights.reserve(symbols.size());
  for (const int symbol : symbols) {
    weights.push_back(std::exp((logits[as_index(symbol)] - highest) / temperature));
  }
  return weights;
}

// How many of the likeliest symbols reach `share` of the weight together.
std::size_t nucleus(std::span<const double> weights, double share) {
  const double wanted = share * std::accumulate(weights.begin(), weights.end(), 0.0);
  double sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    sum += weights[i];
    if (sum >= wanted) {
      return i + 1;
    }
  }
  return weights.size();
}

// The index at which the running sum of the weights passes `share` of their total.
std::size_t draw(std::span<const double> weights, double share) {
  double left = share * std::accumulate(weights.begin(), weights.end(), 0.0);
  for (std::size_t i = 0; i + 1 < weights.size(); ++i) {
    left -= weights[i];
    if (left < 0) {
      return i;
    }
  }
  return weights.size() - 1;
}

}  // namespace

Result<void> validate(const SamplingOptions& options) {
  return validate_fields(fields_to_read(options));
}

std::vector<double> log_probabilities(std::span<const float> logits) {
  check(!logits.empty(), "a distribution has at least one symbol");
  const double highest = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (const float logit : logits) {
    sum += std::exp(logit - highest);
  }
  const double log_sum = highest + std::log(sum);
  std::vector<double> result(logits.begin(), logits.end());
  for (double& value : result) {
    value -= log_sum;
  }
  return result;
}

int sample(std::span<const float> logits, const SamplingOptions& options,
           const std::vector<bool>& allowed, Random& random) {
  check(allowed.empty() || allowed.size() == logits.size(), "one flag a symbol");
  std::vector<int> symbols = by_likelihood(logits, allowed);
  check(!symbols.empty(), "at least one symbol may be chosen");
  // Drawn in any case, so that options do not shift the stream of random numbers.
  const double share = random.uniform();
  if (options.temperature <= 0) {
    return symbols.front();
  }
  if (options.top_k > 0) {
    symbols.resize(std::min(symbols.size(), as_index(options.top_k)));
  }
  if (options.top_p < 1) {
    symbols.resize(nucleus(weights_of(symbols, logits, options.temperature), options.top_p));
  }
  std::ranges::sort(symbols);
  return symbols[draw(weights_of(symbols, logits, options.temperature), share)];
}

}  // namespace bachprop
