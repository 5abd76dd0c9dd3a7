#include "bachprop/nn/product_bfloat16.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "bachprop/base/bfloat16.h"
#include "bachprop/base/numbers.h"
#include "bachprop/nn/bfloat16_unit.h"
#include "bachprop/nn/product_bfloat16_x86.h"

namespace bachprop {
namespace {

float rounded(float value) { return from_bfloat16(to_bfloat16(value)); }

std::ptrdiff_t position(std::ptrdiff_t k, std::ptrdiff_t j, std::ptrdiff_t panel) {
  return j / kBfloat16PanelColumns * panel + k / 2 * 2 * kBfloat16PanelColumns +
         j % kBfloat16PanelColumns * 2 + k % 2;
}

void plain_product(Matrix<const float> a, const std::uint16_t* packed, int panel, bool accumulate,
                   Matrix<float> c) {
  for (int i = 0; i < c.rows; ++i) {
    for (int j = 0; j < c.cols; ++j) {
      float sum = accumulate ? c.row(i)[j] : 0.0F;
      for (int k = 0; k < a.cols; ++k) {
        sum += rounded(a.row(i)[k]) * from_bfloat16(packed[position(k, j, panel)]);
      }
      c.row(i)[j] = sum;
    }
  }
}

void plain_outer_product(std::span<const float* const> a, Matrix<const float> d, bool accumulate,
                         Matrix<float> c) {
  for (int i = 0; i < c.rows; ++i) {
    for (int j = 0; j < c.cols; ++j) {
      float sum = accumulate ? c.row(i)[j] : 0.0F;
      for (int m = 0; m < d.rows; ++m) {
        sum += rounded(a[as_index(m)][i]) * rounded(d.row(m)[j]);
      }
      c.row(i)[j] = sum;
    }
  }
}

}  // namespace

void pack_bfloat16(Matrix<const float> b, int panel, std::uint16_t* packed) {
  if (bfloat16_unit() != Bfloat16Unit::kNone) {
    x86_pack_bfloat16(b, panel, packed);
    return;
  }
  for (int k = 0; k < b.rows; ++k) {
    for (int j = 0; j < b.cols; ++j) {
      packed[position(k, j, panel)] = to_bfloat16(b.row(k)[j]);
    }
  }
}

void pack_transposed_bfloat16(Matrix<const float> b, int panel, std::uint16_t* packed) {
  if (bfloat16_unit() != Bfloat16Unit::kNone) {
    x86_pack_transposed_bfloat16(b, panel, packed);
    return;
  }
  for (int k = 0; k < b.cols; ++k) {
    for (int j = 0; j < b.rows; ++j) {
      packed[position(k, j, panel)] = to_bfloat16(b.row(j)[k]);
    }
  }
}

// Plain loops and AMX multiply with the zeros of units that are not kept.
void product_bfloat16(Matrix<const float> a, const std::uint16_t* packed, int panel, Kept kept,
                      bool accumulate, Matrix<float> c) {
  switch (bfloat16_unit()) {
    case Bfloat16Unit::kNone:
      return plain_product(a, packed, panel, accumulate, c);
    case Bfloat16Unit::kAvx512:
      return avx512_product(a, packed, panel, kept, accumulate, c);
    case Bfloat16Unit::kAmx:
      return amx_product(a, packed, panel, accumulate, c);
  }
}

void outer_product_bfloat16(std::span<const float* const> a, Matrix<const float> d, Kept kept,
                            bool accumulate, Matrix<float> c) {
  switch (bfloat16_unit()) {
    case Bfloat16Unit::kNone:
      return plain_outer_product(a, d, accumulate, c);
    case Bfloat16Unit::kAvx512:
      return avx512_outer_product(a, d, kept, accumulate, c);
    case Bfloat16Unit::kAmx:
      return amx_outer_product(a, d, accumulate, c);
  }
}

}  // namespace bachprop
