// The program on a terminal of a given width: a pseudo-terminal (forkpty), whose other end is read
// here as a terminal would.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/base/child_process.h"
#include "bachprop/report/terminal_text.h"

namespace bachprop {
namespace {

using testing::HasSubstr;
using testing::Not;

namespace fs = std::filesystem;

// A shell command on a terminal.
class Terminal {
 public:
  Terminal(const std::string& command, unsigned short columns, const fs::path& folder) {
    winsize size{.ws_row = 24, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
    child_ = ::forkpty(&end_, nullptr, nullptr, &size);
    if (child_ == 0) {
      fs::current_path(folder);
      ::setenv("TERM", "xterm-256color", 1);
      ::unsetenv("XTERM_VERSION");
      // No sheet music and no sound: they take time, and are not what is looked at.
      ::setenv("BACHPROP_ENGRAVER", "/nonexistent", 1);
      ::setenv("BACHPROP_SOUNDFONT", "/nonexistent", 1);
      ::execl("/bin/sh", "sh", "-c", ("exec " + command).c_str(), nullptr);
      std::_Exit(127);
    }
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal() { ::close(end_); }

  // Reads on until `enough`, or until the program ends; false: it ended.
  bool read_until(const std::function<bool(const std::string&)>& enough) {
    while (!enough(output_)) {
      std::array<char, 4096> bytes{};
      const ssize_t read = ::read(end_, bytes.data(), bytes.size());
      if (read <= 0) {
        return false;
      }
      output_.append(bytes.data(), static_cast<std::size_t>(read));
    }
    return true;
  }

  void resize(unsigned short columns) const {
    winsize size{.ws_row = 24, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
    ::ioctl(end_, TIOCSWINSZ, &size);
  }
  void press_ctrl_c() const {
    const char key = '\003';
    [[maybe_unused]] const ssize_t written = ::write(end_, &key, 1);
  }
  // The exit code, once the program has ended.
  int finish() {
    read_until([](const std::string&) { return false; });
    int status = 0;
    ::waitpid(child_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  [[nodiscard]] const std::string& output() const { return output_; }

 private:
  int end_ = -1;
  pid_t child_ = -1;
  std::string output_;
};

// What was drawn from each beginning of a line to the next, and without control sequences.
std::vector<std::string> drawn_lines(const std::string& output) {
  std::vector<std::string> lines = {""};
  for (std::size_t i = 0; i < output.size(); ++i) {
    if (output[i] == '\033') {
      i = output.find_first_of("AKJ", i);
    } else if (output[i] == '\r' || output[i] == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += output[i];
    }
  }
  return lines;
}

// A word, a path for instance, stays whole so that it can be copied.
bool is_one_word(std::string line) {
  if (line.ends_with(" \\")) {
    line.resize(line.size() - 2);
  }
  const std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
  return line.find(' ', begin) == std::string::npos;
}

// How often `words` stand in `text` from `begin` on.
int count_of(const std::string& words, const std::string& text, std::size_t begin) {
  int count = 0;
  for (std::size_t at = text.find(words, begin); at != std::string::npos;
       at = text.find(words, at + words.size())) {
    ++count;
  }
  return count;
}

void expect_to_fit(const std::string& output, std::size_t columns, const std::string& command) {
  for (const std::string& line : drawn_lines(output)) {
    EXPECT_TRUE(display_width(line) <= columns || is_one_word(line))
        << command << " at " << columns << ": " << line;
  }
}

// The command below the sentence that ends in `sentence`, its lines joined as the shell would.
std::string command_below(const std::string& output, const std::string& sentence) {
  std::string command;
  std::size_t begin = output.find(sentence);
  if (begin == std::string::npos) {
    return command;
  }
  begin = output.find('\n', begin) + 1;
  while (true) {
    const std::size_t end = output.find("\r\n", begin);
    command += output.substr(begin, end - begin);
    if (!command.ends_with('\\')) {
      return command;
    }
    command.pop_back();
    begin = end + 2;
  }
}

class TerminalTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    shared_folder = new TemporaryFolder(std::move(TemporaryFolder::create().value()));
    const auto [code, output] =
        run("generate -n 12 --seed 5 --max-notes 150 --format midi -o pieces", 80);
    ASSERT_EQ(code, 0) << output;
    ASSERT_EQ(run("generate -n 4 --seed 6 --max-notes 150 --format midi -o unseen", 80).first, 0);
    fs::copy_file(shared_folder->path() / "pieces" / "piece-001.mid",
                  shared_folder->path() / "夜曲夜曲夜曲夜曲夜曲夜曲夜曲夜曲夜曲夜曲.mid");
  }
  static void TearDownTestSuite() { delete shared_folder; }

  static std::pair<int, std::string> run(const std::string& words, unsigned short columns) {
    return run_command(BACHPROP_PROGRAM " " + words, columns);
  }
  static std::pair<int, std::string> run_command(const std::string& command,
                                                 unsigned short columns) {
    Terminal terminal(command, columns, shared_folder->path());
    const int code = terminal.finish();
    return {code, terminal.output()};
  }
  static const fs::path& folder() { return shared_folder->path(); }

  static constexpr const char* kSmall =
      " --hidden 16 --layers 1 --readout-hidden 16 --batch 4 --seed 3";
  // Goes on until it is stopped.
  static constexpr const char* kEndless = " --hidden 96 --epochs 100000 --patience 90000 --seed 3";

 private:
  static TemporaryFolder* shared_folder;
};

TemporaryFolder* TerminalTest::shared_folder = nullptr;

TEST_F(TerminalTest, EveryCommandFitsItsWidth) {
  // With the exit code of each.
  const std::vector<std::pair<std::string, int>> commands = {
      {"--help", 0},
      {"--version", 0},
      {"prepare pieces --force -o corpus.safetensors", 0},
      {"inspect pieces", 0},
      {"inspect *.mid --verbose", 0},
      {"train pieces --restart --epochs 2 -o model.safetensors" + std::string(kSmall), 0},
      {"generate --force -n 3 --max-notes 60 -o few", 0},
      {"generate --force -n 3 --max-notes 60 -o few --verbose", 0},
      {"evaluate few --corpus pieces --held-out unseen", 0},
      {"evaluate few --corpus pieces --held-out pieces/piece-00*.mid", 1},
      {"likelihood pieces *.mid", 0},
      {"compare pieces --cells gru,rnn --presets paper --epochs 1 --novelty 0 --hidden 8", 0},
      {"render pieces --force -o sheets --format musicxml", 0},
      {"listening-test --force --human pieces --machine few -n 4 --seconds 1 -o listen", 0},
      {"generate --frmat midi", 2},
      {"generate --style choral", 2},
      {"train a-folder-that-is-not-there-and-has-a-long-name -o new.safetensors", 1},
      {"train pieces --split /dev/null --validation 2", 2},
  };
  for (const auto columns : std::to_array<unsigned short>({40, 60, 80, 120})) {
    for (const auto& [words, expected] : commands) {
      const auto [code, output] = run(words, columns);
      EXPECT_EQ(code, expected) << words << "\n" << output;
      EXPECT_FALSE(output.empty()) << words;
      expect_to_fit(output, columns, words);
    }
  }
}

TEST_F(TerminalTest, ProgressIsOneLineWhenTheWindowIsMadeNarrower) {
  Terminal terminal(BACHPROP_PROGRAM " train pieces -o long.safetensors" + std::string(kEndless),
                    80, folder());
  // What stood there is taken back, on both of the lines that it takes up in a narrower window.
  const std::string taken_back = "\r\033[1A\033[J";
  std::size_t after = std::string::npos;
  // Where an epoch ended just before the window became narrower, no bar stood there: once more.
  while (after == std::string::npos) {
    terminal.resize(80);
    std::size_t seen = terminal.output().size();
    ASSERT_TRUE(terminal.read_until([&](const std::string& output) {
      return output.find("of 90,000 epochs without better", seen) != std::string::npos;
    })) << terminal.output();
    expect_to_fit(terminal.output(), 80, "train");
    EXPECT_THAT(terminal.output(), HasSubstr("training ["));

    seen = terminal.output().size();
    terminal.resize(40);
    ASSERT_TRUE(terminal.read_until([&](const std::string& output) {
      // A wide bar that was under way may come first.
      return output.find(taken_back, seen) != std::string::npos ||
             count_of(" %  at most", output, seen) > 5;
    })) << terminal.output();
    after = terminal.output().find(taken_back, seen);
  }
  ASSERT_TRUE(terminal.read_until([&](const std::string& output) {
    return output.find(" %  at most", after) != std::string::npos;
  })) << terminal.output();
  terminal.press_ctrl_c();
  EXPECT_EQ(terminal.finish(), 130);
  expect_to_fit(terminal.output().substr(after), 40, "train");
  EXPECT_THAT(terminal.output().substr(after + taken_back.size()), Not(HasSubstr(taken_back)));
}

TEST_F(TerminalTest, NoProgressIsDrawnWhereItWouldBeFolded) {
  Terminal terminal(BACHPROP_PROGRAM " train pieces -o thin.safetensors" + std::string(kEndless),
                    12, folder());
  // Far longer than it takes until a bar is drawn.
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(2);
  ASSERT_TRUE(terminal.read_until([&](const std::string& output) {
    return std::chrono::steady_clock::now() > end && output.find("epoch") != std::string::npos;
  })) << terminal.output();
  EXPECT_THAT(terminal.output(), Not(HasSubstr("\033[")));
  EXPECT_THAT(terminal.output(), Not(HasSubstr("at most")));

  terminal.resize(80);
  ASSERT_TRUE(terminal.read_until([&](const std::string& output) {
    return output.find("at most") != std::string::npos;
  })) << terminal.output();
  terminal.press_ctrl_c();
  EXPECT_EQ(terminal.finish(), 130);
}

// What the program says of a training that was stopped is true, and its commands do it.
TEST_F(TerminalTest, AdviceAfterCtrlCCanBeFollowed) {
  const auto trains = [](const std::string& output) {
    return output.find("can be heard meanwhile") != std::string::npos &&
           output.find("epoch    2/") != std::string::npos;
  };
  Terminal terminal(
      BACHPROP_PROGRAM " train pieces -o 'my model.safetensors' --restart" + std::string(kEndless),
      120, folder());
  ASSERT_TRUE(terminal.read_until(trains)) << terminal.output();
  const std::string listen = command_below(terminal.output(), "another terminal:");
  // While it learns.
  const auto [code, output] = run_command(listen, 80);
  EXPECT_EQ(code, 0) << listen << "\n" << output;
  EXPECT_TRUE(fs::exists(folder() / "my model-pieces" / "index.html")) << listen;
  terminal.press_ctrl_c();
  EXPECT_EQ(terminal.finish(), 130);
  EXPECT_THAT(terminal.output(), Not(HasSubstr("More epochs")));
  EXPECT_THAT(terminal.output(), Not(HasSubstr("Learn on")));

  const std::string go_on = command_below(terminal.output(), "--restart:");
  EXPECT_THAT(go_on, HasSubstr("--resume"));
  EXPECT_THAT(go_on, Not(HasSubstr("--restart")));
  Terminal resumed(go_on, 120, folder());
  ASSERT_TRUE(resumed.read_until([](const std::string& text) {
    return text.find("epoch ") != std::string::npos;
  })) << go_on
      << "\n"
      << resumed.output();
  EXPECT_THAT(resumed.output(), Not(HasSubstr("epoch    1/")));
  resumed.press_ctrl_c();
  EXPECT_EQ(resumed.finish(), 130);
}

TEST_F(TerminalTest, AdviceAtTheEndCanBeFollowed) {
  const auto [code, output] =
      run("train pieces -o end.safetensors --epochs 4" + std::string(kSmall), 60);
  ASSERT_EQ(code, 0) << output;
  const std::string compose = command_below(output, "Compose with it:");
  const std::string learn_on = command_below(output, "Learn on, twice as long in all:");
  for (const std::string& command : {compose, learn_on}) {
    const auto [followed, said] = run_command(command, 80);
    EXPECT_EQ(followed, 0) << command << "\n" << said << "\n" << output;
  }
  EXPECT_TRUE(fs::exists(folder() / "end-pieces" / "index.html")) << compose;
  EXPECT_THAT(run_command(learn_on, 120).second, HasSubstr("8 epochs")) << learn_on;
}

}  // namespace
}  // namespace bachprop
