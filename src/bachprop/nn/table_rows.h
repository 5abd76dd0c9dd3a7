// Sums over rows of tables, a fixed number at a time so that nothing is allocated.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "bachprop/nn/kernels.h"

namespace bachprop {

constexpr std::size_t kRowsAtOnce = 32;

// out [n] = first + the rows that are added.
template <typename Scalar>
class RowAdder {
 public:
  RowAdder(const Scalar* first, int n, Scalar* out) : n_(n), out_(out) { rows_[0] = first; }

  void add(const Scalar* row) {
    if (count_ == kRowsAtOnce) {
      finish();
      rows_[0] = out_;
      count_ = 1;
    }
    rows_[count_++] = row;
  }
  void finish() { sum_rows<Scalar>(n_, std::span<const Scalar* const>(rows_).first(count_), out_); }

 private:
  int n_;
  Scalar* out_;
  std::array<const Scalar*, kRowsAtOnce> rows_;
  std::size_t count_ = 1;
};

// Adds `row` [n] to each of the rows that are named.
template <typename Scalar>
class RowScatter {
 public:
  RowScatter(const Scalar* row, int n) : row_(row), n_(n) {}

  void add(Scalar* out) {
    if (count_ == kRowsAtOnce) {
      finish();
    }
    outs_[count_++] = out;
  }
  void finish() {
    add_to_rows<Scalar>(n_, row_, std::span<Scalar* const>(outs_).first(count_));
    count_ = 0;
  }

 private:
  const Scalar* row_;
  int n_;
  std::array<Scalar*, kRowsAtOnce> outs_;
  std::size_t count_ = 0;
};

}  // namespace bachprop
