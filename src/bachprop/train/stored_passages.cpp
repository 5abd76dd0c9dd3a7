#include "bachprop/train/stored_passages.h"

#include <fmt/core.h>

#include <charconv>
#include <string>
#include <vector>

#include "bachprop/base/compression.h"
#include "bachprop/base/try.h"

namespace bachprop {
namespace {

constexpr const char* kTensor = "passages";
constexpr const char* kCount = "passages";  // metadata: how many hashes the tensor holds

// Low byte first, on every machine.
std::vector<std::byte> bytes_of(const PassageHashes& hashes) {
  std::vector<std::byte> bytes;
  bytes.reserve(2 * hashes.size());
  for (const std::uint16_t hash : hashes) {
    bytes.push_back(static_cast<std::byte>(hash & 0xFFU));
    bytes.push_back(static_cast<std::byte>(hash >> 8U));
  }
  return bytes;
}

PassageHashes hashes_of(std::span<const std::byte> bytes) {
  PassageHashes hashes(bytes.size() / 2);
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    hashes[i] = static_cast<std::uint16_t>(std::to_integer<unsigned>(bytes[2 * i]) |
                                           std::to_integer<unsigned>(bytes[2 * i + 1]) << 8U);
  }
  return hashes;
}

// zlib makes at most 1,032 bytes of one (Deutsch 1996, RFC 1951): a larger count is false, and
// costs no memory.
constexpr std::size_t kMostExpansion = 1032;

}  // namespace

void add_passages(SafetensorsWriter& writer, const PassageHashes& passages) {
  if (passages.empty()) {
    return;
  }
  const std::vector<std::byte> stored = compress(bytes_of(passages));
  const std::span values(reinterpret_cast<const std::uint8_t*>(stored.data()), stored.size());
  writer.set_metadata(kCount, std::to_string(passages.size()));
  writer.add<std::uint8_t>(kTensor, values, {static_cast<std::int64_t>(values.size())});
}

Result<PassageHashes> read_passages(const SafetensorsReader& reader) {
  if (!reader.tensors().contains(kTensor)) {
    return PassageHashes{};
  }
  const auto stored = TRY(reader.values<std::uint8_t>(kTensor));
  const auto count = TRY(reader.text(kCount));
  std::size_t hashes = 0;
  const auto parsed = std::from_chars(count.data(), count.data() + count.size(), hashes);
  if (parsed.ec != std::errc{} || parsed.ptr != count.data() + count.size() ||
      hashes > stored.size() * kMostExpansion / 2) {
    return fail_at(reader.name(), fmt::format("{} passages are not possible", count));
  }
  const auto bytes = TRY(
      at(reader.name(), at("the known passages", decompress(std::as_bytes(stored), 2 * hashes))));
  return hashes_of(bytes);
}

}  // namespace bachprop
