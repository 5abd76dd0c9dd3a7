// Choosing symbols of one dictionary, note after note, without allocating: what sampling.h defines,
// in single precision.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "bachprop/base/random.h"
#include "bachprop/generate/sampling.h"

namespace bachprop {

// The symbols that may not be chosen this time; not everything.
struct Excluded {
  std::span<const int> symbols = {};  // in any order
  bool last = false;                  // the last symbol, START/END
};

struct Choice {
  int symbol = 0;
  // Natural logarithm of the symbol's probability under the network's own distribution: options and
  // what was excluded do not enter. Not a number when a logit is not finite; the symbol is then the
  // last.
  double log_probability = 0;
};

class Sampler {
 public:
  // For rows of `symbols` logits.
  Sampler(const SamplingOptions& options, int symbols);

  // Draws with one number from `random`, whatever the options.
  [[nodiscard]] Choice choose(std::span<const float> logits, const Excluded& excluded,
                              Random& random);
  // The last symbol, chosen without drawing.
  [[nodiscard]] Choice choose_last(std::span<const float> logits);

 private:
  [[nodiscard]] double weigh_offered(std::span<const float> logits, const Excluded& excluded,
                                     double sum_of_all);
  [[nodiscard]] double weigh_below_offered(std::span<const float> logits, const Excluded& excluded);
  [[nodiscard]] double take_weights(const Excluded& excluded);
  [[nodiscard]] double keep_likeliest(std::span<const float> logits);
  [[nodiscard]] std::size_t nucleus(std::span<const float> logits, std::size_t count);
  [[nodiscard]] int draw(double share, double sum) const;

  std::size_t symbols_;
  std::size_t top_k_;  // 0: all
  double top_p_;       // 1: all
  float sharpness_;    // 1 / temperature
  // In proportion to the probabilities of the symbols that may be chosen, the others 0; padded.
  std::vector<float> weights_;
  std::vector<int> candidates_;  // room to find the likeliest in
};

}  // namespace bachprop
