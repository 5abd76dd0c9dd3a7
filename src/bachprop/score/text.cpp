#include "bachprop/score/text.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "bachprop/base/numbers.h"
#include "bachprop/score/legacy_text.h"

namespace bachprop {
namespace {

// How many bytes follow this first one; -1 if none can begin with it.
int continuation_bytes(std::uint32_t first) {
  if (first < 0x80) {
    return 0;
  }
  if (first >= 0xC2 && first < 0xE0) {
    return 1;
  }
  if (first >= 0xE0 && first < 0xF0) {
    return 2;
  }
  return first >= 0xF0 && first < 0xF5 ? 3 : -1;
}

// Not longer than need be, no surrogate and within Unicode; RFC 3629.
bool is_allowed(std::uint32_t code_point, int continuations) {
  constexpr std::uint32_t kSmallest[] = {0, 0x80, 0x800, 0x10000};
  const bool surrogate = code_point >= 0xD800 && code_point < 0xE000;
  return code_point >= kSmallest[continuations] && code_point <= 0x10FFFF && !surrogate;
}

}  // namespace

bool is_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    std::uint32_t code_point = static_cast<unsigned char>(text[i++]);
    const int continuations = continuation_bytes(code_point);
    if (continuations < 0 || text.size() - i < as_index(continuations)) {
      return false;
    }
    if (continuations > 0) {
      code_point &= 0x3FU >> static_cast<unsigned>(continuations);
    }
    for (int k = 0; k < continuations; ++k) {
      const std::uint32_t next = static_cast<unsigned char>(text[i++]);
      if ((next & 0xC0U) != 0x80U) {
        return false;
      }
      code_point = (code_point << 6U) | (next & 0x3FU);
    }
    if (!is_allowed(code_point, continuations)) {
      return false;
    }
  }
  return true;
}

namespace {

constexpr std::uint32_t kByteOrderMark = 0xFEFF;

// The code point that begins at `position`, which moves behind it; `text` is valid UTF-8.
std::uint32_t next_code_point(std::string_view text, std::size_t& position) {
  std::uint32_t code_point = static_cast<unsigned char>(text[position++]);
  const int continuations = continuation_bytes(code_point);
  if (continuations > 0) {
    code_point &= 0x3FU >> static_cast<unsigned>(continuations);
  }
  for (int k = 0; k < continuations; ++k) {
    code_point = (code_point << 6U) | (static_cast<unsigned char>(text[position++]) & 0x3FU);
  }
  return code_point;
}

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
