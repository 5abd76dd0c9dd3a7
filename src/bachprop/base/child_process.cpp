#include "bachprop/base/child_process.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <system_error>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostOutput = std::size_t{1} << 20U;
constexpr int kMillisecondsBetweenLooks = 50;

std::string text_of_error(int error) { return std::generic_category().message(error); }

// Both ends close with it.
struct Pipe {
  std::array<int, 2> ends = {-1, -1};  // to read from, to write to

  Pipe() { check(::pipe2(ends.data(), O_CLOEXEC) == 0, "there is a pipe to be had"); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  void close_end(std::size_t end) {
    if (ends[end] >= 0) {
      ::close(std::exchange(ends[end], -1));
    }
  }
};

// The actions of posix_spawn before the program begins.
struct SpawnPlan {
  posix_spawn_file_actions_t files = {};
  posix_spawnattr_t attributes = {};

  SpawnPlan(const fs::path& folder, int output) {
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addchdir_np(&files, folder.c_str());
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, output, STDERR_FILENO);
    sigset_t usual = {};
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    sigaddset(&usual, SIGXFSZ);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    // A group of its own, which can be ended as one.
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes,
                             static_cast<short>(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF));
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }
};

// "NAME=value", ours and those that are asked for.
std::vector<std::string> environment_with(const std::map<std::string, std::string>& changes) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    if (!changes.contains(text.substr(0, text.find('=')))) {
      all.push_back(text);
    }
  }
  for (const auto& [name, value] : changes) {
    all.push_back(fmt::format("{}={}", name, value));
  }
  return all;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) {
    pointers.push_back(text.data());
  }
  pointers.push_back(nullptr);
  return pointers;
}

// A program that runs. It does not outlive this.
class Child {
 public:
  Child(pid_t process, int output) : process_(process), output_(output) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() { kill(); }

  ChildOutcome follow(const ChildOptions& options) {
    const auto end = Clock::now() + options.limit;
    ChildOutcome outcome;
    while (!over()) {
      if (options.go_on && !options.go_on()) {
        outcome.end = ChildEnd::kStopped;
        break;
      }
      if (Clock::now() >= end) {
        outcome.end = ChildEnd::kTimeOver;
        break;
      }
      read_some(kMillisecondsBetweenLooks);
    }
    kill();
    while (read_some(0)) {
    }
    outcome.output = std::move(text_);
    if (outcome.end == ChildEnd::kExited) {
      outcome.end = WIFEXITED(status_) ? ChildEnd::kExited : ChildEnd::kCrashed;
      outcome.exit_code = WIFEXITED(status_) ? WEXITSTATUS(status_) : 0;
    }
    return outcome;
  }

 private:
  bool over() {
    if (process_ > 0 && ::waitpid(process_, &status_, WNOHANG) == process_) {
      ended_ = true;
    }
    return ended_;
  }

  // Waits for output; false: there is none now.
  bool read_some(int milliseconds) {
    pollfd look = {.fd = closed_ ? -1 : output_, .events = POLLIN, .revents = 0};
    if (::poll(&look, 1, milliseconds) <= 0) {
      return false;
    }
    std::array<char, 4096> buffer = {};
    const ssize_t got = ::read(output_, buffer.data(), buffer.size());
    closed_ = got == 0;
    if (got > 0) {
      const auto room = kMostOutput - std::min(kMostOutput, text_.size());
      text_.append(buffer.data(), std::min(as_index(got), room));
    }
    return got > 0;
  }

  // Children of the program may live on after it: the group goes in any case.
  void kill() {
    if (process_ <= 0) {
      return;
    }
    ::kill(-process_, SIGKILL);
    while (!ended_ && ::waitpid(process_, &status_, 0) < 0 && errno == EINTR) {
    }
    process_ = -1;
  }

  pid_t process_;
  int output_;
  int status_ = 0;
  bool ended_ = false;
  bool closed_ = false;
  std::string text_;
};

}  // namespace

Result<ChildOutcome> run_child(const fs::path& program, const std::vector<std::string>& arguments,
                               const ChildOptions& options) {
  std::error_code ignored;
  const fs::path file = fs::absolute(program, ignored);  // it is looked for from options.folder
  std::vector<std::string> words = arguments;
  words.insert(words.begin(), file.string());
  std::vector<std::string> environment = environment_with(options.environment);
  Pipe pipe;
  const SpawnPlan plan(options.folder, pipe.ends[1]);
  pid_t process = 0;
  const int error = ::posix_spawn(&process, file.c_str(), &plan.files, &plan.attributes,
                                  pointers_to(words).data(), pointers_to(environment).data());
  if (error != 0) {
    return fail_at(program.string(), fmt::format("cannot be started: {}", text_of_error(error)));
  }
  pipe.close_end(1);
  return Child(process, pipe.ends[0]).follow(options);
}

fs::path find_program(const std::vector<std::string>& names) {
  const char* path = std::getenv("PATH");
  const std::string folders = path == nullptr ? "/usr/bin:/bin" : path;
  for (const std::string& name : names) {
    for (std::size_t begin = 0; begin <= folders.size();) {
      const std::size_t end = std::min(folders.find(':', begin), folders.size());
      const fs::path file = fs::path(folders.substr(begin, end - begin)) / name;
      std::error_code ignored;
      if (fs::is_regular_file(file, ignored) && ::access(file.c_str(), X_OK) == 0) {
        return fs::absolute(file, ignored);
      }
      begin = end + 1;
    }
  }
  return {};
}

Result<TemporaryFolder> TemporaryFolder::create() {
  std::error_code error;
  const fs::path all = fs::temp_directory_path(error);
  std::string name = ((error ? fs::path("/tmp") : all) / "bachprop-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    return fail_at(name, fmt::format("the folder cannot be made: {}", text_of_error(errno)));
  }
  return TemporaryFolder(fs::path(name));
}

TemporaryFolder::~TemporaryFolder() {
  if (!path_.empty()) {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
}

}  // namespace bachprop
