#include "bachprop/evaluate/json_fields.h"

#include <fmt/format.h>

#include <string>

#include "bachprop/base/json_text.h"

namespace bachprop {
namespace {

using Json = nlohmann::json;

bool is_of(const Json& json, JsonKind kind) {
  switch (kind) {
    case JsonKind::kText:
      return json.is_string();
    case JsonKind::kList:
      return json.is_array();
    case JsonKind::kWholeNumber:
      break;
  }
  return json.is_number_integer();
}

const char* kind_title(JsonKind kind) {
  switch (kind) {
    case JsonKind::kText:
      return "a text";
    case JsonKind::kList:
      return "a list";
    case JsonKind::kWholeNumber:
      break;
  }
  return "a whole number";
}

Result<void> check_field(const Json& json, const JsonField& field) {
  const auto found = json.find(field.name);
  if (found == json.end()) {
    return fail(fmt::format("has no \"{}\"", field.name));
  }
  if (!is_of(*found, field.kind)) {
    return fail(fmt::format("\"{}\" is not {}", field.name, kind_title(field.kind)));
  }
  return {};
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
  if (text.empty()) {
    return fail("is empty");
  }
  Json json = json_value(text);
  if (json.is_discarded()) {
    return fail("is no JSON, or only a part of it");
  }
  return json;
}

Result<void> check_fields(const Json& json, std::initializer_list<JsonField> fields) {
  Result<void> fine =
      json.is_object() ? Result<void>() : fail("something else stands where fields should");
  for (const JsonField& field : fields) {
    fine = fine.and_then([&] { return check_field(json, field); });
  }
  return fine;
}

Result<void> check_format(const Json& json, std::string_view format, std::string_view kind) {
  if (!json.is_object() || json.value("format", Json()) != Json(std::string(format))) {
    return fail(fmt::format("is not {}", kind));
  }
  return check_fields(json, {{"format_version", JsonKind::kWholeNumber}});
}

}  // namespace bachprop
