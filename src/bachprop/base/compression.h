// Bytes in less room: zlib's format (RFC 1950).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "bachprop/base/result.h"

namespace bachprop {

// Equal input gives equal bytes.
[[nodiscard]] std::vector<std::byte> compress(std::span<const std::byte> bytes);

// The `size` bytes that were compressed. An error when they are not that many, or when the
// compressed bytes are damaged; never more than `size` bytes are made of them.
[[nodiscard]] Result<std::vector<std::byte>> decompress(std::span<const std::byte> compressed,
                                                        std::size_t size);

}  // namespace bachprop
