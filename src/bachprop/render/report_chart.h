// Charts of a report page: as figures in a table, and as the page's script reads them.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "bachprop/render/report_items.h"

namespace bachprop {

// A row for each label, x or point; "2.5 (2.25 to 2.75)" where a value has a range.
[[nodiscard]] Table figures_of(const BarChart& chart);
[[nodiscard]] Table figures_of(const GroupedBarChart& chart);
[[nodiscard]] Table figures_of(const LineChart& chart);
[[nodiscard]] Table figures_of(const ScatterChart& chart);

// The keys are the members' names, with "kind" before them. Checks that what must be of equal
// length is.
[[nodiscard]] nlohmann::ordered_json chart_json(const BarChart& chart);
[[nodiscard]] nlohmann::ordered_json chart_json(const GroupedBarChart& chart);
[[nodiscard]] nlohmann::ordered_json chart_json(const LineChart& chart);
[[nodiscard]] nlohmann::ordered_json chart_json(const ScatterChart& chart);

}  // namespace bachprop
