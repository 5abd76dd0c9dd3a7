// Where a command may write.
#pragma once

#include <filesystem>
#include <span>

#include "bachprop/base/result.h"

namespace bachprop {

// An error when writing a corpus or a model to `output` would be a slip of the hand: when it ends
// like a MIDI file, is a folder, or is one of the files that are read. `usual_name` is suggested
// inside a folder: "model.safetensors".
[[nodiscard]] Result<void> check_output(const std::filesystem::path& output,
                                        std::span<const std::filesystem::path> inputs,
                                        const char* usual_name);

}  // namespace bachprop
