#include "bachprop/nn/product.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/nn/denormals.h"
#include "bachprop/nn/instruction_sets.h"
#include "bachprop/nn/product_bfloat16.h"
#include "bachprop/nn/product_bfloat16_x86.h"

// Tiles are arrays of vectors, which the scalable vectors of SVE and RVV cannot be members of.
#undef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bachprop/nn/product_simd_inl.h"
#include <hwy/foreach_target.h>  // IWYU pragma: keep
// After foreach_target.h, which includes the file once for every instruction set but the last.
#include "bachprop/nn/product_simd_inl.h"

#if HWY_ONCE

#include <hwy/targets.h>

namespace bachprop {
namespace {

// NOLINTBEGIN: Highway's macros declare the tables of function pointers.
HWY_EXPORT(lanes_float);
HWY_EXPORT(pack_float);
HWY_EXPORT(pack_transposed_float);
HWY_EXPORT(pack_pairs);
HWY_EXPORT(product_float);
HWY_EXPORT(product_pairs);
HWY_EXPORT(outer_product_float);
// NOLINTEND

void prepare_thread() {
  thread_local const bool prepared = (flush_denormals(), true);
  static_cast<void>(prepared);
}

void check_room(Matrix<const float> m) {
  check(m.rows <= 1 || m.stride >= (m.cols + kMostLanes - 1) / kMostLanes * kMostLanes,
        "rows have room for whole vectors");
}

}  // namespace

PackedMatrix<float>::PackedMatrix(int depth, int columns, Precision precision)
    : depth_(depth), columns_(columns), precision_(precision) {
  if (precision == Precision::kBfloat16) {
    panel_ = bfloat16_panel(depth);
    const int panels = (columns + kBfloat16PanelColumns - 1) / kBfloat16PanelColumns;
    bfloat_.resize(as_index(panel_) * as_index(panels));
    return;
  }
  const int lanes = HWY_DYNAMIC_DISPATCH(lanes_float)();
  const int panels = (columns + lanes - 1) / lanes;
  const int vectors = precision == Precision::kBfloat16Weights ? (depth + 1) / 2 : depth;
  // One vector more than needed: panels a power of two apart would share their cache sets.
  panel_ = (vectors + 1) * lanes;
  if (precision == Precision::kBfloat16Weights) {
    pairs_.resize(as_index(panel_) * as_index(panels));
  } else {
    single_.resize(as_index(panel_) * as_index(panels));
  }
}

void PackedMatrix<float>::pack(Matrix<const float> b) {
  check(b.rows == depth_ && b.cols == columns_, "the packed matrix keeps its shape");
  if (precision_ == Precision::kBfloat16) {
    pack_bfloat16(b, panel_, bfloat_.data());
  } else if (precision_ == Precision::kBfloat16Weights) {
    HWY_DYNAMIC_DISPATCH(pack_pairs)(b, panel_, pairs_.data());
  } else {
    HWY_DYNAMIC_DISPATCH(pack_float)(b, panel_, single_.data());
  }
}

void PackedMatrix<float>::pack_transposed(Matrix<const float> b) {
  check(b.cols == depth_ && b.rows == columns_, "the packed matrix keeps its shape");
  if (precision_ == Precision::kBfloat16) {
    pack_transposed_bfloat16(b, panel_, bfloat_.data());
  } else {
    check(precision_ == Precision::kFloat32, "only what networks learn on is packed turned");
    HWY_DYNAMIC_DISPATCH(pack_transposed_float)(b, panel_, single_.data());
  }
}

void PackedMatrix<double>::pack(Matrix<const double> b) {
  check(b.rows == depth() && b.cols == columns(), "the packed matrix keeps its shape");
  for (int i = 0; i < b.rows; ++i) {
    std::copy_n(b.row(i), b.cols, elements_.row(i));
  }
}

void PackedMatrix<double>::pack_transposed(Matrix<const double> b) {
  check(b.cols == depth() && b.rows == columns(), "the packed matrix keeps its shape");
  for (int i = 0; i < b.rows; ++i) {
    for (int j = 0; j < b.cols; ++j) {
      elements_.row(j)[i] = b.row(i)[j];
    }
  }
}

void multiply(Matrix<const float> a, const PackedMatrix<float>& b, bool accumulate, Matrix<float> c,
              Kept kept) {
  check(a.rows == c.rows && a.cols == b.depth() && c.cols == b.columns(),
        "the shapes of a matrix product fit");
  check_room(c);
  prepare_thread();
  if (b.precision() == Precision::kBfloat16) {
    product_bfloat16(a, b.bfloat_.data(), b.panel_, kept, accumulate, c);
  } else if (b.precision() == Precision::kBfloat16Weights) {
    HWY_DYNAMIC_DISPATCH(product_pairs)
    (a, b.pairs_.data(), b.panel_, accumulate, c);
  } else {
    HWY_DYNAMIC_DISPATCH(product_float)(a, b.single_.data(), b.panel_, kept, accumulate, c);
  }
}

void multiply(Matrix<const double> a, const PackedMatrix<double>& b, bool accumulate,
              Matrix<double> c, Kept) {
  const Matrix<const double> elements = b.elements();
  check(a.rows == c.rows && a.cols == elements.rows && c.cols == elements.cols,
        "the shapes of a matrix product fit");
  for (int i = 0; i < c.rows; ++i) {
    for (int j = 0; j < c.cols; ++j) {
      double sum = accumulate ? c.row(i)[j] : 0.0;
      for (int k = 0; k < elements.rows; ++k) {
        sum += a.row(i)[k] * elements.row(k)[j];
      }
      c.row(i)[j] = sum;
    }
  }
}

void multiply_transposed(std::span<const float* const> a, Matrix<const float> d,
                         Precision precision, bool accumulate, Matrix<float> c, Kept kept) {
  check(precision != Precision::kBfloat16Weights, "networks learn in another precision");
  check(accumulate || kept.empty(), "a product over some units adds to what is there");
  check(std::ssize(a) == d.rows && d.cols == c.cols, "the shapes of a matrix product fit");
  check_room(d);
  prepare_thread();
  if (precision == Precision::kBfloat16) {
    outer_product_bfloat16(a, d, kept, accumulate, c);
  } else {
    HWY_DYNAMIC_DISPATCH(outer_product_float)(a.data(), d, kept, accumulate, c);
  }
}

void multiply_transposed(std::span<const double* const> a, Matrix<const double> d, Precision,
                         bool accumulate, Matrix<double> c, Kept) {
  check(std::ssize(a) == d.rows && d.cols == c.cols, "the shapes of a matrix product fit");
  for (int i = 0; i < c.rows; ++i) {
    for (int j = 0; j < c.cols; ++j) {
      double sum = accumulate ? c.row(i)[j] : 0.0;
      for (int m = 0; m < d.rows; ++m) {
        sum += a[as_index(m)][i] * d.row(m)[j];
      }
      c.row(i)[j] = sum;
    }
  }
}

void prepare_for_products(Precision precision) {
  flush_denormals();
  if (precision == Precision::kBfloat16 && bfloat16_unit() != Bfloat16Unit::kNone) {
    x86_prepare_thread();
  }
}

bool skips_units(Precision precision) {
  return precision == Precision::kFloat32 ||
         (precision == Precision::kBfloat16 && bfloat16_unit() == Bfloat16Unit::kAvx512);
}

std::string_view vector_unit() {
  const auto targets = static_cast<std::uint64_t>(hwy::SupportedTargets() & HWY_TARGETS);
  return hwy::TargetName(static_cast<std::int64_t>(targets & (~targets + 1)));
}

std::vector<std::string> compiled_vector_units() {
  std::vector<std::string> names;
  for (auto left = static_cast<std::uint64_t>(HWY_TARGETS); left != 0; left &= left - 1) {
    names.emplace_back(hwy::TargetName(static_cast<std::int64_t>(left & (~left + 1))));
  }
  return names;
}

std::vector<std::string> compiled_bfloat16_units() {
#if defined(__x86_64__)
  return {std::string(name_of(Bfloat16Unit::kAmx)), std::string(name_of(Bfloat16Unit::kAvx512))};
#else
  return {};
#endif
}

}  // namespace bachprop

#endif  // HWY_ONCE
