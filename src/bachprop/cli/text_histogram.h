// Distributions as bars of text.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace bachprop {

struct HistogramRow {
  std::string label;
  std::size_t count = 0;
};

// A row a label: "  1/2 (eighth)  ████████  31.2 %". Of more than `most` rows the rarest are summed
// up in the last.
[[nodiscard]] std::string text_histogram(const std::vector<HistogramRow>& rows, std::size_t most);

// One column a value on one line, as high as its count: "▁▂▅█▃ ". Zero is blank.
[[nodiscard]] std::string text_columns(const std::vector<std::size_t>& counts);

}  // namespace bachprop
