// JSON from the world and to it: numbers that are what they should be, text that is UTF-8.
#pragma once

#include <concepts>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace bachprop {

// The whole number that `json` is. Throws nlohmann::json::type_error, as its own conversions do,
// when it is something else or does not fit T: those conversions cut it off silently instead.
template <std::integral T>
[[nodiscard]] T whole_number(const nlohmann::json& json) {
  const bool fits =
      json.is_number_unsigned()
          ? json.get<std::uint64_t>() <= static_cast<std::uint64_t>(std::numeric_limits<T>::max())
          : json.is_number_integer() && std::signed_integral<T> &&
                json.get<std::int64_t>() >=
                    static_cast<std::int64_t>(std::numeric_limits<T>::min());
  if (!fits) {
    throw nlohmann::json::type_error::create(302, "a whole number is missing or too large", &json);
  }
  return json.get<T>();
}

// The JSON as text. File names can hold any bytes: what is not UTF-8 becomes U+FFFD. `indent` -1:
// on one line.
[[nodiscard]] std::string json_text(const nlohmann::json& json, int indent = -1);
[[nodiscard]] std::string json_text(const nlohmann::ordered_json& json, int indent = -1);

// The value that the text states; a discarded one where it is not JSON.
[[nodiscard]] nlohmann::json json_value(std::string_view text);

// Text with what is not UTF-8 replaced by U+FFFD.
[[nodiscard]] std::string valid_utf8(const std::string& text);

}  // namespace bachprop
