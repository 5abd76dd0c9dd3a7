// The least arithmetic that the network needs for a note. Derivation: docs/performance.md.
#pragma once

#include "bachprop/model/network.h"

namespace bachprop {

// Multiply-adds a note of the forward pass. Inputs of zeros and ones are look-ups and cost nothing,
// and neither does what is small beside the products: gates, softmax, Adam. No padding.
[[nodiscard]] double forward_multiply_adds(const NetworkShape& shape);

// Additions and multiplications a note.
[[nodiscard]] double generation_operations(const NetworkShape& shape);
// Forward, gradients of the data, gradients of the parameters: three times as many.
[[nodiscard]] double training_operations(const NetworkShape& shape);

}  // namespace bachprop
