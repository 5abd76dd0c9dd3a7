// Choosing a symbol from a network's distribution: the options, and what they mean, in double
// precision. sampler.h does the same fast.
#pragma once

#include <span>
#include <vector>

#include "bachprop/base/fields.h"
#include "bachprop/base/random.h"
#include "bachprop/base/result.h"

namespace bachprop {

// Applied in this order: temperature, then top-k, then top-p.
struct SamplingOptions {
  double temperature = 1;
  int top_k = 0;
  double top_p = 1;

  friend bool operator==(const SamplingOptions&, const SamplingOptions&) = default;
};

// The one place that says what an option of sampling is: a new one is a field above and a row here.
inline void list_fields(SamplingOptions& options, FieldList& fields) {
  fields(options.temperature,
         {.option = "--temperature",
          .help = "1: as learnt; lower: more usual; higher: wilder; 0: always the likeliest",
          .advice = "It divides the logits, before --top-k and --top-p. 0.8 to 1.1 are worth "
                    "hearing.",
          .key = "temperature",
          .limits = between(0, 100)});
  fields(
      options.top_k,
      {.option = "--top-k",
       .help = "choose among the k likeliest symbols only; 0: all",
       .advice = "dT, T and P have dictionaries of different sizes: a k above one of them leaves "
                 "that one whole.",
       .need = Need::kRare,
       .key = "top_k",
       .name = "top-k",
       .limits = from(0)});
  fields(options.top_p,
         {.option = "--top-p",
          .help = "choose among the likeliest symbols that reach this probability together; 1: all",
          .advice = "0.9 to 0.98 leaves out what the network itself finds far-fetched.",
          .need = Need::kRare,
          .key = "top_p",
          .name = "top-p",
          .limits = above(0, 1)});
}

// The error names the option, the value and what is allowed.
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
