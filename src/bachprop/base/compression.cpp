#include "bachprop/base/compression.h"

#include <fmt/core.h>
#include <zlib.h>

#include "bachprop/base/check.h"

namespace bachprop {

std::vector<std::byte> compress(std::span<const std::byte> bytes) {
  uLongf size = compressBound(bytes.size());
  std::vector<std::byte> compressed(size);
  const int status =
      compress2(reinterpret_cast<Bytef*>(compressed.data()), &size,
                reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), Z_BEST_COMPRESSION);
  check(status == Z_OK, "there is room for what zlib makes of the bytes");
  compressed.resize(size);
  return compressed;
}

Result<std::vector<std::byte>> decompress(std::span<const std::byte> compressed, std::size_t size) {
  std::vector<std::byte> bytes(size);
  uLongf found = size;
  uLong read = compressed.size();
  const int status = uncompress2(reinterpret_cast<Bytef*>(bytes.data()), &found,
                                 reinterpret_cast<const Bytef*>(compressed.data()), &read);
  if (status != Z_OK || found != size || read != compressed.size()) {
    return fail(fmt::format("compressed data are damaged, or are not of {} bytes", size));
  }
  return bytes;
}

}  // namespace bachprop
