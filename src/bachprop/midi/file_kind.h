// The kind of a file that bears a MIDI file's name and is none.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace bachprop {

struct FileKind {
  std::string name;    // "a WAV sound (RIFF....WAVE)"
  std::string advice;  // what to do with it instead
};

// Known by the bytes at its beginning, or by the words of a text; nothing for what nobody knows.
[[nodiscard]] std::optional<FileKind> recognise_file(std::span<const std::byte> bytes);

}  // namespace bachprop
