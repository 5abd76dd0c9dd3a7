// JSON that people hand in: what is wrong with it, in plain words.
#pragma once

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string_view>

#include "bachprop/base/result.h"

namespace bachprop {

enum class JsonKind { kText, kList, kWholeNumber };

struct JsonField {
  const char* name;
  JsonKind kind;
};

// The errors say what is wrong without the file's name, that of parse_json whether the file is
// empty or no whole JSON.
[[nodiscard]] Result<nlohmann::json> parse_json(std::string_view text);
// Whether `json` is an object with fields of these names and kinds; others may stand beside them.
[[nodiscard]] Result<void> check_fields(const nlohmann::json& json,
                                        std::initializer_list<JsonField> fields);
// Whether the field `format` says that it is `kind`, "the key of a listening test", and
// `format_version` of which version.
[[nodiscard]] Result<void> check_format(const nlohmann::json& json, std::string_view format,
                                        std::string_view kind);

}  // namespace bachprop
