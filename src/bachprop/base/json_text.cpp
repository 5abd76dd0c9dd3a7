#include "bachprop/base/json_text.h"

namespace bachprop {
namespace {

template <typename Json>
std::string dumped(const Json& json, int indent) {
  return json.dump(indent, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

}  // namespace

// Here alone: each source that reads or writes JSON by itself takes the compiler two seconds more.
std::string json_text(const nlohmann::json& json, int indent) { return dumped(json, indent); }

std::string json_text(const nlohmann::ordered_json& json, int indent) {
  return dumped(json, indent);
}

nlohmann::json json_value(std::string_view text) {
  return nlohmann::json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
}

std::string valid_utf8(const std::string& text) {
  return json_value(json_text(nlohmann::json(text))).get<std::string>();
}

}  // namespace bachprop
