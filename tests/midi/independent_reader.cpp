#include "midi/independent_reader.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "bachprop/base/file_io.h"
#include "bachprop/base/try.h"
#include "bachprop/midi/smf_reader.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

fs::path node_folder() { return fs::path(BACHPROP_SOURCE_DIR) / "tests" / "node"; }

// A shell command's output; an error unless it ends well.
Result<std::string> output_of(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) {
    return fail(fmt::format("cannot run {}", command));
  }
  std::string output;
  std::array<char, 65536> buffer{};
  for (std::size_t count = 0; (count = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    output.append(buffer.data(), count);
  }
  const int status = pclose(pipe);
  if (status != 0) {
    return fail(fmt::format("{} ended with status {}", command, status));
  }
  return output;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

// Our reading in the words of note_ons.mjs.
std::string note_ons_of(const fs::path& path) {
  const auto bytes = read_file(path);
  if (!bytes) {
    return bytes.error().message();
  }
  const auto reading = read_smf(*bytes, path.string());
  if (!reading) {
    return reading.error().message();
  }
  std::size_t count = 0;
  std::string text;
  for (const Track& track : reading->file.tracks) {
    text += ';';
    const std::size_t begin = text.size();
    for (const Event& event : track.events) {
      if (event.starts_note()) {
        ++count;
        text +=
            fmt::format("{}{}:{}", text.size() == begin ? "" : " ", event.time.count, event.data1);
      }
    }
  }
  return std::to_string(count) + text;
}

std::size_t leading_number(const std::string& text) {
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

Result<fs::path> write_list(const std::vector<fs::path>& files) {
  std::string list;
  for (const fs::path& file : files) {
    list += file.string() + "\n";
  }
  fs::path path = fs::temp_directory_path() / fmt::format("midi-files-{}.txt", getpid());
  return write_file(path, list).map([&] { return path; });
}

}  // namespace

std::string why_no_independent_reader() {
  if (std::system("node --version > /dev/null 2>&1") != 0) {
    return "node is not installed";
  }
  if (!fs::exists(node_folder() / "node_modules" / "midi-file")) {
    return "midi-file is not installed; run: npm ci --prefix tests/node";
  }
  return {};
}

Result<Comparison> compare_with_independent_reader(const std::vector<fs::path>& files) {
  const auto list = TRY(write_list(files));
  const auto output = output_of(
      fmt::format("node '{}' '{}'", (node_folder() / "note_ons.mjs").string(), list.string()));
  fs::remove(list);
  if (!output) {
    return tl::unexpected(output.error());
  }
  const std::vector<std::string> theirs = lines_of(*output);
  if (theirs.size() != files.size()) {
    return fail(
        fmt::format("the independent reader read {} of {} files", theirs.size(), files.size()));
  }
  Comparison comparison;
  comparison.files = files.size();
  for (std::size_t i = 0; i < files.size(); ++i) {
    comparison.note_ons += leading_number(theirs[i]);
    const std::string ours = note_ons_of(files[i]);
    if (ours != theirs[i]) {
      comparison.disagreements.push_back(fmt::format("{}: ours {:.60} ..., theirs {:.60} ...",
                                                     files[i].string(), ours, theirs[i]));
    }
  }
  return comparison;
}

}  // namespace bachprop
