// Known passages in a model file: a tensor `passages` of compressed bytes.
#pragma once

#include "bachprop/base/result.h"
#include "bachprop/base/safetensors.h"
#include "bachprop/copies/passages.h"

namespace bachprop {

// Adds nothing for no passages.
void add_passages(SafetensorsWriter& writer, const PassageHashes& passages);

// None where the file has none; an error when they are damaged.
[[nodiscard]] Result<PassageHashes> read_passages(const SafetensorsReader& reader);

}  // namespace bachprop
