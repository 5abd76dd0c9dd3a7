// Tables of a report page as HTML.
#pragma once

#include <string>

#include "bachprop/render/report_items.h"

namespace bachprop {

// A number as people write it, with what belongs to it: "-1", "84,623", "12 %", "1e-05", "2 x 128",
// "3/4", "4.52 (4.40 to 4.61)", "0.1*", "< 0.01". Columns of nothing else are aligned to the right.
[[nodiscard]] bool looks_like_number(const std::string& cell);

// Folded: an element that the reader opens, with the caption on it.
[[nodiscard]] std::string table_html(const Table& table);

}  // namespace bachprop
