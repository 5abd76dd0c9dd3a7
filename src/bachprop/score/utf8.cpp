#include "bachprop/score/utf8.h"

#include "bachprop/base/numbers.h"

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

}  // namespace bachprop
