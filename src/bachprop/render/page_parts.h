// What every page that the program writes is put together from.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace bachprop {

// The text between two symbols of bachprop_embed().
[[nodiscard]] inline std::string_view embedded(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

// JSON inside a script element: no "<" can end the element, no bad byte the JSON.
[[nodiscard]] std::string script_json(const nlohmann::ordered_json& json);

}  // namespace bachprop
