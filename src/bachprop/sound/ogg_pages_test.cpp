#include "bachprop/sound/ogg_pages.h"

#include <gtest/gtest.h>

#include <string>

#include "bachprop/base/file_io.h"

namespace bachprop {
namespace {

std::vector<std::byte> bytes_of(const std::string& text) {
  const auto bytes = as_bytes_of(text);
  return {bytes.begin(), bytes.end()};
}

// A page of two segments, "ab" and "c", of the stream 0x44332211.
std::vector<std::byte> page() {
  return bytes_of(std::string("OggS\0\0\0\0\0\0\0\0\0\0\x11\x22\x33\x44\0\0\0\0????\2\2\1abc", 32));
}

// The same with the serial number 1, the checksum found by dividing bit by bit.
std::vector<std::byte> page_of_stream_1() {
  std::vector<std::byte> bytes =
      bytes_of(std::string("OggS\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\2\2\1abc", 32));
  std::uint32_t remainder = 0;
  for (const std::byte byte : bytes) {
    for (int bit = 7; bit >= 0; --bit) {
      const bool in =
          (std::to_integer<unsigned int>(byte) >> static_cast<unsigned int>(bit) & 1U) != 0;
      const bool out = remainder >> 31U != 0;
      remainder = remainder << 1U ^ (in != out ? 0x04C11DB7U : 0U);
    }
  }
  for (unsigned int i = 0; i < 4; ++i) {
    bytes[22 + i] = static_cast<std::byte>(remainder >> 8 * i & 0xFFU);
  }
  return bytes;
}

TEST(OggPages, ChecksumIsThatOfThePolynomial) {
  // One bit at the end of the message leaves the polynomial itself.
  EXPECT_EQ(ogg_checksum(bytes_of("\x01")), 0x04C11DB7U);
  // The catalogue's check value of CRC-32/CKSUM, which complements the same sum.
  EXPECT_EQ(ogg_checksum(bytes_of("123456789")), ~0x765E7680U);
}

TEST(OggPages, GivesEachPageTheSerialNumberAndItsChecksum) {
  OggPages pages(1);
  EXPECT_EQ(pages.add(page()), page_of_stream_1());
  EXPECT_TRUE(pages.rest().empty());
}

TEST(OggPages, WaitsForTheWholePage) {
  OggPages pages(1);
  std::vector<std::byte> given;
  for (const std::byte byte : page()) {
    EXPECT_TRUE(given.empty());
    given = pages.add(std::span(&byte, 1));
  }
  EXPECT_EQ(given, page_of_stream_1());
}

TEST(OggPages, LeavesWhatIsNoPage) {
  OggPages pages(1);
  EXPECT_EQ(pages.add(bytes_of("no page")), bytes_of("no page"));
  EXPECT_TRUE(pages.add(bytes_of("OggS\1\1")).empty());
  EXPECT_EQ(pages.rest().size(), 6);
}

}  // namespace
}  // namespace bachprop
