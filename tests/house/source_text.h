// What the tests of the house read: files of the project as text.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace bachprop {

inline std::filesystem::path source_folder() { return BACHPROP_SOURCE_DIR; }

inline std::string text_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// The headers and sources in `folder` and its sub-folders, tests too, in order.
inline std::vector<std::filesystem::path> code_below(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const auto ending = entry.path().extension();
    if (ending == ".h" || ending == ".cpp") {
      files.push_back(entry.path());
    }
  }
  std::ranges::sort(files);
  return files;
}

// The first group of each place where `pattern` stands in `text`.
inline std::vector<std::string> matches(const std::string& text, const std::regex& pattern) {
  std::vector<std::string> found;
  for (auto match = std::sregex_iterator(text.begin(), text.end(), pattern);
       match != std::sregex_iterator(); ++match) {
    found.push_back((*match)[1]);
  }
  return found;
}

}  // namespace bachprop
