#include "bachprop/run/training_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>

#include "bachprop/base/numbers.h"
#include "bachprop/run/output_file.h"
#include "bachprop/run/training_snapshots.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMark = "bachprop train, process ";

std::string text_in(int file) {
  std::array<char, 64> bytes = {};
  const ssize_t got = ::pread(file, bytes.data(), bytes.size(), 0);
  return got > 0 ? std::string(bytes.data(), as_index(got)) : std::string();
}

// Also one whose training was killed before it wrote its number.
bool is_ours(int file) {
  struct stat status = {};
  if (::fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
    return false;
  }
  return status.st_size == 0 || text_in(file).starts_with(kMark);
}

// " (process 4711)"; empty where it has not written it yet.
std::string holder_of(int file) {
  const std::string text = text_in(file);
  return text.starts_with(kMark)
             ? fmt::format(" (process {})",
                           text.substr(kMark.size(), text.find('\n') - kMark.size()))
             : "";
}

// Whether it was removed by a training that ended after it was opened here.
bool is_gone(int file) {
  struct stat status = {};
  return ::fstat(file, &status) == 0 && status.st_nlink == 0;
}

tl::unexpected<Error> is_no_lock(const fs::path& path) {
  return fail(
      fmt::format("{} is there already, and it is not the lock of a training ({}): choose "
                  "another -o",
                  path.string(), describe_file(path)));
}

// A number that cannot be written, on a full disk, is only missing in the words of another.
void write_holder(int file) {
  const std::string text = fmt::format("{}{}\n", kMark, ::getpid());
  const bool written =
      ::ftruncate(file, 0) == 0 && ::pwrite(file, text.data(), text.size(), 0) == std::ssize(text);
  static_cast<void>(written);
}

int lock(int file) {
  int outcome = 0;
  do {
    outcome = ::flock(file, LOCK_EX | LOCK_NB);
  } while (outcome != 0 && errno == EINTR);
  return outcome == 0 ? 0 : errno;
}

}  // namespace

Result<TrainingLock> TrainingLock::take(const fs::path& model) {
  const fs::path path = beside(model, ".lock");
  while (true) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (file < 0) {
      const std::string reason = std::generic_category().message(errno);
      std::error_code ignored;
      return fs::exists(fs::symlink_status(path, ignored))
                 ? is_no_lock(path)
                 : fail_at(path.string(), fmt::format("cannot be written: {}", reason));
    }
    TrainingLock taken(path, file);
    if (!is_ours(file)) {
      taken.leave();
      return is_no_lock(path);
    }
    if (lock(file) == EWOULDBLOCK) {
      const std::string holder = holder_of(file);
      taken.leave();
      return fail(
          fmt::format("another bachprop trains into {}{}: wait until it ends, or choose another -o",
                      model.string(), holder));
    }
    if (!is_gone(file)) {
      write_holder(file);
      return taken;
    }
    taken.leave();
  }
}

// What is not held stays there.
void TrainingLock::leave() {
  ::close(file_);
  file_ = -1;
}

TrainingLock::~TrainingLock() {
  if (file_ >= 0) {
    // While it is still held: another may take what has its name a moment later.
    ::unlink(path_.c_str());
    ::close(file_);
  }
}

}  // namespace bachprop
