#include "bachprop/render/report_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bachprop {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(LooksLikeNumber, AcceptsNumbersAndWhatIsWrittenAroundThem) {
  for (const char* cell : {"0", "-1", "\u22121", "+0.5", "84,623", "12%", "12 %", "1e-05", "3/4",
                           "1 1/2", "2 x 128", "17 of 20", "4.52 (4.40 to 4.61)", "4.52 \u00B1 0.1",
                           "< 0.01", "<0.01", "17 (9)", "0:42", "0.1* (0.2 to 0.3)"}) {
    EXPECT_TRUE(looks_like_number(cell)) << cell;
  }
}

TEST(LooksLikeNumber, RejectsWordsAndNamesThatBeginWithADigit) {
  for (const char* cell : {"", "-", "to", "%", "001.mid", "E4", "3 voices", "0 (same onset)", "n/a",
                           "BWV 846", "1/2 (eighth)"}) {
    EXPECT_FALSE(looks_like_number(cell)) << cell;
  }
}

TEST(TableHtml, AlignsColumnsOfNumbersToTheRightThoughSomeCellsHaveNone) {
  const std::string html = table_html(
      {.header = {"name", "loss"}, .rows = {{"1st", "4.52 (4.40 to 4.61)"}, {"b", "\u2013"}}});
  EXPECT_THAT(html, HasSubstr("<td>1st</td><td class=\"number\">4.52 <span "));
  EXPECT_THAT(html, HasSubstr("<td class=\"number\">\u2013</td>"));
  EXPECT_THAT(html, HasSubstr("<th>name</th><th class=\"number\">loss</th>"));
}

TEST(TableHtml, PutsTheCaptionOfAFoldedTableOnWhatOpensIt) {
  const Table table{.caption = "All <b> pieces", .rows = {{"a"}}, .folded = true};
  EXPECT_THAT(table_html(table), HasSubstr("<details><summary>All &lt;b&gt; pieces</summary>"));
  EXPECT_THAT(table_html(table), Not(HasSubstr("class=\"caption\"")));
}

// So that a wide table scrolls below it.
TEST(TableHtml, PutsTheCaptionBeforeWhatScrolls) {
  EXPECT_THAT(table_html({.caption = "All & more", .rows = {{"a"}}}),
              HasSubstr("<p class=\"caption\">All &amp; more</p>\n<div class=\"scroll\">"
                        "<table aria-label=\"All &amp; more\">"));
}

TEST(TableHtml, MakesAnIntervalAnElementThatCanStandBelowItsNumber) {
  const std::string html =
      table_html({.rows = {{"4.52 (4.40 to 4.61)", "17 (9)", "a (1 to 2)", "0.1* (0.2 to 0.3)"}}});
  EXPECT_THAT(html, HasSubstr("\">4.52 <span class=\"interval\">(4.40 to 4.61)</span></td>"));
  EXPECT_THAT(html, HasSubstr("<td class=\"number\">17 (9)</td><td>a (1 to 2)</td>"));
  EXPECT_THAT(html, HasSubstr("\">0.1* <span class=\"interval\">(0.2 to 0.3)</span></td>"));
}

TEST(TableHtml, MarksTablesOfManyColumns) {
  const std::string interval = "4.52 (4.40 to 4.61)";
  EXPECT_THAT(table_html({.rows = {{"a", "b", "c", "d", "e", "f"}}}), HasSubstr("<table>"));
  EXPECT_THAT(table_html({.rows = {{"a", "b", "c", "d", "e", "f", "g"}}}),
              HasSubstr("<table class=\"many\">"));
  EXPECT_THAT(table_html({.rows = {{"a", interval, interval, interval}}}), HasSubstr("<table>"));
  EXPECT_THAT(table_html({.rows = {{"a", interval, interval, interval, interval}}}),
              HasSubstr("<table class=\"many\">"));
}

TEST(TableHtml, PutsTheNoteOfARowUnderItsNameAndThatOfTheTableBelow) {
  const std::string html = table_html({.rows = {{"Notes", "1"}, {"Length", "2"}},
                                       .row_notes = {"mgeval <x>", ""},
                                       .note = "* <why>"});
  EXPECT_THAT(html, HasSubstr("<td>Notes <span class=\"row-note\">mgeval &lt;x&gt;</span></td>"));
  EXPECT_THAT(html, HasSubstr("<td>Length</td>"));
  EXPECT_THAT(html, HasSubstr("</div>\n<p class=\"explanation\">* &lt;why&gt;</p>"));
}

}  // namespace
}  // namespace bachprop
