#include "bachprop/report/text.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

TEST(Printable, TakesControlCharactersOutAndLeavesUtf8) {
  EXPECT_EQ(printable("a\x1B[31m\n\x7F"), "a?[31m??");
  EXPECT_EQ(printable("pi\u00F9 \u266B"), "pi\u00F9 \u266B");
  EXPECT_EQ(printable("\u009B31m"), "?31m");
}

TEST(PrintableLines, IndentsAllButTheFirst) {
  EXPECT_EQ(printable_lines("a\nb\x1B\n"), "a\n  b?\n  ");
  EXPECT_EQ(printable_lines("a"), "a");
}

}  // namespace
}  // namespace bachprop
