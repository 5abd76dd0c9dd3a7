// Matrices packed for bfloat16 products.
#pragma once

namespace bachprop {

// Panels of 16 columns, in each the depth by pairs, padded with zeros to a multiple of 32.
// packed[(j / 16) * panel + (k / 2) * 32 + (j % 16) * 2 + k % 2] = B[k][j]
// So a panel is a stack of AMX tiles, and also a stack of vectors for AVX512_BF16.
constexpr int kBfloat16PanelColumns = 16;
constexpr int kBfloat16DepthStep = 32;

// Elements from one panel to the next.
[[nodiscard]] constexpr int bfloat16_panel(int depth) {
  const int padded = (depth + kBfloat16DepthStep - 1) / kBfloat16DepthStep * kBfloat16DepthStep;
  // One vector of pairs more than needed: panels a power of two apart would share cache sets.
  return padded * kBfloat16PanelColumns + 2 * kBfloat16PanelColumns;
}

}  // namespace bachprop
