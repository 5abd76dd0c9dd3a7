// Where a soundfont is: the file of recorded instruments that notes are played with.
#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "bachprop/base/result.h"

namespace bachprop {

// Where Linux distributions install soundfonts.
[[nodiscard]] std::vector<std::filesystem::path> soundfont_folders();

// The soundfont to play with: `wanted` unless it is empty, else the file that the environment
// variable BACHPROP_SOUNDFONT names. Else it is the first usual General MIDI soundfont that is in
// one of `folders`, small ones first. The error says what was looked for and how to get one. The
// file is there; Synthesizer::open finds out whether it is a soundfont.
[[nodiscard]] Result<std::filesystem::path> find_soundfont(
    const std::filesystem::path& wanted = {},
    std::span<const std::filesystem::path> folders = soundfont_folders());

}  // namespace bachprop
