#include "bachprop/base/file_io.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <openssl/evp.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <system_error>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"

namespace bachprop {
namespace {

std::string reason() { return std::generic_category().message(errno); }

// Closes a file descriptor at the end of the scope.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) {
      ::close(fd_);
    }
  }
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool valid() const { return fd_ >= 0; }

 private:
  int fd_;
};

// Without waiting for a writer where `path` is a pipe.
int open_for_reading(const std::filesystem::path& path) {
  return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

// The size of a file that was opened for reading; a directory is an error here, not at the first
// read.
Result<std::size_t> size_of_open_file(const std::filesystem::path& path, const Descriptor& file) {
  if (!file.valid()) {
    return fail_at(path.string(), fmt::format("cannot be opened: {}", reason()));
  }
  struct stat status = {};
  if (::fstat(file.get(), &status) != 0) {
    return fail_at(path.string(), fmt::format("cannot be read: {}", reason()));
  }
  if (!S_ISREG(status.st_mode)) {
    return fail_at(path.string(), "is not a file");
  }
  return as_index(status.st_size);
}

tl::unexpected<Error> cannot_write(const std::filesystem::path& path) {
  const bool full = errno == ENOSPC || errno == EDQUOT;
  return fail_at(path.string(), fmt::format("cannot be written: {}", reason()),
                 full ? "make room there, or write to another disk" : "");
}

tl::unexpected<Error> already_there(const std::filesystem::path& path) {
  return fail_at(path.string(), "is there already, and was left as it is");
}

// Looks at what stands under a name before anything is written to it.
Result<void> look_at_place(const std::filesystem::path& path, IfThere if_there) {
  struct stat there = {};
  if (::stat(path.c_str(), &there) == 0) {
    if (!S_ISREG(there.st_mode)) {
      return fail_at(path.string(), "cannot be written: it is there and is not a regular file");
    }
  } else if (errno != ENOENT) {
    return cannot_write(path);  // a name that is too long, a link to itself
  }
  if (if_there == IfThere::kKeep && ::lstat(path.c_str(), &there) == 0) {
    return already_there(path);
  }
  return {};
}

struct TemporaryFile {
  std::string name;  // empty: it has none yet
  int file;          // descriptor
};

// By which a file can be given a name.
std::string name_of_open_file(int file) { return fmt::format("/proc/self/fd/{}", file); }

// A new file in the folder that has no name, so that not even a kill leaves anything of it. Nothing
// where the file system or the machine does not know such files.
std::optional<TemporaryFile> open_nameless(const std::filesystem::path& folder) {
  const std::filesystem::path place = folder.empty() ? "." : folder;
  const int file = ::open(place.c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0666);
  if (file < 0) {
    return std::nullopt;
  }
  if (::access(name_of_open_file(file).c_str(), F_OK) != 0) {
    ::close(file);
    return std::nullopt;
  }
  return TemporaryFile{{}, file};
}

std::string next_name(const std::filesystem::path& folder) {
  static std::atomic<int> next = 0;
  return (folder / fmt::format(".bachprop-{}-{}.tmp", ::getpid(), next++)).string();
}

// A new file in the folder. Its name is short, whatever that of the file that it becomes; nothing
// with its errno set where none can be made.
std::optional<TemporaryFile> open_named(const std::filesystem::path& folder) {
  while (true) {
    std::string path = next_name(folder);
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file >= 0) {
      return TemporaryFile{std::move(path), file};
    }
    if (errno != EEXIST) {
      return std::nullopt;
    }
  }
}

// False with its errno set.
bool copy_all(int from, int to) {
  off_t done = 0;
  ssize_t got = 0;
  do {
    constexpr std::size_t kMost = std::size_t{1} << 30U;
    got = ::sendfile(to, from, &done, kMost);
  } while (got > 0 || (got < 0 && errno == EINTR));
  return got == 0 && ::fsync(to) == 0;
}

// The name that a nameless file has in the folder from now on. Where links are forbidden, as on
// Android, that is a copy of it. Empty with its errno set where nothing is left in the folder.
std::string give_name(int file, const std::filesystem::path& folder) {
  std::string name;
  do {
    name = next_name(folder);
    if (::linkat(AT_FDCWD, name_of_open_file(file).c_str(), AT_FDCWD, name.c_str(),
                 AT_SYMLINK_FOLLOW) == 0) {
      return name;
    }
  } while (errno == EEXIST);
  auto copy = open_named(folder);
  if (!copy) {
    return {};
  }
  const Descriptor closed_at_the_end(copy->file);
  if (!copy_all(file, copy->file)) {
    const int error = errno;
    ::unlink(copy->name.c_str());
    errno = error;
    return {};
  }
  return std::move(copy->name);
}

// False with its errno set: EEXIST where something is there that shall stay.
bool move_into_place(const std::string& from, const std::filesystem::path& to, IfThere if_there) {
  if (if_there == IfThere::kReplace) {
    return ::rename(from.c_str(), to.c_str()) == 0;
  }
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) {
    return true;
  }
  if (errno != EINVAL && errno != ENOSYS) {
    return false;
  }
  // Some file systems know only links, and some not even these.
  if (::link(from.c_str(), to.c_str()) == 0) {
    ::unlink(from.c_str());
    return true;
  }
  if (errno != EPERM && errno != EOPNOTSUPP) {
    return false;
  }
  struct stat there = {};
  if (::lstat(to.c_str(), &there) == 0) {
    errno = EEXIST;
    return false;
  }
  return ::rename(from.c_str(), to.c_str()) == 0;
}

}  // namespace

Result<std::vector<std::byte>> read_file(const std::filesystem::path& path, std::size_t most) {
  const Descriptor file(open_for_reading(path));
  const auto size = TRY(size_of_open_file(path, file));
  if (size > most) {
    return fail_at(
        path.string(),
        fmt::format("is {} bytes long, more than the {} that are read of such a file", size, most));
  }
  std::vector<std::byte> bytes(size);
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = ::read(file.get(), bytes.data() + done, bytes.size() - done);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return fail_at(path.string(), fmt::format("cannot be read: {}", reason()));
    }
    if (got == 0) {
      bytes.resize(done);  // the file became shorter while we read it
    }
    done += as_index(got);
  }
  return bytes;
}

Result<FileWriter> FileWriter::create(const std::filesystem::path& path, IfThere if_there) {
  TRY(look_at_place(path, if_there));
  auto temporary = open_nameless(path.parent_path());
  if (!temporary) {
    temporary = open_named(path.parent_path());
  }
  if (!temporary) {
    return cannot_write(path);
  }
  return FileWriter(path, if_there, std::move(temporary->name), temporary->file);
}

FileWriter::FileWriter(FileWriter&& other) noexcept
    : path_(std::move(other.path_)),
      if_there_(other.if_there_),
      temporary_(std::move(other.temporary_)),
      file_(std::exchange(other.file_, -1)) {}

FileWriter::~FileWriter() {
  if (file_ >= 0) {
    ::close(file_);
  }
  if (file_ >= 0 && !temporary_.empty()) {
    ::unlink(temporary_.c_str());
  }
}

Result<void> FileWriter::failure() const { return cannot_write(path_); }

Result<void> FileWriter::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) {
      return failure();
    }
    bytes = bytes.subspan(as_index(std::max<ssize_t>(written, 0)));
  }
  return {};
}

Result<void> FileWriter::write_at(std::size_t offset, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno != EINTR) {
      return failure();
    }
    const auto done = as_index(std::max<ssize_t>(written, 0));
    offset += done;
    bytes = bytes.subspan(done);
  }
  return {};
}

Result<void> FileWriter::finish() {
  if (::fsync(file_) != 0) {
    return failure();
  }
  if (temporary_.empty()) {
    temporary_ = give_name(file_, path_.parent_path());
  }
  if (temporary_.empty() || !move_into_place(temporary_, path_, if_there_)) {
    return errno == EEXIST && if_there_ == IfThere::kKeep ? already_there(path_) : failure();
  }
  ::close(std::exchange(file_, -1));
  return {};
}

Result<void> write_file(const std::filesystem::path& path, std::span<const std::byte> bytes,
                        IfThere if_there) {
  auto file = TRY(FileWriter::create(path, if_there));
  return file.write(bytes).and_then([&] { return file.finish(); });
}

Result<void> write_file(const std::filesystem::path& path, std::string_view text,
                        IfThere if_there) {
  return write_file(path, as_bytes_of(text), if_there);
}

Result<void> make_directories(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error || !std::filesystem::is_directory(path)) {
    return fail_at(path.string(),
                   fmt::format("the folder cannot be made: {}",
                               error ? error.message() : "a file of that name is in the way"));
  }
  return {};
}

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  check(
      state_->context != nullptr && EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) == 1,
      "SHA-256 is not available in libcrypto");
}

Sha256::~Sha256() = default;

void Sha256::update(std::span<const std::byte> bytes) {
  check(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1,
        "libcrypto takes bytes for SHA-256");
}

std::string Sha256::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest = {};
  unsigned int length = 0;
  const int ok = EVP_DigestFinal_ex(state_->context, digest.data(), &length);
  check(ok == 1 && length == 32, "libcrypto gives a SHA-256");
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (unsigned int i = 0; i < length; ++i) {
    hex += kDigits[digest[i] >> 4U];
    hex += kDigits[digest[i] & 0xFU];
  }
  return hex;
}

std::string sha256_hex(std::span<const std::byte> bytes) {
  Sha256 sha256;
  sha256.update(bytes);
  return sha256.hex();
}

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
  const Descriptor file(open_for_reading(path));
  const auto size = TRY(size_of_open_file(path, file));
  if (size == 0) {
    return MappedFile(std::span<const std::byte>());
  }
  void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (address == MAP_FAILED) {
    return fail_at(path.string(), fmt::format("cannot be mapped into memory: {}", reason()));
  }
  return MappedFile({static_cast<const std::byte*>(address), size});
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : bytes_(std::exchange(other.bytes_, std::span<const std::byte>())) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) {
    ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
  }
}

}  // namespace bachprop
