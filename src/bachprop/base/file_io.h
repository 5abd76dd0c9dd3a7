// Whole files in and out.
#pragma once

#include <cstddef>
#include <filesystem>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bachprop/base/result.h"

namespace bachprop {

// The bytes of a file; the error names the file and the system's reason. A file of more than `most`
// bytes is an error too.
[[nodiscard]] Result<std::vector<std::byte>> read_file(
    const std::filesystem::path& path, std::size_t most = std::numeric_limits<std::size_t>::max());

// Writes to a temporary file beside `path`, flushes it to the disk and renames it: after a crash
// `path` holds either all of the old bytes or all of the new ones. What is there and is no regular
// file, /dev/null for instance, is not replaced but an error.
[[nodiscard]] Result<void> write_file(const std::filesystem::path& path,
                                      std::span<const std::byte> bytes);
[[nodiscard]] Result<void> write_file(const std::filesystem::path& path, std::string_view text);

// Makes a directory and its parents; no error if it is there already.
[[nodiscard]] Result<void> make_directories(const std::filesystem::path& path);

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
