#include "bachprop/report/text_table.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "bachprop/report/text.h"

namespace bachprop {
namespace {

using Row = std::vector<std::string>;
using Widths = std::vector<std::size_t>;

constexpr std::size_t kGap = 2;
// Names shorter than this tell nothing.
constexpr std::size_t kShortestName = 14;

// Header and rows with their notes, safe to print.
std::vector<Row> rows_of(const Table& table) {
  std::vector<Row> rows = {table.header};
  rows.insert(rows.end(), table.rows.begin(), table.rows.end());
  for (std::size_t i = 0; i < table.row_notes.size(); ++i) {
    if (!table.row_notes[i].empty()) {
      rows[i + 1][0] += " (" + table.row_notes[i] + ")";
    }
  }
  for (Row& row : rows) {
    std::ranges::transform(row, row.begin(), printable);
  }
  return rows;
}

// What must not be broken: a word, and in columns of figures what stands in brackets, such as an
// interval.
std::vector<std::string> units_of(const std::string& cell, bool figures) {
  std::vector<std::string> units;
  bool inside = false;
  for (const std::string& word : broken_at_blanks(cell, 1)) {
    if (inside) {
      units.back() += " " + word;
    } else {
      units.push_back(word);
    }
    inside = figures && (inside || word.starts_with('(')) && !word.ends_with(')');
  }
  return units;
}

// A cell of the first column is shortened in the middle where a word of it is too long.
std::vector<std::string> lines_of(const std::string& cell, std::size_t column, std::size_t width) {
  if (display_width(cell) <= width) {
    return {cell};
  }
  std::vector<std::string> lines;
  std::size_t taken = 0;
  for (const std::string& unit : units_of(cell, column > 0)) {
    const std::string word = column == 0 ? shortened(unit, width) : unit;
    const std::size_t columns = display_width(word);
    if (lines.empty() || taken + 1 + columns > width) {
      lines.push_back(word);
      taken = columns;
    } else {
      lines.back() += " " + word;
      taken += 1 + columns;
    }
  }
  return lines;
}

Widths widths_of(const std::vector<Row>& rows,
                 std::size_t (*width)(const std::string&, std::size_t)) {
  Widths widths(rows.front().size());
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < std::min(row.size(), widths.size()); ++i) {
      widths[i] = std::max(widths[i], width(row[i], i));
    }
  }
  return widths;
}

std::size_t whole_width(const std::string& cell, std::size_t /*column*/) {
  return display_width(cell);
}

std::size_t least_width(const std::string& cell, std::size_t column) {
  std::size_t least = 0;
  for (const std::string& unit : units_of(cell, column > 0)) {
    least = std::max(least, display_width(unit));
  }
  return column == 0 ? std::min(least, kShortestName) : least;
}

std::size_t total_of(const Widths& widths) {
  return std::accumulate(widths.begin(), widths.end(), kGap * (widths.size() - 1));
}

// The height of a hundred rows or so, where there are more.
std::size_t height_of(const std::vector<Row>& rows, const Widths& widths) {
  constexpr std::size_t kTellingRows = 100;
  std::size_t lines = 0;
  for (std::size_t k = 0; k < rows.size(); k += 1 + rows.size() / kTellingRows) {
    const Row& row = rows[k];
    std::size_t highest = 1;
    for (std::size_t i = 0; i < row.size(); ++i) {
      highest = std::max(highest, lines_of(row[i], i, widths[i]).size());
    }
    lines += highest;
  }
  return lines;
}

// Takes a column after the other from where it costs fewest lines, until the table fits.
Widths fitted(const std::vector<Row>& rows, Widths widths, const Widths& least, std::size_t width) {
  while (total_of(widths) > width) {
    std::size_t best = widths.size();
    std::size_t best_height = 0;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (widths[i] <= least[i]) {
        continue;
      }
      --widths[i];
      const std::size_t height = height_of(rows, widths);
      ++widths[i];
      if (best == widths.size() || height < best_height ||
          (height == best_height && widths[i] > widths[best])) {
        best = i;
        best_height = height;
      }
    }
    --widths[best];
  }
  return widths;
}

void add_line(std::string& text, std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  text += line + "\n";
}

void add_row(std::string& text, const Row& row, const Widths& widths) {
  std::vector<std::vector<std::string>> cells;
  std::size_t height = 1;
  for (std::size_t i = 0; i < row.size(); ++i) {
    cells.push_back(lines_of(row[i], i, widths[i]));
    height = std::max(height, cells.back().size());
  }
  for (std::size_t line = 0; line < height; ++line) {
    std::string words;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string cell = line < cells[i].size() ? cells[i][line] : std::string();
      words += i == 0 ? padded_right(cell, widths[i])
                      : std::string(kGap, ' ') + padded_left(cell, widths[i]);
    }
    add_line(text, std::move(words));
  }
}

// "name", then "  heading: cell" for each of its figures.
void add_block(std::string& text, const Row& header, const Row& row, std::size_t width) {
  for (const std::string& line : lines_of(row[0], 0, width)) {
    add_line(text, line);
  }
  for (std::size_t i = 1; i < row.size(); ++i) {
    if (!row[i].empty()) {
      const std::string heading = header[i].empty() ? "" : header[i] + ": ";
      text += wrapped("  " + heading + row[i], width) + "\n";
    }
  }
}

}  // namespace

std::string text_table(const Table& table, std::size_t width) {
  const std::vector<Row> rows = rows_of(table);
  Widths widths = widths_of(rows, whole_width);
  const Widths least = widths_of(rows, least_width);
  std::string text;
  if (total_of(widths) > width && total_of(least) > width) {
    for (std::size_t i = 1; i < rows.size(); ++i) {
      add_block(text, rows.front(), rows[i], width);
    }
    return text;
  }
  widths = fitted(rows, std::move(widths), least, width);
  for (const Row& row : rows) {
    add_row(text, row, widths);
  }
  return text;
}

}  // namespace bachprop
