// Products of matrices rounded to bfloat16, with sums in single precision: see product.h.
#pragma once

#include <cstdint>
#include <span>

#include "bachprop/nn/bfloat16_panels.h"
#include "bachprop/nn/kept.h"
#include "bachprop/nn/matrix.h"

namespace bachprop {

// `packed` holds a panel for each 16 columns begun, all zero at first.
void pack_bfloat16(Matrix<const float> b, int panel, std::uint16_t* packed);
void pack_transposed_bfloat16(Matrix<const float> b, int panel, std::uint16_t* packed);

// C (+)= A B.
void product_bfloat16(Matrix<const float> a, const std::uint16_t* packed, int panel, Kept kept,
                      bool accumulate, Matrix<float> c);
// C (+)= A^T D.
void outer_product_bfloat16(std::span<const float* const> a, Matrix<const float> d, Kept kept,
                            bool accumulate, Matrix<float> c);

}  // namespace bachprop
