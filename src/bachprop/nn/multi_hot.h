// Sparse inputs: for each row of a batch the rows of a table whose sum it takes.
#pragma once

#include <cstddef>
#include <span>

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

}  // namespace bachprop
