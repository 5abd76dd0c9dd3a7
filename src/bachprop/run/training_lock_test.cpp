#include "bachprop/run/training_lock.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <optional>
#include <string>

#include "bachprop/base/file_io.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

class TrainingLocks : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  // What is wrong with taking it; empty: nothing.
  [[nodiscard]] std::string trouble() const {
    const auto lock = TrainingLock::take(model_);
    return lock ? "" : lock.error().message();
  }

  fs::path folder_ = fs::path(testing::TempDir()) / fmt::format("training-lock-{}", ::getpid());
  fs::path model_ = folder_ / "my.safetensors";
  fs::path file_ = folder_ / "my.lock";
};

TEST_F(TrainingLocks, AreHeldByOneAtATimeAndNamed) {
  auto lock = TrainingLock::take(model_);
  ASSERT_TRUE(lock.has_value()) << lock.error().message();
  const std::string refused = fmt::format(
      "another bachprop trains into {} (process {}): wait until it ends, or choose "
      "another -o",
      model_.string(), ::getpid());
  EXPECT_EQ(trouble(), refused);
  const std::optional<TrainingLock> moved = *std::move(lock);
  EXPECT_EQ(trouble(), refused);
  EXPECT_TRUE(fs::exists(file_));
}

TEST_F(TrainingLocks, LeaveNothingBehind) {
  EXPECT_EQ(trouble(), "");
  EXPECT_FALSE(fs::exists(file_));
  EXPECT_EQ(trouble(), "");
}

TEST_F(TrainingLocks, OfKilledTrainingsAreFree) {
  for (const char* left : {"bachprop train, process 1\n", ""}) {
    ASSERT_TRUE(write_file(file_, std::string_view(left)));
    EXPECT_EQ(trouble(), "");
    EXPECT_FALSE(fs::exists(file_));
  }
}

TEST_F(TrainingLocks, LeaveOtherFilesOfTheirNameAlone) {
  ASSERT_TRUE(write_file(file_, std::string_view("my notes")));
  EXPECT_NE(trouble().find("it is not the lock of a training (a file, 8 bytes)"), std::string::npos)
      << trouble();
  EXPECT_EQ(fs::file_size(file_), 8U);
  fs::remove(file_);
  fs::create_symlink("nowhere", file_);
  EXPECT_NE(trouble().find("(a link to nowhere)"), std::string::npos) << trouble();
  EXPECT_TRUE(fs::is_symlink(file_));
}

}  // namespace
}  // namespace bachprop
