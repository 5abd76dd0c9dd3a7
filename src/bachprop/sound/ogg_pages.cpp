#include "bachprop/sound/ogg_pages.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace bachprop {
namespace {

// RFC 3533, section 6: where a page has its fields.
constexpr std::size_t kSerialOffset = 14;
constexpr std::size_t kChecksumOffset = 22;
constexpr std::size_t kSegmentsOffset = 26;  // how many bytes of sizes follow
constexpr std::size_t kHeadSize = 27;
constexpr std::string_view kMagic = "OggS";

constexpr std::array<std::uint32_t, 256> make_table() {
  std::array<std::uint32_t, 256> table = {};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t value = i << 24U;
    for (int bit = 0; bit < 8; ++bit) {
      value = value << 1U ^ ((value >> 31U) != 0 ? 0x04C11DB7U : 0U);
    }
    table.at(i) = value;
  }
  return table;
}
constexpr std::array<std::uint32_t, 256> kTable = make_table();

std::size_t number(std::byte byte) { return std::to_integer<std::size_t>(byte); }

bool begins_page(std::span<const std::byte> bytes) {
  return std::ranges::equal(bytes.first(std::min(bytes.size(), kMagic.size())),
                            kMagic.substr(0, std::min(bytes.size(), kMagic.size())), {}, {},
                            [](char c) { return static_cast<std::byte>(c); });
}

// The size of the page at the beginning of `bytes`; nothing while its head is not all there.
std::optional<std::size_t> page_size(std::span<const std::byte> bytes) {
  if (bytes.size() < kHeadSize || bytes.size() < kHeadSize + number(bytes[kSegmentsOffset])) {
    return std::nullopt;
  }
  const std::size_t head = kHeadSize + number(bytes[kSegmentsOffset]);
  std::size_t size = head;
  for (const std::byte segment : bytes.subspan(kHeadSize, head - kHeadSize)) {
    size += number(segment);
  }
  return size;
}

void put_little_endian(std::span<std::byte> bytes, std::size_t offset, std::uint32_t value) {
  for (std::byte& byte : bytes.subspan(offset, 4)) {
    byte = static_cast<std::byte>(value & 0xFFU);
    value >>= 8U;
  }
}

}  // namespace

std::uint32_t ogg_checksum(std::span<const std::byte> page) {
  std::uint32_t sum = 0;
  for (const std::byte byte : page) {
    sum = sum << 8U ^ kTable.at(sum >> 24U ^ std::to_integer<std::uint32_t>(byte));
  }
  return sum;
}

std::vector<std::byte> OggPages::add(std::span<const std::byte> bytes) {
  pending_.insert(pending_.end(), bytes.begin(), bytes.end());
  std::size_t done = 0;
  while (done < pending_.size()) {
    const std::span<std::byte> left = std::span(pending_).subspan(done);
    if (!begins_page(left)) {
      done = pending_.size();
      break;
    }
    const auto size = page_size(left);
    if (!size || *size > left.size()) {
      break;
    }
    const std::span<std::byte> page = left.first(*size);
    put_little_endian(page, kSerialOffset, serial_);
    put_little_endian(page, kChecksumOffset, 0);
    put_little_endian(page, kChecksumOffset, ogg_checksum(page));
    done += *size;
  }
  const auto end = pending_.begin() + static_cast<std::ptrdiff_t>(done);
  std::vector<std::byte> whole(pending_.begin(), end);
  pending_.erase(pending_.begin(), end);
  return whole;
}

}  // namespace bachprop
