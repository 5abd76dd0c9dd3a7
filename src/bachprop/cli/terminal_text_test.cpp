#include "bachprop/report/terminal_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bachprop/cli/terminal.h"

namespace bachprop {
namespace {

using testing::ElementsAre;

TEST(DisplayWidth, CountsColumnsAndNotBytes) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("Dvořák"), 6U);
  EXPECT_EQ(display_width("夜曲.mid"), 8U) << "a wide character takes two columns";
  EXPECT_EQ(display_width("e\u0301"), 1U) << "a combining accent takes none";
  EXPECT_EQ(display_width("\xFF\xFE"), 2U) << "what is not UTF-8 counts by the byte";
}

TEST(Padded, FillsUpToColumns) {
  EXPECT_EQ(padded_right("夜", 4), "夜  ");
  EXPECT_EQ(padded_left("夜", 4), "  夜");
  EXPECT_EQ(padded_left("abc", 2), "abc");
}

TEST(Shortened, LeavesOutTheMiddle) {
  EXPECT_EQ(shortened("a-very-long-name-02.mid", 12), "a-ver....mid");
  EXPECT_EQ(shortened("short.mid", 9), "short.mid");
  EXPECT_EQ(shortened("夜曲夜曲夜曲夜曲", 9), "夜...曲") << "no half of a wide character";
  EXPECT_EQ(shortened("abcdef", 2), "..");
}

TEST(BrokenAtBlanks, KeepsWordsWhole) {
  EXPECT_THAT(broken_at_blanks("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(broken_at_blanks("a incomprehensible b", 5),
              ElementsAre("a", "incomprehensible", "b"));
  EXPECT_THAT(broken_at_blanks("", 5), ElementsAre(""));
}

TEST(Wrapped, BreaksLinesAtBlanks) {
  EXPECT_EQ(wrapped("it guesses 78.2 % of the pitches", 16), "it guesses 78.2\n% of the pitches");
  EXPECT_EQ(wrapped("short\nlines\n", 16), "short\nlines\n");
}

TEST(Wrapped, IndentsTheRestOfAnIndentedLine) {
  EXPECT_EQ(wrapped("  a.mid: skipped as it has no notes", 20),
            "  a.mid: skipped as\n    it has no notes");
  EXPECT_EQ(wrapped("- one two three four", 12), "- one two\n  three four");
}

TEST(Wrapped, KeepsTheSecondColumn) {
  EXPECT_EQ(wrapped("  --seed   other seeds give other pieces", 30),
            "  --seed   other seeds give\n           other pieces");
  EXPECT_EQ(wrapped("  bachprop generate -n 20 -o songs   twenty pieces", 36),
            "  bachprop generate -n 20 -o songs\n      twenty pieces");
}

TEST(WrappedCommand, GoesOnAfterABackslash) {
  EXPECT_EQ(wrapped_command("bachprop train a -o b", 2, 40), "  bachprop train a -o b");
  EXPECT_EQ(wrapped_command("bachprop train folk15 -o folk.safetensors", 2, 30),
            "  bachprop train folk15 -o \\\n    folk.safetensors");
}

TEST(ShellWord, IsQuotedWhereTheShellWouldTakeItApart) {
  EXPECT_EQ(shell_word("folk-15/a_b.mid"), "folk-15/a_b.mid");
  EXPECT_EQ(shell_word("my folder"), "'my folder'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word("$HOME;rm"), "'$HOME;rm'");
  EXPECT_EQ(shell_word(""), "''");
}

}  // namespace
}  // namespace bachprop
