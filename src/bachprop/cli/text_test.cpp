#include "bachprop/cli/text.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

TEST(Grouped, SeparatesThousands) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(84623), "84,623");
  EXPECT_EQ(grouped(1234567), "1,234,567");
}

TEST(Counted, PutsTheNounIntoThePlural) {
  EXPECT_EQ(counted(1, "file"), "1 file");
  EXPECT_EQ(counted(1034, "file"), "1,034 files");
  EXPECT_EQ(counted(0, "file"), "0 files");
}

TEST(Printable, TakesControlCharactersOutAndLeavesUtf8) {
  EXPECT_EQ(printable("a\x1B[31m\n\x7F"), "a?[31m??");
  EXPECT_EQ(printable("pi\u00F9 \u266B"), "pi\u00F9 \u266B");
  EXPECT_EQ(printable("\u009B31m"), "?31m");
}

}  // namespace
}  // namespace bachprop
