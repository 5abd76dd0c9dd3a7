// Reading bytes that nobody vouches for.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace bachprop {

// A variable-length quantity: seven bits a byte, the top bit says that more follow.
struct VariableLength {
  std::uint32_t value = 0;
  bool too_long = false;  // more than four bytes; the value is then 0
};

// A position in a file's bytes between two bounds. Every read is checked: beyond the end there is
// nothing, never memory.
class ByteCursor {
 public:
  // Over all of `bytes`, which must outlive the cursor.
  explicit ByteCursor(std::span<const std::byte> bytes) : ByteCursor(bytes, 0, bytes.size()) {}
  // Over the bytes from `begin` up to `end`; bounds beyond the bytes are moved to their end.
  ByteCursor(std::span<const std::byte> bytes, std::size_t begin, std::size_t end)
      : bytes_(bytes.first(std::min(end, bytes.size()))),
        position_(std::min(begin, bytes_.size())) {}

  [[nodiscard]] std::size_t offset() const { return position_; }  // from the file's first byte
  [[nodiscard]] std::size_t end() const { return bytes_.size(); }
  [[nodiscard]] std::size_t remaining() const { return bytes_.size() - position_; }
  [[nodiscard]] bool at_end() const { return position_ == bytes_.size(); }

  // All that is left.
  [[nodiscard]] std::span<const std::byte> rest() const { return bytes_.subspan(position_); }

  void seek(std::size_t offset) { position_ = std::min(offset, bytes_.size()); }
  void skip(std::size_t count) { position_ += std::min(count, remaining()); }

  [[nodiscard]] std::optional<std::uint8_t> peek() const {
    if (at_end()) {
      return std::nullopt;
    }
    return std::to_integer<std::uint8_t>(bytes_[position_]);
  }

  std::optional<std::uint8_t> next() {
    const auto byte = peek();
    position_ += byte.has_value() ? 1U : 0U;
    return byte;
  }

  // The next `count` bytes, or all that remain if they are fewer.
  std::span<const std::byte> take(std::size_t count) {
    const auto taken = bytes_.subspan(position_, std::min(count, remaining()));
    position_ += taken.size();
    return taken;
  }

  // The next `count` bytes, at most four, as one number; nothing if they are not all there.
  std::optional<std::uint32_t> big_endian(std::size_t count);
  std::optional<std::uint32_t> little_endian(std::size_t count);
  // Nothing if the bytes end first.
  std::optional<VariableLength> variable_length();

  // A cursor at the same position that ends after the next `count` bytes.
  [[nodiscard]] ByteCursor first(std::size_t count) const {
    return ByteCursor(bytes_, position_, position_ + std::min(count, remaining()));
  }

  [[nodiscard]] bool starts_with(std::string_view text) const;
  // The offset at which `text` begins next, or end().
  [[nodiscard]] std::size_t find(std::string_view text) const;

 private:
  std::span<const std::byte> bytes_;
  std::size_t position_;
};

inline std::optional<VariableLength> ByteCursor::variable_length() {
  VariableLength quantity;
  for (int count = 1;; ++count) {
    const auto byte = next();
    if (!byte) {
      return std::nullopt;
    }
    quantity.value = (quantity.value << 7U) | (*byte & 0x7FU);
    quantity.too_long = count > 4;
    if (*byte < 0x80U) {
      break;
    }
  }
  if (quantity.too_long) {
    quantity.value = 0;
  }
  return quantity;
}

}  // namespace bachprop
