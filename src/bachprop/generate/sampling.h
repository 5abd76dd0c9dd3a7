// Choosing a symbol from a network's distribution: the options, and what they mean, in double
// precision. sampler.h does the same fast.
#pragma once

#include <span>
#include <vector>

#include "bachprop/base/random.h"
#include "bachprop/base/result.h"

namespace bachprop {

// Applied in this order: temperature, then top-k, then top-p.
struct SamplingOptions {
  // Divides the logits. 1: the distribution as learnt. Below 1: safer music, above 1: wilder. 0:
  // the likeliest symbol always.
  double temperature = 1;
  // Only the k likeliest symbols may be chosen; 0: all. A k above a dictionary's size leaves that
  // dictionary whole, since the three have different sizes.
  int top_k = 0;
  // Only the likeliest symbols that together reach this probability may be chosen; 1: all.
  double top_p = 1;

  friend bool operator==(const SamplingOptions&, const SamplingOptions&) = default;
};

// temperature 0 .. 100, top_k >= 0, top_p in (0, 1]; the error names the option, the value and what
// is allowed.
[[nodiscard]] Result<void> validate(const SamplingOptions& options);

// The natural logarithm of the probability of each symbol: log softmax. [logits.size()]
[[nodiscard]] std::vector<double> log_probabilities(std::span<const float> logits);

// Draws a symbol with one number from `random`. `logits` are natural logarithms of unnormalised
// probabilities, finite. `allowed` is empty (all may be chosen) or one flag a symbol, at least one
// of them set. The others' probability is given to the allowed ones in proportion. The first of
// equally likely symbols counts as likelier. The candidates are laid side by side in the
// dictionary's order, each as wide as it is likely. The random number, 0 .. 1, points at one of
// them.
[[nodiscard]] int sample(std::span<const float> logits, const SamplingOptions& options,
                         const std::vector<bool>& allowed, Random& random);

}  // namespace bachprop
