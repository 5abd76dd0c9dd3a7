// Sums over rows of tables, a fixed number at a time so that nothing is allocated.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "bachprop/nn/kernels.h"
#include "bachprop/nn/matrix.h"
#include "bachprop/nn/multi_hot.h"

namespace bachprop {

constexpr std::size_t kRowsAtOnce = 64;

// Columns of a table that are gone through at a time: the rows that many sums name share a cache.
constexpr int kColumnsAtOnce = 192;

// Calls body(first, count) for blocks of columns.
template <typename Body>
void for_each_column_block(int columns, const Body& body) {
  for (int first = 0; first < columns; first += kColumnsAtOnce) {
    body(first, std::min(kColumnsAtOnce, columns - first));
  }
}

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

// gradient [entries, n] = for each entry, from `first_entry` on, the sum of the rows of `d` [.., n]
// that name it; added to what is there when `accumulate`.
template <typename Scalar>
void gather_gradient(const EntryRows& rows, Matrix<const Scalar> d, bool accumulate,
                     Matrix<Scalar> gradient, int first_entry = 0) {
  for_each_column_block(gradient.cols, [&](int column, int count) {
    for (int entry = 0; entry < gradient.rows; ++entry) {
      std::span<const int> naming = rows.of(first_entry + entry);
      Scalar* const out = gradient.row(entry) + column;
      if (naming.empty()) {
        if (!accumulate) {
          std::fill_n(out, count, Scalar{0});
        }
        continue;
      }
      const Scalar* first = out;
      if (!accumulate) {
        first = d.row(naming.front()) + column;
        naming = naming.subspan(1);
      }
      RowAdder<Scalar> adder(first, count, out);
      for (const int row : naming) {
        adder.add(d.row(row) + column);
      }
      adder.finish();
    }
  });
}

// out [n] = the sum of all rows of `d` [.., n]; added to what is there when `accumulate`.
template <typename Scalar>
void sum_all_rows(Matrix<const Scalar> d, bool accumulate, Scalar* out) {
  RowAdder<Scalar> adder(accumulate ? out : d.row(0), d.cols, out);
  for (int row = accumulate ? 0 : 1; row < d.rows; ++row) {
    adder.add(d.row(row));
  }
  adder.finish();
}

}  // namespace bachprop
