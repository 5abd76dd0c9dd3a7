// Products of matrices rounded to bfloat16, with sums in single precision: see product.h.
#pragma once

#include <cstdint>
#include <span>

#include "bachprop/nn/matrix.h"

namespace bachprop {

// Packed: panels of 16 columns, in each the depth by pairs, padded with zeros to a multiple of 32.
// packed[(j / 16) * panel + (k / 2) * 32 + (j % 16) * 2 + k % 2] = B[k][j]
// So a panel is a stack of AMX tiles, and also a stack of vectors for AVX512_BF16.
constexpr int kBfloat16PanelColumns = 16;
constexpr int kBfloat16DepthStep = 32;

// Elements from one panel to the next.
[[nodiscard]] int bfloat16_panel(int depth);

// `packed` holds a panel for each 16 columns begun, all zero at first.
void pack_bfloat16(Matrix<const float> b, int panel, std::uint16_t* packed);
void pack_transposed_bfloat16(Matrix<const float> b, int panel, std::uint16_t* packed);

// C (+)= A B.
void product_bfloat16(Matrix<const float> a, const std::uint16_t* packed, int panel,
                      bool accumulate, Matrix<float> c);
// C (+)= A^T D.
void outer_product_bfloat16(std::span<const float* const> a, Matrix<const float> d, bool accumulate,
                            Matrix<float> c);

}  // namespace bachprop
