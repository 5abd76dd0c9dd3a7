#include "bachprop/train/stored_bytes.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>

#include "bachprop/base/compression.h"
#include "bachprop/base/try.h"

namespace bachprop {

// A compressed byte stands for at most so many.
constexpr std::size_t kMostExpansionOfBytes = 1032;

void add_stored_bytes(SafetensorsWriter& writer, const std::string& name,
                      std::span<const std::byte> bytes) {
  if (bytes.empty()) {
    return;
  }
  const std::vector<std::byte> stored = compress(bytes);
  const std::span values(reinterpret_cast<const std::uint8_t*>(stored.data()), stored.size());
  writer.set_metadata(name, std::to_string(bytes.size()));
  writer.add<std::uint8_t>(name, values, {std::ssize(values)});
}

Result<std::vector<std::byte>> read_stored_bytes(const SafetensorsReader& reader,
                                                 const std::string& name) {
  if (!reader.tensors().contains(name)) {
    return std::vector<std::byte>();
  }
  const auto stored = TRY(reader.values<std::uint8_t>(name));
  const std::string size = TRY(reader.text(name));
  std::size_t bytes = 0;
  const auto read = std::from_chars(size.data(), size.data() + size.size(), bytes);
  if (read.ec != std::errc{} || read.ptr != size.data() + size.size() ||
      bytes > stored.size() * kMostExpansionOfBytes) {
    return fail_at(reader.name(), fmt::format("\"{}\": {} bytes are not possible", name, size));
  }
  return at(reader.name(), at(name, decompress(std::as_bytes(stored), bytes)));
}

}  // namespace bachprop
