// One training at a time into the same files.
#pragma once

#include <filesystem>
#include <utility>

#include "bachprop/base/result.h"

namespace bachprop {

// While it lives, no other training of this machine takes the same one. It is a file beside the
// model, "my.lock", which is gone afterwards; what a killed training left of it is free to take.
// Where the file system knows no locks, every training gets one.
class TrainingLock {
 public:
  // The error is that another training holds it, and which, or that something else has that name.
  // The model's folder is there.
  [[nodiscard]] static Result<TrainingLock> take(const std::filesystem::path& model);

  TrainingLock(TrainingLock&& other) noexcept
      : path_(std::move(other.path_)), file_(std::exchange(other.file_, -1)) {}
  TrainingLock& operator=(TrainingLock&&) = delete;
  TrainingLock(const TrainingLock&) = delete;
  TrainingLock& operator=(const TrainingLock&) = delete;
  ~TrainingLock();

 private:
  TrainingLock(std::filesystem::path path, int file) : path_(std::move(path)), file_(file) {}
  void leave();

  std::filesystem::path path_;
  int file_;  // descriptor, -1: moved away
};

}  // namespace bachprop
