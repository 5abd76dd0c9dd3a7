#include "bachprop/cli/text_table.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

TEST(TextTable, PutsTheFirstColumnToTheLeftAndTheOthersToTheRight) {
  EXPECT_EQ(text_table({.header = {"set", "n", "share"},
                        .rows = {{"out", "1,000", "3"}, {"unseen music", "7", "12.5"}}}),
            "set               n  share\n"
            "out           1,000      3\n"
            "unseen music      7   12.5\n");
}

TEST(TextTable, HasNoSpacesAtTheEndsOfLines) {
  EXPECT_EQ(text_table({.header = {"piece", ""}, .rows = {{"a", ""}, {"b", "x"}}}),
            "piece\n"
            "a\n"
            "b      x\n");
}

TEST(TextTable, PutsNotesOfRowsBehindTheirNames) {
  EXPECT_EQ(
      text_table(
          {.header = {"a", "n"}, .rows = {{"x", "1"}, {"y", "2"}}, .row_notes = {"of all", ""}}),
      "a           n\n"
      "x (of all)  1\n"
      "y           2\n");
}

TEST(TextTable, LeavesOutOfNamesWhatWouldSteerTheTerminal) {
  EXPECT_EQ(text_table({.header = {"piece"}, .rows = {{"\x1B[31mred\n.mid"}}}),
            "piece\n"
            "?[31mred?.mid\n");
}

TEST(TextTable, WithoutRowsIsItsHeader) { EXPECT_EQ(text_table({.header = {"a", "b"}}), "a  b\n"); }

}  // namespace
}  // namespace bachprop
