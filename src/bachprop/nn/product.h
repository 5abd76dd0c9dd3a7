// Matrix products with weights that are packed once and used many times.
//
// Single precision runs on vector instructions chosen at run time for the processor, on the calling
// thread alone. Double precision is the plain loop that defines the meaning. With
// Precision::kBfloat16 both operands are rounded to bfloat16 (8 bits of significand), with
// Precision::kBfloat16Weights B alone: few rows are bound by reading B, and that halves it. Sums
// are in single precision.
//
// A thread that has computed a product flushes denormal numbers to zero from then on: they appear
// as states decay, and run through microcode.
//
// A row of a product depends on that row of A alone: not on the number of rows, nor on the thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "bachprop/nn/bfloat16_unit.h"
#include "bachprop/nn/kept.h"
#include "bachprop/nn/matrix.h"
#include "bachprop/nn/precision.h"

namespace bachprop {

// The widest vector of any instruction set used, in floats. Rows of matrices that products write,
// or read whole vectors of, have room for a multiple of this many: see OwnedMatrix.
constexpr int kMostLanes = 16;

// A matrix B [depth, columns] as the right operand of products.
template <typename Scalar>
class PackedMatrix;

template <>
class PackedMatrix<float> {
 public:
  PackedMatrix() = default;
  PackedMatrix(int depth, int columns, Precision precision);

  [[nodiscard]] int depth() const { return depth_; }
  [[nodiscard]] int columns() const { return columns_; }
  [[nodiscard]] Precision precision() const { return precision_; }

  // `b`: [depth, columns]
  void pack(Matrix<const float> b);
  // `b`: [columns, depth]; packs its transpose. Not with kBfloat16Weights.
  void pack_transposed(Matrix<const float> b);

 private:
  friend void multiply(Matrix<const float> a, const PackedMatrix<float>& b, bool accumulate,
                       Matrix<float> c, Kept kept);

  int depth_ = 0;
  int columns_ = 0;
  int panel_ = 0;  // elements from one panel of columns to the next
  Precision precision_ = Precision::kFloat32;
  AlignedVector<float> single_;
  AlignedVector<std::uint16_t> bfloat_;
  AlignedVector<std::uint32_t> pairs_;  // of bfloat16, where A stays in single precision
};

template <>
class PackedMatrix<double> {
 public:
  PackedMatrix() = default;
  PackedMatrix(int depth, int columns, Precision) : elements_(depth, columns) {}

  [[nodiscard]] int depth() const { return elements_.view().rows; }
  [[nodiscard]] int columns() const { return elements_.view().cols; }
  [[nodiscard]] Matrix<const double> elements() const { return elements_.view(); }

  void pack(Matrix<const double> b);
  void pack_transposed(Matrix<const double> b);

 private:
  OwnedMatrix<double> elements_;
};

// For threads that are to multiply without allocating: makes what a thread keeps, and lets denormal
// numbers be zero.
void prepare_for_products(Precision precision);

// A thread that multiplies in bfloat16 on AMX keeps its configuration of the tiles between
// products. So other code that configures tiles must not run on the same thread.

// C = A B, or C += A B when `accumulate`. `a`: [rows, depth], `c`: [rows, columns]. Rows of c have
// room for whole vectors: what lies behind their columns is overwritten. `kept`: the columns of `a`
// that are not all zero. In single precision they change the time alone, not the result.
void multiply(Matrix<const float> a, const PackedMatrix<float>& b, bool accumulate, Matrix<float> c,
              Kept kept = {});
void multiply(Matrix<const double> a, const PackedMatrix<double>& b, bool accumulate,
              Matrix<double> c, Kept kept = {});

// C = A^T D, or C += A^T D when `accumulate`: the gradient of weights. `a` is d.rows pointers to
// rows of c.rows elements, and `d` is [rows, c.cols]. Rows of `d` can be read in whole vectors, the
// last one too, which for a view of columns depends on where it begins. Writes nothing outside c.
// Not with kBfloat16Weights.
// `kept`: the columns of `a` that are not all zero; only with `accumulate`.
void multiply_transposed(std::span<const float* const> a, Matrix<const float> d,
                         Precision precision, bool accumulate, Matrix<float> c, Kept kept = {});
void multiply_transposed(std::span<const double* const> a, Matrix<const double> d,
                         Precision precision, bool accumulate, Matrix<double> c, Kept kept = {});

// Whether products leave out units that are not kept. AMX, kBfloat16Weights and the plain loops do
// not.
[[nodiscard]] bool skips_units(Precision precision);

// The name of the vector instructions that single precision runs on: "AVX3", "AVX2", "NEON".
[[nodiscard]] std::string_view vector_unit();

}  // namespace bachprop
