// The pages of an Ogg stream, with a serial number of our choice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace bachprop {

// Writers of Ogg draw the serial number of a stream by the clock, so that equal sound would give
// unequal files. This takes the bytes of an Ogg file in parts of any size and gives its whole
// pages. Each has the number `serial` and the checksum that then holds (RFC 3533, section 6). Bytes
// that are no page are given as they are.
class OggPages {
 public:
  explicit OggPages(std::uint32_t serial) : serial_(serial) {}

  // The pages that are complete by now.
  [[nodiscard]] std::vector<std::byte> add(std::span<const std::byte> bytes);
  // The bytes left at the end of the file: nothing after a whole page.
  [[nodiscard]] std::span<const std::byte> rest() const { return pending_; }

 private:
  std::uint32_t serial_;
  std::vector<std::byte> pending_;
};

// The checksum of a page whose own four bytes of checksum are zero: the polynomial 0x04C11DB7, high
// bits first, from 0.
[[nodiscard]] std::uint32_t ogg_checksum(std::span<const std::byte> page);

}  // namespace bachprop
