// Kernels for drawing from a row of logits, in single precision, vectorised for the processor at
// run time.
#pragma once

#include <span>

namespace bachprop {

struct RowExponentials {
  float highest = 0;  // the highest logit
  // The sum of all exponentials. NaN when a logit is infinite or NaN.
  double sum = 0;
};

// How many weights go with a number of symbols: the next multiple of 16.
[[nodiscard]] constexpr int padded_symbols(int symbols) { return (symbols + 15) / 16 * 16; }

// weights[i] = exp(sharpness * (logits[i] - highest)), and 0 where the exponent is below -87, where
// single precision ends. The relative error is below 1e-6 for exponents above -8 and grows with
// them to 1e-5. `sharpness` is above 0 and finite.
// logits [n], n > 0 -> weights [padded_symbols(n)], of which those after the n-th are 0 or are not
// written
[[nodiscard]] RowExponentials exp_below_highest(std::span<const float> logits, float sharpness,
                                                std::span<float> weights);

}  // namespace bachprop
