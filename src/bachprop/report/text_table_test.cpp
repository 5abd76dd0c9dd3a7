#include "bachprop/report/text_table.h"

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

// Two sets beside the corpus, with intervals.
const Table kIntervals = {
    .header = {"held against the corpus", "out", "unseen human music"},
    .rows = {{"own patterns of 8 notes, %", "96.1 (95.4 to 96.8)", "90.3 (88.1 to 92.0)"},
             {"notes of the longest copy of all", "12", "7"}}};

TEST(TextTable, BreaksCellsAtBlanksButNoInterval) {
  EXPECT_EQ(text_table(kIntervals, 60),
            "held against the corpus              out  unseen human music\n"
            "own patterns of 8                   96.1                90.3\n"
            "notes, %                  (95.4 to 96.8)      (88.1 to 92.0)\n"
            "notes of the longest                  12                   7\n"
            "copy of all\n");
}

TEST(TextTable, IsNeverWiderThanItsTerminal) {
  for (std::size_t width = 36; width < 100; ++width) {
    const std::string text = text_table(kIntervals, width);
    for (std::size_t begin = 0; begin < text.size(); begin = text.find('\n', begin) + 1) {
      EXPECT_LE(text.find('\n', begin) - begin, width) << text;
    }
  }
}

TEST(TextTable, IsABlockForEachRowWhereColumnsHaveNoRoom) {
  EXPECT_EQ(text_table({.header = {"piece", "source", "in the source at"},
                        .rows = {{"piece-001.mid", "Nun-danket-alle-Gott.mid", "bar 12, beat 3"}}},
                       36),
            "piece-001.mid\n"
            "  source: Nun-danket-alle-Gott.mid\n"
            "  in the source at: bar 12, beat 3\n");
}

TEST(TextTable, ShortensNamesInTheMiddle) {
  EXPECT_EQ(text_table({.header = {"file", "notes"},
                        .rows = {{"a-very-long-name-of-a-file-02.mid", "120"}}},
                       25),
            "file                notes\n"
            "a-very-l...-02.mid    120\n");
}

TEST(TextTable, WithoutRowsIsItsHeader) { EXPECT_EQ(text_table({.header = {"a", "b"}}), "a  b\n"); }

}  // namespace
}  // namespace bachprop
