#include "midi/corpora.h"

#include <algorithm>
#include <cstdlib>

namespace bachprop {

namespace fs = std::filesystem;

std::optional<fs::path> find_corpus(const std::string& name) {
  const char* set = std::getenv("BACHPROP_CORPORA");
  const fs::path corpora =
      set != nullptr ? fs::path(set) : fs::path(BACHPROP_SOURCE_DIR) / ".." / "shared" / "corpora";
  const fs::path folder = corpora / name;
  return fs::is_directory(folder) ? std::optional(folder) : std::nullopt;
}

std::vector<fs::path> midi_files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".mid") {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace bachprop
