#include "bachprop/render/page_parts.h"

#include <algorithm>

#include "bachprop/base/check.h"
#include "bachprop/base/json_text.h"

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
namespace {

using Json = nlohmann::ordered_json;

bool is_blank_control(char c) { return c == '\t' || c == '\n' || c == '\r'; }

bool is_control(unsigned char byte) { return byte < 0x20 || byte == 0x7F; }

void clean_texts(Json& json) {
  if (json.is_string()) {
    json = page_text(json.get_ref<const std::string&>());
  } else if (json.is_structured()) {
    std::ranges::for_each(json, clean_texts);
  }
}

}  // namespace

void insert_at(std::string& html, std::string_view mark, std::string_view text) {
  const std::size_t position = html.find(mark);
  check(position != std::string::npos, "the page has a place for each of its parts");
  html.replace(position, mark.size(), text);
}

std::string escape_html(const std::string& text) {
  std::string escaped;
  for (const char c : page_text(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

void insert_player(std::string& html) {
  insert_at(html, "/* player style */", embedded(player_style_begin, player_style_end));
  insert_at(html, "/* player */", embedded(player_script_begin, player_script_end));
}

void fill_player_page(std::string& html, std::string_view style, std::string_view script,
                      const nlohmann::json& data) {
  insert_player(html);
  insert_at(html, "/* style */", style);
  insert_at(html, "/* script */", script);
  insert_at(html, "{\"data\": true}", script_json(data));
}

std::string page_text(const std::string& text) {
  const std::string utf8 = valid_utf8(text);
  std::string shown;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    // U+0080 to U+009F: the second byte says which.
    const bool is_c1 =
        byte == 0xC2 && i + 1 < utf8.size() && static_cast<unsigned char>(utf8[i + 1]) < 0xA0;
    if (is_c1) {
      ++i;
    } else if (is_blank_control(utf8[i])) {
      shown += ' ';
    } else if (!is_control(byte)) {
      shown += utf8[i];
    }
  }
  return shown;
}

std::string script_json(const Json& json) {
  Json shown = json;
  clean_texts(shown);
  const std::string text = shown.dump(-1, ' ', /*ensure_ascii=*/true);
  std::string escaped;
  for (const char c : text) {
    escaped += c == '<' ? std::string("\\u003c") : std::string(1, c);
  }
  return escaped;
}

}  // namespace bachprop
