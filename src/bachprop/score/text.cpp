#include "bachprop/score/text.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "bachprop/score/legacy_text.h"
#include "bachprop/score/utf8.h"

namespace bachprop {
namespace {

constexpr std::uint32_t kByteOrderMark = 0xFEFF;

bool is_line_end_or_tab(std::uint32_t code_point) {
  return (code_point >= 0x09 && code_point <= 0x0D) || code_point == 0x85 || code_point == 0x2028 ||
         code_point == 0x2029;
}

// Characters that would steer a terminal or turn the direction of a page, and what is no character.
bool is_control(std::uint32_t code_point) {
  const bool is_control_code = code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
  const bool turns_direction = (code_point >= 0x202A && code_point <= 0x202E) ||
                               (code_point >= 0x2066 && code_point <= 0x2069);
  const bool is_no_character = code_point == kByteOrderMark || (code_point & 0xFFFEU) == 0xFFFEU;
  return is_control_code || turns_direction || is_no_character || code_point == 0x2028 ||
         code_point == 0x2029;
}

std::string without_controls(std::string_view text) {
  std::string kept;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t begin = i;
    const std::uint32_t code_point = next_code_point(text, i);
    if (is_line_end_or_tab(code_point)) {
      kept += ' ';
    } else if (!is_control(code_point)) {
      kept += text.substr(begin, i - begin);
    }
  }
  return kept;
}

std::string_view without_blanks_at_ends(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
  return text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

}  // namespace

bool is_plain_text(std::string_view text) {
  return is_utf8(text) && without_blanks_at_ends(without_controls(text)) == text;
}

std::string decoded_text(std::string_view text) {
  if (const auto unicode = decode_utf16(text)) {
    return *unicode;
  }
  const bool has_escape = text.find('\x1B') != std::string_view::npos;
  return is_utf8(text) && !has_escape ? std::string(text) : decode_legacy(text);
}

std::string to_utf8(std::string_view text) {
  return std::string(without_blanks_at_ends(without_controls(decoded_text(text))));
}

}  // namespace bachprop
