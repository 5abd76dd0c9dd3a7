// Bytes of another kind inside a file of tensors, compressed.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/base/safetensors.h"

namespace bachprop {

// Adds a tensor of that name, and metadata of that name with their number; nothing for no bytes.
void add_stored_bytes(SafetensorsWriter& writer, const std::string& name,
                      std::span<const std::byte> bytes);
// Empty where the file has none. The error says that they are damaged.
[[nodiscard]] Result<std::vector<std::byte>> read_stored_bytes(const SafetensorsReader& reader,
                                                               const std::string& name);

}  // namespace bachprop
