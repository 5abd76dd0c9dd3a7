#include "bachprop/base/count_text.h"

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

}  // namespace
}  // namespace bachprop
