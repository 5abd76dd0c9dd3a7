// Where the real corpora are, which are no part of the repository.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace bachprop {

// The folder of that name in $BACHPROP_CORPORA or beside the repository in shared/corpora; nothing
// where there is none: a test then says that it is skipped.
[[nodiscard]] std::optional<std::filesystem::path> find_corpus(const std::string& name);

// The MIDI files below a folder, sorted.
[[nodiscard]] std::vector<std::filesystem::path> midi_files_in(const std::filesystem::path& folder);

}  // namespace bachprop
