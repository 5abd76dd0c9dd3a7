// Looking into records that anybody may have changed.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace bachprop {

// Null where there is no such member, or no object.
inline nlohmann::ordered_json member_of(const nlohmann::ordered_json& json, const char* key) {
  return json.is_object() && json.contains(key) ? json[key] : nlohmann::ordered_json(nullptr);
}

// Empty where the member is no text.
inline std::string word_of(const nlohmann::ordered_json& json, const char* key) {
  const nlohmann::ordered_json member = member_of(json, key);
  return member.is_string() ? member.get<std::string>() : std::string();
}

}  // namespace bachprop
