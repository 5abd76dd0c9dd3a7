#include "bachprop/cli/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "bachprop/cli/text.h"

namespace bachprop {

std::string text_table(const Table& table) {
  std::vector<std::vector<std::string>> rows = {table.header};
  rows.insert(rows.end(), table.rows.begin(), table.rows.end());
  for (std::size_t i = 0; i < table.row_notes.size(); ++i) {
    if (!table.row_notes[i].empty()) {
      rows[i + 1][0] += " (" + table.row_notes[i] + ")";
    }
  }
  for (auto& row : rows) {
    std::ranges::transform(row, row.begin(), printable);
  }
  std::vector<std::size_t> widths(table.header.size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], row[i].size());
    }
  }
  std::string text;
  for (const auto& row : rows) {
    fmt::format_to(std::back_inserter(text), "{:<{}}", row[0], widths[0]);
    for (std::size_t i = 1; i < row.size(); ++i) {
      fmt::format_to(std::back_inserter(text), "  {:>{}}", row[i], widths[i]);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  return text;
}

}  // namespace bachprop
