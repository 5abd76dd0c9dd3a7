// Tables for the terminal.
#pragma once

#include <string>

#include "bachprop/render/report_page.h"

namespace bachprop {

// Header and rows, the first column to the left, the others to the right. Notes of rows stand in
// brackets behind the first cell; that of the table is not shown.
[[nodiscard]] std::string text_table(const Table& table);

}  // namespace bachprop
