// What stands on a sheet, in words.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "bachprop/notation/sheet.h"

namespace bachprop {

// "G minor (found), 4/4 (stated), a pick-up of 1 quarter (found), 20 bars, 4 voices"
[[nodiscard]] std::string describe_sheet(const Sheet& sheet);
// {"key": {"name", "from"}, "time", "pickup", "bars", "parts", "remarks" ...}
[[nodiscard]] nlohmann::ordered_json sheet_json(const Sheet& sheet);

}  // namespace bachprop
