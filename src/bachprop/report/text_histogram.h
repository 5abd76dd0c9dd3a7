// Distributions as bars of text.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bachprop/report/terminal_text.h"

namespace bachprop {

struct HistogramRow {
  std::string label;
  std::size_t count = 0;
};

// A row a label: "  1/2 (eighth)   31.2 %  ████████". The last row sums up the rarest if there are
// more than `most`. The bars are shorter where rows would take more than `width` columns.
[[nodiscard]] std::string text_histogram(const std::vector<HistogramRow>& rows, std::size_t most,
                                         std::size_t width = kAnyWidth);

// One column a value on one line, as high as its count: "▁▂▅█▃ ". Zero is blank. The values are
// `most` from `first` on.
[[nodiscard]] std::string text_columns(const std::vector<std::size_t>& counts,
                                       std::size_t first = 0, std::size_t most = kAnyWidth);

}  // namespace bachprop
