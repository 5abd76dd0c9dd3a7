// Whole files in and out.
#pragma once

#include <cstddef>
#include <filesystem>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bachprop/base/result.h"

namespace bachprop {

// The bytes of a file; the error names the file and the system's reason. A file of more than `most`
// bytes is an error too.
[[nodiscard]] Result<std::vector<std::byte>> read_file(
    const std::filesystem::path& path, std::size_t most = std::numeric_limits<std::size_t>::max());

// The fate of a file that stands where one is to be written.
enum class IfThere {
  kReplace,
  // It stays, and writing is an error, also where it appeared only while the new one was written.
  kKeep
};

// Writes to a temporary file in the same folder, flushes it to the disk and renames it. So after a
// crash `path` holds either all of the old bytes or all of the new ones. A file that is there and
// is not regular, /dev/null for instance, is never replaced but an error. A link is replaced
// itself; what it leads to stays as it is.
[[nodiscard]] Result<void> write_file(const std::filesystem::path& path,
                                      std::span<const std::byte> bytes,
                                      IfThere if_there = IfThere::kReplace);
[[nodiscard]] Result<void> write_file(const std::filesystem::path& path, std::string_view text,
                                      IfThere if_there = IfThere::kReplace);

// A file that is written part by part and appears as a whole, as with write_file.
class FileWriter {
 public:
  [[nodiscard]] static Result<FileWriter> create(const std::filesystem::path& path,
                                                 IfThere if_there = IfThere::kReplace);
  FileWriter(FileWriter&& other) noexcept;
  FileWriter& operator=(FileWriter&&) = delete;
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;
  // Unless it was finished nothing is left of it.
  ~FileWriter();

  // Large parts are best: each is a call of the system.
  [[nodiscard]] Result<void> write(std::span<const std::byte> bytes);
  // Over what is already there, from the byte `offset` on, and beyond its end if need be. Where
  // write() goes on does not change: use one of the two.
  [[nodiscard]] Result<void> write_at(std::size_t offset, std::span<const std::byte> bytes);
  // Only then is there a file at `path`. Not to be followed by anything.
  [[nodiscard]] Result<void> finish();

 private:
  FileWriter(std::filesystem::path path, IfThere if_there, std::string temporary, int file)
      : path_(std::move(path)),
        if_there_(if_there),
        temporary_(std::move(temporary)),
        file_(file) {}
  [[nodiscard]] Result<void> failure() const;

  std::filesystem::path path_;
  IfThere if_there_;
  std::string temporary_;
  int file_;  // descriptor of the temporary file, -1: finished or moved away
};

// Makes a directory and its parents; no error if it is there already.
[[nodiscard]] Result<void> make_directories(const std::filesystem::path& path);

// SHA-256 of bytes that come part by part.
class Sha256 {
 public:
  Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  ~Sha256();

  void update(std::span<const std::byte> bytes);
  // 64 lower-case hexadecimal digits. Once, at the end.
  [[nodiscard]] std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// SHA-256 of the bytes as 64 lower-case hexadecimal digits.
[[nodiscard]] std::string sha256_hex(std::span<const std::byte> bytes);

// A file mapped into memory, read-only.
class MappedFile {
 public:
  [[nodiscard]] static Result<MappedFile> open(const std::filesystem::path& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  // Valid while this object lives.
  [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }

 private:
  explicit MappedFile(std::span<const std::byte> bytes) : bytes_(bytes) {}
  std::span<const std::byte> bytes_;
};

inline std::span<const std::byte> as_bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

}  // namespace bachprop
