// Tables for the terminal.
#pragma once

#include <cstddef>
#include <string>

#include "bachprop/render/report_page.h"
#include "bachprop/report/terminal_text.h"

namespace bachprop {

// Header and rows, the first column to the left, the others to the right. Notes of rows stand in
// brackets behind the first cell; that of the table is not shown.
//
// A table that is wider than `width` columns is folded: cells are broken at blanks. A word that is
// too long in the first column, the name of a file for instance, is shortened. So a column's
// heading still stands above it. Where not even that fits, a row is a block of lines, a line a
// cell, behind the heading of its column.
[[nodiscard]] std::string text_table(const Table& table, std::size_t width = kAnyWidth);

}  // namespace bachprop
