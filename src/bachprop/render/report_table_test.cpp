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
                           "< 0.01", "<0.01", "17 (9)", "0:42"}) {
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
  EXPECT_THAT(html, HasSubstr("<td>1st</td><td class=\"number\">4.52 (4.40 to 4.61)</td>"));
  EXPECT_THAT(html, HasSubstr("<td class=\"number\">\u2013</td>"));
  EXPECT_THAT(html, HasSubstr("<th>name</th><th class=\"number\">loss</th>"));
}

TEST(TableHtml, PutsTheCaptionOfAFoldedTableOnWhatOpensIt) {
  const Table table{.caption = "All <b> pieces", .rows = {{"a"}}, .folded = true};
  EXPECT_THAT(table_html(table), HasSubstr("<details><summary>All &lt;b&gt; pieces</summary>"));
  EXPECT_THAT(table_html(table), Not(HasSubstr("<caption>")));
}

}  // namespace
}  // namespace bachprop
