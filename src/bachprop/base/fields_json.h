// Sets of options as JSON, by their tables.
#pragma once

#include <nlohmann/json.hpp>

#include "bachprop/base/fields.h"

namespace bachprop {

// The fields with a key, in the order of the table; infinities and NaN become null.
[[nodiscard]] nlohmann::ordered_json fields_as_json(const FieldList& fields);

// Sets the fields that have a key. Those that the JSON lacks keep their values, unless every file
// has them. The error names the key, or the value and its limits, without the file.
[[nodiscard]] Result<void> set_from_json(const FieldList& fields, const nlohmann::json& json);

}  // namespace bachprop
