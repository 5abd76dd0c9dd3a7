// Files that a transfer or a program took for text: what that did to their bytes, undone.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bachprop/base/result.h"

namespace bachprop {

struct RestoredFile {
  std::vector<std::byte> bytes;
  std::string repair;  // "line ends were translated: 28 bytes 0D before 0A taken out"
};

// The file before it was translated, where that is certain; nothing for other files. It is certain
// when the bytes show the trace of a translation everywhere, and without it the file's tracks are
// as long as they claim. Translations that keep lengths or lose bytes, 0A for 0D or 0A for 0D 0A,
// leave no such proof. The error is for bytes over 127 that are all lost: no note can be saved.
[[nodiscard]] Result<std::optional<RestoredFile>> restore_transfer(std::span<const std::byte> bytes,
                                                                   std::string_view name);

}  // namespace bachprop
