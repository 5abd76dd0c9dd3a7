#include "bachprop/midi/byte_cursor.h"

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

bool is_character(std::byte byte, char character) {
  return byte == static_cast<std::byte>(character);
}

}  // namespace

std::optional<std::uint32_t> ByteCursor::big_endian(std::size_t count) {
  if (remaining() < count) {
    return std::nullopt;
  }
  std::uint32_t value = 0;
  for (const std::byte byte : take(count)) {
    value = (value << 8U) | std::to_integer<std::uint32_t>(byte);
  }
  return value;
}

std::optional<std::uint32_t> ByteCursor::little_endian(std::size_t count) {
  if (remaining() < count) {
    return std::nullopt;
  }
  std::uint32_t value = 0;
  std::uint32_t shift = 0;
  for (const std::byte byte : take(count)) {
    value |= std::to_integer<std::uint32_t>(byte) << shift;
    shift += 8;
  }
  return value;
}

bool ByteCursor::starts_with(std::string_view text) const {
  return remaining() >= text.size() &&
         std::equal(text.begin(), text.end(),
                    bytes_.begin() + static_cast<std::ptrdiff_t>(position_),
                    [](char character, std::byte byte) { return is_character(byte, character); });
}

std::size_t ByteCursor::find(std::string_view text) const {
  const auto found = std::search(bytes_.begin() + static_cast<std::ptrdiff_t>(position_),
                                 bytes_.end(), text.begin(), text.end(), is_character);
  return as_index(found - bytes_.begin());
}

}  // namespace bachprop
