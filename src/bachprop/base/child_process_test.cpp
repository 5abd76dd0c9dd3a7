#include "bachprop/base/child_process.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <csignal>
#include <string>

#include "bachprop/base/file_io.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

Result<ChildOutcome> shell(const std::string& script, const ChildOptions& options = {}) {
  return run_child("/bin/sh", {"-c", script}, options);
}

TEST(ChildProcess, GivesBothStreamsAndTheExitCode) {
  const auto outcome = shell("echo out; echo err >&2; exit 7");
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_EQ(outcome->end, ChildEnd::kExited);
  EXPECT_EQ(outcome->exit_code, 7);
  EXPECT_EQ(outcome->output, "out\nerr\n");
}

TEST(ChildProcess, ArgumentsAreNoShellsBusiness) {
  const std::string hard = "a \"b\" 'c' $HOME; `d`\n*";
  const auto outcome = run_child("/bin/sh", {"-c", "printf %s \"$1\"", "sh", hard});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->output, hard);
}

TEST(ChildProcess, WorksInItsFolderWithItsEnvironmentAndReadsNothing) {
  const auto outcome =
      shell("pwd; echo $ABC; cat", {.folder = "/", .environment = {{"ABC", "d e"}}});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->output, "/\nd e\n");
}

TEST(ChildProcess, ACrashIsNoExit) {
  const auto outcome = shell("kill -SEGV $$");
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->end, ChildEnd::kCrashed);
}

TEST(ChildProcess, IsEndedByTheSignalsThatThisProgramIgnores) {
  for (const int signal : {SIGPIPE, SIGXFSZ}) {
    auto* const before = std::signal(signal, SIG_IGN);
    const auto outcome = shell(fmt::format("kill -{} $$", signal));
    std::signal(signal, before);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->end, ChildEnd::kCrashed) << signal;
  }
}

TEST(ChildProcess, IsEndedWithWhatItStartedWhenItsTimeIsOver) {
  const auto outcome =
      shell("echo begun; sleep 600 & sleep 600", {.limit = std::chrono::milliseconds(200)});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->end, ChildEnd::kTimeOver);
  EXPECT_EQ(outcome->output, "begun\n");
}

TEST(ChildProcess, IsEndedWhenItsCallerWantsNoMore) {
  int asked = 0;
  const auto outcome = shell("sleep 600", {.go_on = [&] { return ++asked < 3; }});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->end, ChildEnd::kStopped);
  EXPECT_EQ(asked, 3);
}

TEST(ChildProcess, DoesNotWaitForWhatItLeftInTheBackground) {
  const auto outcome = shell("sleep 600 & echo done");
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->end, ChildEnd::kExited);
  EXPECT_EQ(outcome->output, "done\n");
}

TEST(ChildProcess, KeepsTheFirstMebibyteOfEndlessTalk) {
  const auto outcome = shell("head -c 3000000 /dev/zero");
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->output.size(), std::size_t{1} << 20U);
}

TEST(ChildProcess, AProgramThatIsNotThereIsAnError) {
  const auto outcome = run_child("/nowhere/program", {});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().message(),
            "/nowhere/program: cannot be started: No such file or directory");
}

TEST(ChildProcess, FindsTheFirstNameThatIsAProgram) {
  EXPECT_TRUE(find_program({"no-such-program-1", "sh"}).is_absolute());
  EXPECT_EQ(find_program({"no-such-program-1", "sh"}).filename(), "sh");
  EXPECT_EQ(find_program({"no-such-program-1"}), fs::path());
}

TEST(TemporaryFolder, IsGoneWithItsContents) {
  fs::path path;
  {
    const auto folder = TemporaryFolder::create();
    ASSERT_TRUE(folder) << folder.error().message();
    path = folder->path();
    ASSERT_TRUE(write_file(path / "file", "text"));
    EXPECT_TRUE(fs::exists(path / "file"));
  }
  EXPECT_FALSE(fs::exists(path));
}

}  // namespace
}  // namespace bachprop
