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

}  // namespace bachprop
