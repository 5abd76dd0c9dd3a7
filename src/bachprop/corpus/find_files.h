// Which MIDI files do these paths mean?
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "bachprop/base/result.h"

namespace bachprop {

struct FoundFile {
  std::string name;  // unique: the path below the folder that was given, with / as separator
  std::filesystem::path path;
  std::string trouble;  // not empty: it cannot be read, and why
};

struct FoundFiles {
  std::vector<FoundFile> files;  // sorted by name
  // The files that were passed over, by lower-case extension (".txt", or "" for none).
  std::map<std::string, std::size_t> others;
};

// Looks through folders and their sub-folders for .mid .midi .kar .rmi in any case; takes files
// that are named as they are. Follows links, and meets no file or folder twice. With several paths
// the names of what a folder holds begin with the folder's own. Fails when a path does not exist.
[[nodiscard]] Result<FoundFiles> find_midi_files(std::span<const std::filesystem::path> paths);

}  // namespace bachprop
