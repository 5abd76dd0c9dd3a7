// A page of text, tables and charts in one HTML file that opens from disk, without a network, and
// prints on A4.
#pragma once

#include <string>

#include "bachprop/render/report_items.h"

namespace bachprop {

// The HTML file, UTF-8. Charts are drawn by Chart.js, which the page carries with its licence;
// under each the reader can open its figures as a table.
[[nodiscard]] std::string render_report(const Report& report);

}  // namespace bachprop
