// Runs a fuzz target once on every file of the folders named on the command line.
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <span>
#include <vector>

#include "bachprop/base/file_io.h"
#include "fuzz_target.h"

namespace {

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool replay(const std::filesystem::path& path) {
  const auto bytes = bachprop::read_file(path);
  if (!bytes) {
    fmt::print(stderr, "{}\n", bytes.error().message());
    return false;
  }
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes->data()), bytes->size());
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t replayed = 0;
  for (const char* folder : std::span(argv, static_cast<std::size_t>(argc)).subspan(1)) {
    for (const auto& path : files_in(folder)) {
      if (!replay(path)) {
        return 1;
      }
      ++replayed;
    }
  }
  fmt::print("replayed {} inputs\n", replayed);
  return replayed > 0 ? 0 : 1;
}
