#include "bachprop/corpus/find_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>

#include "bachprop/base/json_text.h"
#include "bachprop/base/lower_case.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> kExtensions = {".mid", ".midi", ".kar", ".rmi"};

// "bach" of "music/bach/", of "music/bach" and of "." inside it.
fs::path own_name(const fs::path& folder) {
  const fs::path whole = fs::absolute(folder).lexically_normal();
  return whole.has_filename() ? whole.filename() : whole.parent_path().filename();
}

class Search {
 public:
  // `name` is the folder's own within the names of what it holds; may be empty.
  void folder(const fs::path& folder, const fs::path& name) {
    if (!first_meeting(folder)) {
      return;
    }
    std::error_code error;
    std::vector<fs::path> entries;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
      entries.push_back(entry->path());
    }
    if (error) {
      add(folder, name.empty() ? own_name(folder) : name,
          "this folder cannot be read: " + error.message());
      return;
    }
    // A link may lead to what is found elsewhere too. The one of the two that counts must not
    // depend on the order in which the system lists them.
    std::ranges::sort(entries);
    for (const fs::path& entry : entries) {
      look_at(entry, name / entry.filename());
    }
  }

  void file(const fs::path& path, const fs::path& name) {
    if (first_meeting(path)) {
      add(path, name, {});
    }
  }

  FoundFiles finish() {
    rename_equal_names();
    std::ranges::sort(found_.files, {}, &FoundFile::name);
    return std::move(found_);
  }

 private:
  bool first_meeting(const fs::path& path) {
    std::error_code error;
    const fs::path canonical = fs::canonical(path, error);
    return met_.insert(error ? path : canonical).second;
  }

  void add(const fs::path& path, const fs::path& name, std::string trouble) {
    found_.files.push_back({valid_utf8(name.generic_string()), path, std::move(trouble)});
  }

  void look_at(const fs::path& entry, const fs::path& name) {
    std::error_code error;
    const fs::file_status status = fs::status(entry, error);
    if (fs::is_directory(status)) {
      folder(entry, name);
      return;
    }
    const std::string extension = lower_case(entry.extension().string());
    if (std::ranges::find(kExtensions, extension) == kExtensions.end()) {
      ++found_.others[valid_utf8(extension)];
    } else if (fs::is_regular_file(status)) {
      file(entry, name);
    } else {
      add(entry, name, fs::exists(status) ? "is not a regular file" : "is a link to nothing");
    }
  }

  // a.mid and a.mid from two folders become x/a.mid and y/a.mid.
  void rename_equal_names() {
    std::map<std::string, std::size_t> bearers;
    for (const FoundFile& file : found_.files) {
      ++bearers[file.name];
    }
    for (FoundFile& file : found_.files) {
      if (bearers[file.name] > 1) {
        file.name = valid_utf8(file.path.generic_string());
      }
    }
  }

  FoundFiles found_;
  std::set<fs::path> met_;
};

}  // namespace

Result<FoundFiles> find_midi_files(std::span<const fs::path> paths) {
  Search search;
  for (const fs::path& path : paths) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) {
      return fail_at(path.string(), error ? error.message() : "No such file or directory");
    }
    if (fs::is_directory(status)) {
      search.folder(path, paths.size() > 1 ? own_name(path) : fs::path());
    } else {
      search.file(path, path.filename());
    }
  }
  return search.finish();
}

}  // namespace bachprop
