#include "bachprop/sound/soundfont.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cstdlib>
#include <string>
#include <string_view>

namespace bachprop {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kHowToGetOne =
    "install one (Debian: apt install timgm6mb-soundfont) or name a .sf2 or .sf3 file with "
    "--soundfont";

constexpr std::array<const char*, 7> kFileNames = {
    "default-GM.sf2",        "TimGM6mb.sf2",   "FluidR3_GM.sf2", "MuseScore_General_Lite.sf3",
    "MuseScore_General.sf3", "default-GM.sf3", "default.sf2"};

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

Result<fs::path> named_soundfont(const fs::path& path, std::string_view named_by) {
  if (is_file(path)) {
    return path;
  }
  return fail_at(path.string(),
                 fmt::format("the soundfont that {} names is not there or is not a file", named_by),
                 kHowToGetOne);
}

std::vector<std::string> as_text(std::span<const fs::path> paths) {
  std::vector<std::string> text;
  for (const fs::path& path : paths) {
    text.push_back(path.string());
  }
  return text;
}

}  // namespace

std::vector<fs::path> soundfont_folders() {
  return {"/usr/share/sounds/sf2", "/usr/share/sounds/sf3", "/usr/share/soundfonts",
          "/usr/local/share/soundfonts"};
}

Result<fs::path> find_soundfont(const fs::path& wanted, std::span<const fs::path> folders) {
  if (!wanted.empty()) {
    return named_soundfont(wanted, "--soundfont");
  }
  const char* const environment = std::getenv("BACHPROP_SOUNDFONT");
  if (environment != nullptr && *environment != '\0') {
    return named_soundfont(environment, "BACHPROP_SOUNDFONT");
  }
  for (const char* name : kFileNames) {
    for (const fs::path& folder : folders) {
      if (is_file(folder / name)) {
        return folder / name;
      }
    }
  }
  return fail(fmt::format("no soundfont: looked for {} in {}", fmt::join(kFileNames, ", "),
                          fmt::join(as_text(folders), ", ")),
              kHowToGetOne);
}

}  // namespace bachprop
