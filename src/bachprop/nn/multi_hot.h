// Sparse inputs: for each row of a batch the rows of a table whose sum it takes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

#include "bachprop/base/numbers.h"

namespace bachprop {

// Row i names entries[ends[i - 1]] .. entries[ends[i] - 1], from `begin` on for i = 0. Without
// `ends`: nothing for any row.
struct MultiHot {
  std::span<const int> ends = {};
  std::span<const int> entries = {};
  int begin = 0;

  [[nodiscard]] bool empty() const { return ends.empty(); }
  [[nodiscard]] std::span<const int> of(std::size_t row) const {
    if (ends.empty()) {
      return {};
    }
    const int first = row == 0 ? begin : ends[row - 1];
    return entries.subspan(as_index(first), as_index(ends[row] - first));
  }
  // The rows from `first` on.
  [[nodiscard]] MultiHot from(std::size_t first) const {
    if (first == 0 || ends.empty()) {
      return *this;
    }
    return {ends.subspan(first), entries, ends[first - 1]};
  }
};

// A multi-hot input read the other way round: for each entry the rows that name it, in their order,
// as often as they do.
class EntryRows {
 public:
  // `entries_of(row)` gives the entries of a row, each below `entries`.
  template <typename EntriesOf>
  void assign(int entries, int rows, const EntriesOf& entries_of) {
    ends_.assign(as_index(entries), 0);
    for (int row = 0; row < rows; ++row) {
      for (const int entry : entries_of(row)) {
        ++ends_[as_index(entry)];
      }
    }
    // First where each entry begins; filling moves that to where it ends.
    std::exclusive_scan(ends_.begin(), ends_.end(), ends_.begin(), 0);
    rows_.resize(std::max(rows_.size(), total_of(rows, entries_of)));
    for (int row = 0; row < rows; ++row) {
      for (const int entry : entries_of(row)) {
        rows_[as_index(ends_[as_index(entry)]++)] = row;
      }
    }
  }

  [[nodiscard]] std::span<const int> of(int entry) const {
    const int begin = entry == 0 ? 0 : ends_[as_index(entry - 1)];
    return std::span(rows_).subspan(as_index(begin), as_index(ends_[as_index(entry)] - begin));
  }

 private:
  template <typename EntriesOf>
  static std::size_t total_of(int rows, const EntriesOf& entries_of) {
    std::size_t total = 0;
    for (int row = 0; row < rows; ++row) {
      total += entries_of(row).size();
    }
    return total;
  }

  std::vector<int> ends_;
  std::vector<int> rows_;
};

// How a multi-hot input changes from step to step: music changes in a part of its entries only, so
// that sums are kept and a few rows added and taken away.
//
// Legend: T steps, B pieces; row t * B + b is step t of piece b.
class EntryChanges {
 public:
  // `all`: of T * B rows, entries below `entries`.
  void assign(int entries, const MultiHot& all, int steps, int pieces);

  // The entries of a row that the row one step before lacks, and the other way round; an entry that
  // is named more than once counts as often. Of the first step, all entries come.
  [[nodiscard]] std::span<const int> came(std::size_t row) const { return came_.of(row); }
  [[nodiscard]] std::span<const int> went(std::size_t row) const { return went_.of(row); }

 private:
  struct Lists {
    std::vector<int> ends;
    std::vector<int> entries;

    void clear();
    [[nodiscard]] std::span<const int> of(std::size_t row) const {
      return MultiHot{ends, entries}.of(row);
    }
  };

  Lists came_;
  Lists went_;
  std::vector<int> counts_;
};

// The rows that name an entry, as runs of steps. With S the sums over the steps of a piece so far,
// the sum over a run is S at its end minus S before its begin.
struct EntryRuns {
  EntryRows ends;    // the last row of each run
  EntryRows before;  // the row before each run that does not begin at the first step

  // `number(t, b)` numbers the rows.
  template <typename Number>
  void assign(int entries, const MultiHot& all, const EntryChanges& changes, int steps, int pieces,
              const Number& number);

 private:
  std::vector<int> row_of_number_;
};

template <typename Number>
void EntryRuns::assign(int entries, const MultiHot& all, const EntryChanges& changes, int steps,
                       int pieces, const Number& number) {
  const int rows = steps * pieces;
  row_of_number_.resize(as_index(rows));
  for (int row = 0; row < rows; ++row) {
    row_of_number_[as_index(number(row / pieces, row % pieces))] = row;
  }
  const auto row_of = [&](int numbered) { return row_of_number_[as_index(numbered)]; };
  ends.assign(entries, rows, [&](int numbered) {
    const int row = row_of(numbered);
    return row + pieces < rows ? changes.went(as_index(row + pieces)) : all.of(as_index(row));
  });
  before.assign(entries, rows, [&](int numbered) {
    const int row = row_of(numbered);
    return row + pieces < rows ? changes.came(as_index(row + pieces)) : std::span<const int>();
  });
}

}  // namespace bachprop
