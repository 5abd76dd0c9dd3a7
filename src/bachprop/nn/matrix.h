// Row-major matrices: a view, and memory that vector instructions like.
#pragma once

#include <algorithm>
#include <cstddef>
#include <new>
#include <span>
#include <type_traits>
#include <vector>

#include "bachprop/base/numbers.h"

namespace bachprop {

// Looks at `rows` x `cols` elements; row i begins at data + i * stride. Owns nothing.
template <typename Scalar>
struct Matrix {
  Scalar* data = nullptr;
  int rows = 0;
  int cols = 0;
  int stride = 0;

  Matrix() = default;
  Matrix(Scalar* elements, int row_count, int column_count)
      : Matrix(elements, row_count, column_count, column_count) {}
  Matrix(Scalar* elements, int row_count, int column_count, int row_stride)
      : data(elements), rows(row_count), cols(column_count), stride(row_stride) {}
  // A view of mutable elements is a view of constant ones too.
  // NOLINTNEXTLINE(google-explicit-constructor)
  operator Matrix<const Scalar>() const requires(!std::is_const_v<Scalar>) {
    return {data, rows, cols, stride};
  }

  [[nodiscard]] Scalar* row(int i) const { return data + static_cast<std::ptrdiff_t>(i) * stride; }
  [[nodiscard]] Matrix middle_rows(int first, int count) const {
    return {row(first), count, cols, stride};
  }
  [[nodiscard]] Matrix middle_columns(int first, int count) const {
    return {data + first, rows, count, stride};
  }
};

template <typename Scalar>
void clear(Matrix<Scalar> m) {
  for (int i = 0; i < m.rows; ++i) {
    std::fill_n(m.row(i), m.cols, Scalar{0});
  }
}

// Fills the first of `rows` with the rows of m, and gives those.
template <typename Scalar>
std::span<const Scalar* const> pointers_to_rows(Matrix<const Scalar> m,
                                                std::vector<const Scalar*>& rows) {
  for (int i = 0; i < m.rows; ++i) {
    rows[as_index(i)] = m.row(i);
  }
  return std::span<const Scalar* const>(rows).first(as_index(m.rows));
}

// Gives memory that begins at a cache line.
template <typename T>
struct CacheLineAllocator {
  using value_type = T;
  static constexpr std::align_val_t kAlignment{64};

  CacheLineAllocator() = default;
  template <typename U>
  // NOLINTNEXTLINE(google-explicit-constructor)
  CacheLineAllocator(const CacheLineAllocator<U>&) {}

  T* allocate(std::size_t count) {
    return static_cast<T*>(::operator new(count * sizeof(T), kAlignment));
  }
  void deallocate(T* pointer, std::size_t) { ::operator delete(pointer, kAlignment); }
  template <typename U>
  friend bool operator==(const CacheLineAllocator&, const CacheLineAllocator<U>&) {
    return true;
  }
};

template <typename T>
using AlignedVector = std::vector<T, CacheLineAllocator<T>>;

// A distance of rows that leaves room for whole vectors behind the columns, and is no large power
// of two. With one, successive rows would fall into the same cache sets.
[[nodiscard]] inline int roomy_stride(int cols) {
  constexpr int kVector = 16;
  constexpr int kManyVectors = 64;
  const int stride = (cols + kVector - 1) / kVector * kVector;
  return stride % kManyVectors == 0 ? stride + kVector : stride;
}

// A matrix that owns its elements, all zero at first.
template <typename Scalar>
class OwnedMatrix {
 public:
  OwnedMatrix() = default;
  OwnedMatrix(int rows, int cols) : OwnedMatrix(rows, cols, roomy_stride(cols)) {}
  OwnedMatrix(int rows, int cols, int stride)
      : elements_(as_index(rows) * as_index(stride)), rows_(rows), cols_(cols), stride_(stride) {}

  [[nodiscard]] Matrix<Scalar> view() { return {elements_.data(), rows_, cols_, stride_}; }
  [[nodiscard]] Matrix<const Scalar> view() const {
    return {elements_.data(), rows_, cols_, stride_};
  }
  [[nodiscard]] Scalar* row(int i) { return view().row(i); }
  [[nodiscard]] const Scalar* row(int i) const { return view().row(i); }
  // Sets all elements, those behind the columns included.
  void fill(Scalar value) { std::fill(elements_.begin(), elements_.end(), value); }

 private:
  AlignedVector<Scalar> elements_;
  int rows_ = 0;
  int cols_ = 0;
  int stride_ = 0;
};

}  // namespace bachprop
