// Where a run may write, and what it must not write over.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "bachprop/base/fields.h"
#include "bachprop/base/file_io.h"
#include "bachprop/base/result.h"

namespace bachprop {

// An error when writing a corpus, a model or a page to `output` would be a slip of the hand. It
// would if `output` ends like a MIDI file, is a folder, or is one of the files that are read, by
// whatever name. `usual_name` is suggested inside a folder: "model.safetensors". `option` is what
// named it.
[[nodiscard]] Result<void> check_output(const std::filesystem::path& output,
                                        std::span<const std::filesystem::path> inputs,
                                        const char* usual_name, const char* option = "-o");

// Files that are there stay unless the user said --force.
[[nodiscard]] IfThere if_there(bool force);

// "a trained model, 5.6 MB", "a web page, 12.0 kB", "a link to model.safetensors": what would be
// lost.
[[nodiscard]] std::string describe_file(const std::filesystem::path& file);

// An error when one of `files` is there already. It says what they are, and what to do: "choose
// another name with -o, or replace it with --force".
[[nodiscard]] Result<void> keep_what_is_there(std::span<const std::filesystem::path> files,
                                              const std::string& instead = "choose another -o",
                                              const char* replace = "--force");

// Before long work: makes the folder of `output` and looks whether a file can be written there.
[[nodiscard]] Result<void> prepare_output(const std::filesystem::path& output);

// All of the above for a command that writes one file: what it must look at before it reads.
struct OutputFile {
  const std::filesystem::path& path;
  const char* usual_name;
  bool force = false;
  const char* option = "-o";
};
[[nodiscard]] Result<void> ready_to_write(const OutputFile& output,
                                          std::span<const std::filesystem::path> inputs);

}  // namespace bachprop
