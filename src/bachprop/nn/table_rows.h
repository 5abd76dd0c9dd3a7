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
constexpr int kColumnsAtOnce = 96;

// Calls body(first, count) for blocks of columns.
template <typename Body>
void for_each_column_block(int columns, const Body& body) {
  for (int first = 0; first < columns; first += kColumnsAtOnce) {
    body(first, std::min(kColumnsAtOnce, columns - first));
  }
}

// out [n] = first + the rows that are added - those that are subtracted.
template <typename Scalar>
class RowAdder {
 public:
  RowAdder(const Scalar* first, int n, Scalar* out) : n_(n), out_(out) { rows_[0] = first; }

  void add(const Scalar* row) {
    if (count_ == kRowsAtOnce) {
      add_up();
    }
    rows_[count_++] = row;
  }
  void subtract(const Scalar* row) {
    if (less_count_ == kRowsAtOnce) {
      add_up();
    }
    less_[less_count_++] = row;
  }
  // Once, after the last row.
  void finish() {
    sum_rows<Scalar>(n_, std::span<const Scalar* const>(rows_).first(count_),
                     std::span<const Scalar* const>(less_).first(less_count_), out_);
  }

 private:
  void add_up() {
    finish();
    rows_[0] = out_;
    count_ = 1;
    less_count_ = 0;
  }

  int n_;
  Scalar* out_;
  std::array<const Scalar*, kRowsAtOnce> rows_;
  std::array<const Scalar*, kRowsAtOnce> less_;
  std::size_t count_ = 1;
  std::size_t less_count_ = 0;
};

// out [n] = the sum of the rows of the table that a multi-hot input names at `row`, from column
// `column` on. `out` holds that of the step before if `moves`. Entries below `first_entry` have no
// row in the table.
template <typename Scalar>
void sum_entries(Matrix<const Scalar> table, int first_entry, int column,
                 const EntryChanges& changes, std::size_t row, bool moves, const MultiHot& all,
                 int n, Scalar* out) {
  if (!moves) {
    std::fill_n(out, n, Scalar{0});
  }
  RowAdder<Scalar> adder(out, n, out);
  for (const int entry : moves ? changes.came(row) : all.of(row)) {
    if (entry >= first_entry) {
      adder.add(table.row(entry - first_entry) + column);
    }
  }
  if (moves) {
    for (const int entry : changes.went(row)) {
      if (entry >= first_entry) {
        adder.subtract(table.row(entry - first_entry) + column);
      }
    }
  }
  adder.finish();
}

// sums [rows, n] = of each row of `d` the sum up to it over the steps of its piece. The step before
// a row lies `distance` rows before it, unless `begins(row)`.
template <typename Scalar, typename Begins>
void sum_steps(Matrix<const Scalar> d, int distance, const Begins& begins, Matrix<Scalar> sums) {
  for (int row = 0; row < d.rows; ++row) {
    if (begins(row)) {
      std::copy_n(d.row(row), d.cols, sums.row(row));
    } else {
      const std::array<const Scalar*, 2> both = {sums.row(row - distance), d.row(row)};
      sum_rows<Scalar>(d.cols, both, {}, sums.row(row));
    }
  }
}

// gradient [entries, n] = for each entry the sum of the rows of `d` [.., n] that name it; added to
// what is there when `accumulate`.
template <typename Scalar>
void gather_gradient(const EntryRows& rows, Matrix<const Scalar> d, bool accumulate,
                     Matrix<Scalar> gradient) {
  for (int entry = 0; entry < gradient.rows; ++entry) {
    std::span<const int> naming = rows.of(entry);
    Scalar* const out = gradient.row(entry);
    if (naming.empty()) {
      if (!accumulate) {
        std::fill_n(out, gradient.cols, Scalar{0});
      }
      continue;
    }
    const Scalar* first = out;
    if (!accumulate) {
      first = d.row(naming.front());
      naming = naming.subspan(1);
    }
    RowAdder<Scalar> adder(first, gradient.cols, out);
    for (const int row : naming) {
      adder.add(d.row(row));
    }
    adder.finish();
  }
}

// The same for the entries from `first_entry` on, with runs, over the sums of steps: `sums` [.., n]
// is numbered as the runs are.
template <typename Scalar>
void gather_runs(const EntryRuns& runs, Matrix<const Scalar> sums, bool accumulate,
                 Matrix<Scalar> gradient, int first_entry = 0) {
  for (int entry = 0; entry < gradient.rows; ++entry) {
    Scalar* const out = gradient.row(entry);
    const std::span<const int> ends = runs.ends.of(first_entry + entry);
    if (!accumulate) {
      std::fill_n(out, gradient.cols, Scalar{0});
    }
    if (ends.empty()) {
      continue;
    }
    // A run's end and what stood before it come one after the other, lest the sum grow between.
    RowAdder<Scalar> adder(out, gradient.cols, out);
    const std::span<const int> before = runs.before.of(first_entry + entry);
    for (std::size_t i = 0; i < ends.size(); ++i) {
      adder.add(sums.row(ends[i]));
      if (i < before.size()) {
        adder.subtract(sums.row(before[i]));
      }
    }
    adder.finish();
  }
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
