// Other programs, run to their end.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "bachprop/base/result.h"

namespace bachprop {

struct ChildOptions {
  std::filesystem::path folder = ".";                         // where it works
  std::map<std::string, std::string> environment = {};        // in the place of, or beside, our own
  std::chrono::milliseconds limit = std::chrono::minutes(1);  // then it is ended
  // Asked some twenty times a second: false ends the program.
  std::function<bool()> go_on = {};
};

enum class ChildEnd { kExited, kCrashed, kTimeOver, kStopped };

struct ChildOutcome {
  ChildEnd end = ChildEnd::kExited;
  int exit_code = 0;   // of one that exited
  std::string output;  // of both streams as they came; the first MiB
};

// Runs a program with these arguments, without a shell: they may hold any character but NUL. It
// reads nothing, and is ended together with what it started. The error is that it cannot be
// started.
[[nodiscard]] Result<ChildOutcome> run_child(const std::filesystem::path& program,
                                             const std::vector<std::string>& arguments,
                                             const ChildOptions& options = {});

// The first of these names in the folders of $PATH under which there is a program; empty: none.
[[nodiscard]] std::filesystem::path find_program(const std::vector<std::string>& names);

// A folder of its own for files that are needed for a while; gone with its contents at the end of
// its life.
class TemporaryFolder {
 public:
  [[nodiscard]] static Result<TemporaryFolder> create();
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::move(other.path_)) {
    other.path_.clear();
  }
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace bachprop
