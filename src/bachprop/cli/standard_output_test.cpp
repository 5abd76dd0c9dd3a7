#include "bachprop/cli/standard_output.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <memory>

namespace bachprop {
namespace {

struct Closer {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Closer>;

TEST(Flush, SaysThatADiskIsFull) {
  if (!std::filesystem::exists("/dev/full")) {
    GTEST_SKIP() << "SKIPPED: there is no /dev/full";
  }
  const File full(std::fopen("/dev/full", "w"));
  EXPECT_FALSE(flush(full.get()));
  std::fputs("a word", full.get());
  EXPECT_EQ(flush(full.get()), std::errc::no_space_on_device);
}

TEST(Flush, RemembersAWriteThatFailedBefore) {
  const File read_only(std::fopen("/dev/null", "r"));
  EXPECT_FALSE(flush(read_only.get()));
  EXPECT_EQ(std::fputs("a word", read_only.get()), EOF);
  EXPECT_TRUE(flush(read_only.get()));
}

TEST(Flush, FindsNothingWrongWhereAllIsWritten) {
  const File null(std::fopen("/dev/null", "w"));
  std::fputs("a word", null.get());
  EXPECT_FALSE(flush(null.get()));
}

}  // namespace
}  // namespace bachprop
