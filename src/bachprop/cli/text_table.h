// Tables for the terminal.
#pragma once

#include <string>

#include "bachprop/render/report_page.h"

namespace bachprop {

// Header and rows, the first column to the left, the others to the right.
[[nodiscard]] std::string text_table(const Table& table);

}  // namespace bachprop
