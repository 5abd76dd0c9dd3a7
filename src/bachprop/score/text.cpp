#include "bachprop/score/text.h"

#include <cstddef>
#include <cstdint>

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
    if (continuations < 0 || text.size() - i < static_cast<std::size_t>(continuations)) {
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

std::string to_utf8(std::string text) {
  if (is_utf8(text)) {
    return text;
  }
  std::string converted;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x80) {
      converted += character;
    } else {
      converted += static_cast<char>(0xC0U | (byte >> 6U));
      converted += static_cast<char>(0x80U | (byte & 0x3FU));
    }
  }
  return converted;
}

}  // namespace bachprop
