// The parts that every page of the program is put together from.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "bachprop/base/numbers.h"

namespace bachprop {

// The text between two symbols of bachprop_embed().
[[nodiscard]] inline std::string_view embedded(const char* begin, const char* end) {
  return {begin, as_index(end - begin)};
}

// Puts `text` in the place of `mark`, which the page must have.
void insert_at(std::string& html, std::string_view mark, std::string_view text);

// Puts player.css and player.js, which pages that play music share, in the places of
// "/* player style */" and "/* player */".
void insert_player(std::string& html);

// A page that plays music: the player, then the page's own style, script and data in the places of
// "/* style */", "/* script */" and "{"data": true}". The data come last, so that a text of the
// user's that looks like a mark is not replaced.
void fill_player_page(std::string& html, std::string_view style, std::string_view script,
                      const nlohmann::json& data);

// Text for HTML elements and quoted attributes. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string escape_html(const std::string& text);

// Text from any source as a page may show it: UTF-8 without control characters. Bytes that are not
// UTF-8 become U+FFFD; a tab or a line's end becomes a blank.
[[nodiscard]] std::string page_text(const std::string& text);

// JSON inside a script element: no "<" can end the element, no bad byte the JSON. Its texts are
// as page_text() makes them.
[[nodiscard]] std::string script_json(const nlohmann::ordered_json& json);

}  // namespace bachprop
