#include "bachprop/render/report_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/render/page_parts.h"

namespace bachprop {
namespace {

constexpr std::string_view kDigits = "0123456789";

// "4.40", "(4.40", "12%", "1e-05", "3/4"; a minus sign and a plus-minus sign have several bytes.
bool is_number_word(std::string_view word) {
  constexpr std::string_view kMarks = ".,:/%()+-eE<>=~*\u2212\u00B1";
  const bool digits = word.find_first_of(kDigits) != std::string_view::npos;
  const bool letter_first = word.starts_with('e') || word.starts_with('E');
  return digits && !letter_first && std::ranges::all_of(word, [&](char c) {
           return kDigits.find(c) != std::string_view::npos ||
                  kMarks.find(c) != std::string_view::npos;
         });
}

bool joins_numbers(std::string_view word) {
  constexpr std::array<std::string_view, 9> kJoints = {"to", "of", "x", "%",     "%)",
                                                       "-",  "<",  ">", "\u00B1"};
  return std::ranges::find(kJoints, word) != kJoints.end();
}

// A dash stands where there is no number.
bool is_blank(std::string_view cell) { return cell.empty() || cell == "-" || cell == "\u2013"; }

// Right-aligned are columns that hold only numbers.
std::vector<bool> numeric_columns(const Table& table) {
  std::vector<bool> numeric;
  for (const auto& row : table.rows) {
    numeric.resize(std::max(numeric.size(), row.size()), true);
    for (std::size_t i = 0; i < row.size(); ++i) {
      numeric[i] = numeric[i] && (is_blank(row[i]) || looks_like_number(row[i]));
    }
  }
  return numeric;
}

// Where the interval of "4.52 (4.40 to 4.61)" begins; npos: there is none.
std::size_t interval_in(const std::string& cell) {
  const std::size_t bracket = cell.find(" (");
  const bool is_interval = bracket != std::string::npos && cell.ends_with(')') &&
                           cell.find(" to ", bracket) != std::string::npos &&
                           looks_like_number(cell);
  return is_interval ? bracket : std::string::npos;
}

// An interval, which narrow tables show below its number, is an element of its own.
std::string cell_html(const std::string& cell) {
  const std::size_t begin = interval_in(cell);
  return begin == std::string::npos
             ? escape_html(cell)
             : fmt::format("{} <span class=\"interval\">{}</span>",
                           escape_html(cell.substr(0, begin)), escape_html(cell.substr(begin + 1)));
}

std::string table_row(const std::vector<std::string>& cells, const char* element,
                      const std::vector<bool>& numeric, bool bold = false,
                      const std::string& note = {}) {
  std::string html = bold ? "<tr class=\"bold\">" : "<tr>";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool right = i < numeric.size() && numeric[i];
    html += fmt::format(
        "<{0}{1}>{2}{3}</{0}>", element, right ? " class=\"number\"" : "", cell_html(cells[i]),
        i > 0 || note.empty()
            ? ""
            : fmt::format(" <span class=\"row-note\">{}</span>", escape_html(note)));
  }
  return html + "</tr>\n";
}

// The caption stands before the table, so that it does not scroll with it.
std::string caption_html(const Table& table) {
  return table.folded || table.caption.empty()
             ? ""
             : fmt::format("<p class=\"caption\">{}</p>\n", escape_html(table.caption));
}

// Whether its figures hardly fit side by side.
bool has_many_columns(const Table& table) {
  constexpr std::size_t kMany = 7;
  constexpr std::size_t kManyIntervals = 4;
  const auto intervals = [](const std::vector<std::string>& row) {
    return std::ranges::count_if(
        row, [](const std::string& cell) { return interval_in(cell) != std::string::npos; });
  };
  return std::ranges::any_of(table.rows, [&](const std::vector<std::string>& row) {
    return row.size() >= kMany || std::cmp_greater_equal(intervals(row), kManyIntervals);
  });
}

std::string opening_tag(const Table& table) {
  return fmt::format(
      "<table{}{}>\n", has_many_columns(table) ? " class=\"many\"" : "",
      table.caption.empty() ? "" : fmt::format(" aria-label=\"{}\"", escape_html(table.caption)));
}

std::string table_element(const Table& table) {
  const std::vector<bool> numeric = numeric_columns(table);
  std::string html = opening_tag(table);
  if (!table.header.empty()) {
    html += "<thead>" + table_row(table.header, "th", numeric) + "</thead>\n";
  }
  html += "<tbody>\n";
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const bool bold = std::ranges::find(table.bold_rows, i) != table.bold_rows.end();
    html += table_row(table.rows[i], "td", numeric, bold,
                      table.row_notes.empty() ? "" : table.row_notes[i]);
  }
  return html + "</tbody>\n</table>\n";
}

std::string explanation_list(const Table& table) {
  std::string html;
  for (std::size_t i = 0; i < table.explanations.size(); ++i) {
    if (!table.explanations[i].empty()) {
      html += fmt::format("<p class=\"explanation\"><b>{}</b>: {}</p>\n",
                          escape_html(table.header[i]), escape_html(table.explanations[i]));
    }
  }
  if (!table.note.empty()) {
    html += fmt::format("<p class=\"explanation\">{}</p>\n", escape_html(table.note));
  }
  return html;
}

}  // namespace

bool looks_like_number(const std::string& cell) {
  std::string_view rest = cell;
  bool number = false;
  while (!rest.empty()) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    if (is_number_word(word)) {
      number = true;
    } else if (!joins_numbers(word)) {
      return false;
    }
  }
  return number;
}

std::string table_html(const Table& table) {
  check(table.explanations.empty() || table.explanations.size() == table.header.size(),
        "a table explains each column or none at all");
  check(table.row_notes.empty() || table.row_notes.size() == table.rows.size(),
        "a table has a note for each row or none at all");
  const std::string html =
      caption_html(table) + "<div class=\"scroll\">" + table_element(table) + "</div>\n";
  const std::string with_notes = html + explanation_list(table);
  return table.folded ? fmt::format("<details><summary>{}</summary>\n{}</details>\n",
                                    escape_html(table.caption), with_notes)
                      : with_notes;
}

}  // namespace bachprop
