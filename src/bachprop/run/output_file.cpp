#include "bachprop/run/output_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>

#include "bachprop/base/numbers.h"
#include "bachprop/report/text.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> kMidiEndings = {".mid", ".midi", ".kar", ".rmi"};

bool ends_like_midi(const fs::path& path) {
  std::string ending = path.extension().string();
  std::ranges::transform(ending, ending.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::ranges::find(kMidiEndings, ending) != kMidiEndings.end();
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string beginning_of(const fs::path& file) {
  std::string bytes(4096, '\0');
  std::ifstream stream(file, std::ios::binary);
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(as_index(std::max<std::streamsize>(stream.gcount(), 0)));
  return bytes;
}

const char* kind_of(const fs::path& file) {
  const std::string bytes = beginning_of(file);
  const std::pair<std::string_view, const char*> marks[] = {
      {R"("bachprop-model")", "a trained model"},
      {R"("bachprop-corpus")", "a corpus file"},
      {R"("bachprop-checkpoint")", "the checkpoint of a training"},
      {R"("bachprop pieces")", "the record of new pieces"},
      {R"("bachprop listening test key")", "the key of a listening test"},
      {"<score-partwise", "sheet music"}};
  for (const auto& [mark, kind] : marks) {
    if (contains(bytes, mark)) {
      return kind;
    }
  }
  return bytes.starts_with("MThd")                                       ? "a MIDI file"
         : bytes.starts_with("%PDF")                                     ? "a PDF"
         : contains(bytes, "<!DOCTYPE html") || contains(bytes, "<html") ? "a web page"
                                                                         : "a file";
}

}  // namespace

Result<void> check_output(const fs::path& output, std::span<const fs::path> inputs,
                          const char* usual_name, const char* option) {
  if (output.empty()) {
    return fail(fmt::format("{} is empty: name the file, {} {}", option, option, usual_name));
  }
  if (ends_like_midi(output)) {
    return fail_at(
        output.string(),
        fmt::format("what is written must not end in {}", output.extension().string()),
        fmt::format("for instance {} {}", option,
                    fs::path(output).replace_extension(fs::path(usual_name).extension()).string()));
  }
  std::error_code ignored;
  if (fs::is_directory(output, ignored) || !output.has_filename()) {
    return fail_at(output.string(), "is a folder",
                   fmt::format("for instance {} {}", option, (output / usual_name).string()));
  }
  for (const fs::path& input : inputs) {
    if (fs::equivalent(output, input, ignored)) {
      return fail_at(output.string(), "is read and would be overwritten",
                     fmt::format("choose another {}", option));
    }
  }
  return {};
}

IfThere if_there(bool force) { return force ? IfThere::kReplace : IfThere::kKeep; }

std::string describe_file(const fs::path& file) {
  std::error_code error;
  if (fs::is_symlink(file, error)) {
    return fmt::format("a link to {}", fs::read_symlink(file, error).string());
  }
  if (fs::is_directory(file, error)) {
    return "a folder";
  }
  if (!fs::is_regular_file(file, error)) {
    return "no regular file";
  }
  const std::uintmax_t size = fs::file_size(file, error);
  if (error) {
    return kind_of(file);
  }
  constexpr std::uintmax_t kFewBytes = 1000;
  return fmt::format("{}, {}", kind_of(file),
                     size < kFewBytes ? counted(size, "byte") : size_text(size));
}

Result<void> keep_what_is_there(std::span<const fs::path> files, const std::string& instead,
                                const char* replace) {
  constexpr std::size_t kMostNamed = 3;
  std::vector<std::string> there;
  for (const fs::path& file : files) {
    std::error_code ignored;
    if (fs::exists(fs::symlink_status(file, ignored))) {
      there.push_back(fmt::format("{} ({})", file.string(), describe_file(file)));
    }
  }
  if (there.empty()) {
    return {};
  }
  const bool one = there.size() == 1;
  const std::size_t more = there.size() - std::min(there.size(), kMostNamed);
  there.resize(there.size() - more);
  return fail(fmt::format("{}{} {} there already: {}, or replace {} with {}",
                          fmt::join(there, ", "), more > 0 ? fmt::format(" and {} more", more) : "",
                          one ? "is" : "are", instead, one ? "it" : "them", replace));
}

Result<void> prepare_output(const fs::path& output) {
  const fs::path folder = output.parent_path();
  return (folder.empty() ? Result<void>() : make_directories(folder)).and_then([&] {
    return FileWriter::create(output).map([](const FileWriter&) {});
  });
}

Result<void> ready_to_write(const OutputFile& output, std::span<const fs::path> inputs) {
  return check_output(output.path, inputs, output.usual_name, output.option)
      .and_then([&] {
        return output.force ? Result<void>()
                            : keep_what_is_there({&output.path, 1},
                                                 fmt::format("choose another {}", output.option));
      })
      .and_then([&] { return prepare_output(output.path); });
}

}  // namespace bachprop
