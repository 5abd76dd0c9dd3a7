#include "bachprop/render/page_parts.h"

#include "bachprop/base/check.h"

// Files that the build places into the program, see CMakeLists.txt.
// NOLINTBEGIN(readability-identifier-naming)
extern "C" {
extern const char player_style_begin[];
extern const char player_style_end[];
extern const char player_script_begin[];
extern const char player_script_end[];
}
// NOLINTEND(readability-identifier-naming)

namespace bachprop {

void insert_at(std::string& html, std::string_view mark, std::string_view text) {
  const std::size_t position = html.find(mark);
  check(position != std::string::npos, "the page has a place for each of its parts");
  html.replace(position, mark.size(), text);
}

void insert_player(std::string& html) {
  insert_at(html, "/* player style */", embedded(player_style_begin, player_style_end));
  insert_at(html, "/* player */", embedded(player_script_begin, player_script_end));
}

std::string script_json(const nlohmann::ordered_json& json) {
  const std::string text =
      json.dump(-1, ' ', /*ensure_ascii=*/true, nlohmann::ordered_json::error_handler_t::replace);
  std::string escaped;
  for (const char c : text) {
    escaped += c == '<' ? std::string("\\u003c") : std::string(1, c);
  }
  return escaped;
}

}  // namespace bachprop
