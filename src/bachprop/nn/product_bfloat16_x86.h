// The bfloat16 products of product_bfloat16.h on instructions of x86 processors. On others
// best_bfloat16_unit() is kNone and nothing here may be called.
#pragma once

#include <cstdint>
#include <span>

#include "bachprop/nn/kept.h"
#include "bachprop/nn/matrix.h"

namespace bachprop {

// Allocates what a thread's products keep.
void x86_prepare_thread();

void x86_pack_bfloat16(Matrix<const float> b, int panel, std::uint16_t* packed);
void x86_pack_transposed_bfloat16(Matrix<const float> b, int panel, std::uint16_t* packed);

void avx512_product(Matrix<const float> a, const std::uint16_t* packed, int panel, Kept kept,
                    bool accumulate, Matrix<float> c);
void avx512_outer_product(std::span<const float* const> a, Matrix<const float> d, Kept kept,
                          bool accumulate, Matrix<float> c);

void amx_product(Matrix<const float> a, const std::uint16_t* packed, int panel, bool accumulate,
                 Matrix<float> c);
void amx_outer_product(std::span<const float* const> a, Matrix<const float> d, bool accumulate,
                       Matrix<float> c);

}  // namespace bachprop
