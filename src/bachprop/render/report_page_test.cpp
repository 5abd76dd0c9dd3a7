#include "bachprop/render/report_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <utility>

#include "bachprop/render/page_parts.h"

namespace bachprop {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string body_of(const Report& report) {
  const std::string page = render_report(report);
  return page.substr(page.find("<body>"));
}

TEST(EscapeHtml, LeavesNoMarkupAndNoBadByte) {
  EXPECT_EQ(escape_html("<b a=\"x\" b='y'> & caf\xE9"),
            "&lt;b a=&quot;x&quot; b=&#39;y&#39;&gt; &amp; caf\uFFFD");
}

TEST(RenderReport, NeedsNothingFromTheNetwork) {
  const std::string page = render_report(
      {.title = "t", .items = {BarChart{.title = "bars", .labels = {"a"}, .values = {1}}}});
  EXPECT_THAT(page, Not(HasSubstr("src=")));
  EXPECT_THAT(page, Not(HasSubstr("@import")));
  EXPECT_THAT(page, Not(HasSubstr("url(")));
}

TEST(RenderReport, CarriesChartJsWithItsLicenceOnlyWhenThereIsAChart) {
  const std::string with = render_report({.title = "t", .items = {LineChart{}}});
  EXPECT_THAT(with, HasSubstr("Permission is hereby granted"));
  EXPECT_THAT(with, HasSubstr("Chart.js v3"));
  EXPECT_LT(render_report({.title = "t", .items = {Paragraph{"no chart"}}}).size(), 10'000U);
}

TEST(RenderReport, EscapesTextFromOutsideWhereverItStands) {
  const std::string evil = "</script><script>alert(1)</script>";
  const Report report{.title = evil,
                      .items = {Heading{evil}, Paragraph{evil},
                                Table{.caption = evil, .header = {evil}, .rows = {{evil}}},
                                BarChart{.title = evil,
                                         .x_label = evil,
                                         .y_label = evil,
                                         .labels = {evil},
                                         .values = {1},
                                         .details = {evil}},
                                LineChart{.title = evil,
                                          .x_label = evil,
                                          .y_label = evil,
                                          .series = {{.name = evil, .x = {0}, .y = {1}}}},
                                Lead{{evil}}, Lead{{evil, evil}}, List{{evil}},
                                Table{.caption = evil,
                                      .header = {evil},
                                      .rows = {{evil}},
                                      .folded = true,
                                      .explanations = {evil}},
                                GroupedBarChart{.title = evil,
                                                .x_label = evil,
                                                .y_label = evil,
                                                .labels = {evil},
                                                .series = {{.name = evil, .values = {1}}}},
                                ScatterChart{.title = evil,
                                             .x_label = evil,
                                             .y_label = evil,
                                             .series = {{.name = evil, .points = {{evil, 1, 2}}}}}},
                      .contents = true};
  EXPECT_THAT(render_report(report), Not(HasSubstr("<script>alert")));
}

TEST(RenderReport, LinksToEachHeadingBeforeTheFirstWhenContentsAreAskedFor) {
  Report report{.title = "t",
                .items = {Lead{{"verdict"}}, Heading{"Notes & rests"}, Heading{"Durations", 3},
                          Heading{"notes  rests"}, Heading{"\u00C9tudes"}}};
  EXPECT_THAT(body_of(report), Not(HasSubstr("<nav")));
  report.contents = true;
  const std::string body = body_of(report);
  EXPECT_THAT(body, HasSubstr("<p class=\"lead\">verdict</p>\n<nav"));
  EXPECT_THAT(body, HasSubstr("<li class=\"level-2\"><a href=\"#section-notes-rests\">Notes &amp; "
                              "rests</a></li>\n"
                              "<li class=\"level-3\"><a href=\"#section-durations\">"));
  EXPECT_THAT(body, HasSubstr("</nav>\n<h2 id=\"section-notes-rests\">Notes &amp; rests</h2>\n"
                              "<h3 id=\"section-durations\">Durations</h3>\n"
                              "<h2 id=\"section-notes-rests-2\">notes  rests</h2>\n"
                              "<h2 id=\"section-tudes\">\u00C9tudes</h2>"));
}

TEST(RenderReport, GivesHeadingsIdsOfTheirOwnWhateverTheirText) {
  const std::string body =
      body_of({.title = "t", .items = {Heading{"a"}, Heading{"a"}, Heading{"a 2"}, Heading{}}});
  EXPECT_THAT(body, HasSubstr("<h2 id=\"section-a\">a<"));
  EXPECT_THAT(body, HasSubstr("<h2 id=\"section-a-2\">a<"));
  EXPECT_THAT(body, HasSubstr("<h2 id=\"section-a-2-2\">a 2<"));
  EXPECT_THAT(body, HasSubstr("<h2 id=\"section\"><"));
}

TEST(RenderReport, ShowsNoControlCharacters) {
  EXPECT_EQ(escape_html("a\x1b[2Jb\x07\x7f\u0085c\td\ne"), "a[2Jbc d e");
  EXPECT_EQ(escape_html("\u05E9\u05D9\u05E8 \u5C0F\u661F"), "\u05E9\u05D9\u05E8 \u5C0F\u661F");
  const std::string html =
      render_report({.title = "t", .items = {BarChart{.labels = {"a\x1b\u009Bz"}, .values = {1}}}});
  EXPECT_THAT(html, HasSubstr("\"labels\":[\"az\"]"));
}

TEST(RenderReport, SetsCommandsInSentencesAsCode) {
  const std::string sentence = "Try `bachprop generate -n 9`, then <b> `bachprop inspect`.";
  const char* html =
      "Try <code>bachprop generate -n 9</code>, then &lt;b&gt; <code>bachprop inspect</code>.";
  for (const ReportItem& item :
       std::vector<ReportItem>{Paragraph{sentence}, Lead{{sentence}}, List{{sentence}}}) {
    EXPECT_THAT(body_of({.title = "t", .items = {item}}), HasSubstr(html));
  }
}

TEST(RenderReport, LeavesBackTicksInNamesAlone) {
  EXPECT_THAT(body_of({.title = "t", .items = {Paragraph{"from a`b`.mid, `bachprop x"}}}),
              HasSubstr("<p>from a`b`.mid, `bachprop x</p>"));
}

TEST(RenderReport, ALeadOfSeveralSentencesIsAListOfMainClauses) {
  const std::string body =
      body_of({.title = "t",
               .items = {Lead{{"They copy less: 5 % (of 9).", "So (few).", "All is well."}}}});
  EXPECT_THAT(body, HasSubstr("<ul class=\"lead\">\n"
                              "<li><strong>They copy less</strong>: 5 % (of 9).</li>\n"
                              "<li><strong>So</strong> (few).</li>\n"
                              "<li>All is well.</li>\n</ul>"));
}

TEST(RenderReport, ListsSentences) {
  EXPECT_THAT(body_of({.title = "t", .items = {List{{"One.", "Two."}}}}),
              HasSubstr("<ul>\n<li>One.</li>\n<li>Two.</li>\n</ul>"));
}

TEST(RenderReport, MakesTheChosenRowsOfATableBoldAndExplainsItsColumns) {
  const std::string body = body_of({.title = "t",
                                    .items = {Table{.header = {"corpus", "loss"},
                                                    .rows = {{"a", "1"}, {"b", "2"}},
                                                    .explanations = {"", "Nats a note."},
                                                    .bold_rows = {1}}}});
  EXPECT_THAT(body, HasSubstr("<tr><td>a</td>"));
  EXPECT_THAT(body, HasSubstr("<tr class=\"bold\"><td>b</td>"));
  EXPECT_THAT(body, HasSubstr("</div>\n<p class=\"explanation\"><b>loss</b>: Nats a note.</p>"));
  EXPECT_THAT(body, Not(HasSubstr("<b>corpus</b>")));
}

// One that is kept whole leaves the rest of a sheet empty before it.
TEST(RenderReport, KeepsOnlyShortTablesOnOneSheet) {
  const auto body_of_rows = [](std::size_t rows) {
    return body_of({.title = "t", .items = {Table{.rows = {rows, {"a", "1"}}}}});
  };
  EXPECT_THAT(body_of_rows(14), HasSubstr("<div class=\"table short\">"));
  EXPECT_THAT(body_of_rows(15), HasSubstr("<div class=\"table\">"));
}

TEST(RenderReport, PutsTheFiguresOfEachChartIntoATable) {
  const std::string body =
      body_of({.title = "t",
               .items = {LineChart{.title = "loss",
                                   .x_label = "epoch",
                                   .y_label = "nats",
                                   .series = {{.name = "training", .x = {1, 2}, .y = {2.5, 2.25}},
                                              {.name = "validation", .x = {2}, .y = {2.75}}}}}});
  EXPECT_THAT(body, HasSubstr("<td class=\"number\">1</td><td class=\"number\">2.5</td>"
                              "<td class=\"number\"></td>"));
  EXPECT_THAT(body, HasSubstr("<td class=\"number\">2</td><td class=\"number\">2.25</td>"
                              "<td class=\"number\">2.75</td>"));
}

TEST(RenderReport, LeavesAGapWhereAValueIsNotFinite) {
  const std::string body = body_of(
      {.title = "t",
       .items = {LineChart{
           .series = {
               {.name = "s", .x = {1, 2}, .y = {std::numeric_limits<double>::quiet_NaN(), 3}}}}}});
  EXPECT_THAT(body, HasSubstr("\"y\":[null,3.0]"));
}

TEST(RenderReport, DrawsACurveInTheColourThatIsAskedFor) {
  const std::string body =
      body_of({.title = "t",
               .items = {LineChart{.series = {{.name = "a", .x = {1}, .y = {2}},
                                              {.name = "b", .colour = 3, .dashed = true}}}}});
  EXPECT_THAT(body, HasSubstr(R"({"name":"a","x":[1.0],"y":[2.0]})"));
  EXPECT_THAT(body, HasSubstr(R"({"name":"b","x":[],"y":[],"colour":3,"dashed":true})"));
}

TEST(RenderReport, DescribesGroupedBarsAndPutsTheirRangesIntoTheTable) {
  const std::string body =
      body_of({.title = "t",
               .items = {GroupedBarChart{
                   .x_label = "pitch",
                   .labels = {"C", "D"},
                   .series = {{.name = "human", .values = {1, std::nan("")}, .colour = 2},
                              {.name = "new", .values = {3, 4}, .low = {2.5, 3}, .high = {3.5, 5}}},
                   .lying = true}}});
  EXPECT_THAT(body, HasSubstr(R"("kind":"grouped_bar","x_label":"pitch","y_label":"",)"
                              R"("labels":["C","D"],"lying":true)"));
  EXPECT_THAT(body, HasSubstr(R"({"name":"human","values":[1.0,null],"colour":2})"));
  EXPECT_THAT(body, HasSubstr(R"({"name":"new","values":[3.0,4.0],"low":[2.5,3.0],)"
                              R"("high":[3.5,5.0]})"));
  EXPECT_THAT(body, HasSubstr("<th>pitch</th><th class=\"number\">human</th>"));
  EXPECT_THAT(
      body, HasSubstr("<td>C</td><td class=\"number\">1</td>"
                      "<td class=\"number\">3 <span class=\"interval\">(2.5 to 3.5)</span></td>"));
  EXPECT_THAT(body,
              HasSubstr("<td>D</td><td class=\"number\"></td>"
                        "<td class=\"number\">4 <span class=\"interval\">(3 to 5)</span></td>"));
}

TEST(RenderReport, DescribesABandAndPutsItIntoTheTable) {
  const std::string body = body_of(
      {.title = "t",
       .items = {LineChart{.series = {{.name = "s",
                                       .x = {1, 2},
                                       .y = {3, 4},
                                       .low = {2, 3.5},
                                       .high = {4, std::numeric_limits<double>::infinity()}}},
                           .log_x = true}}});
  EXPECT_THAT(body, HasSubstr(R"("log_x":true)"));
  EXPECT_THAT(body, HasSubstr(R"("low":[2.0,3.5],"high":[4.0,null])"));
  EXPECT_THAT(body,
              HasSubstr("<td class=\"number\">3 <span class=\"interval\">(2 to 4)</span></td>"));
  EXPECT_THAT(body, HasSubstr("<td class=\"number\">4</td>"));
}

TEST(RenderReport, DescribesNamedPointsAndPutsThemIntoTheTable) {
  const std::string body =
      body_of({.title = "t",
               .items = {ScatterChart{
                   .x_label = "own",
                   .y_label = "good",
                   .series = {{.name = "networks",
                               .points = {{"small", 1, 2, Range{0.5, 1.5}, {}}, {"large", 3, 4}},
                               .joined = true}}}}});
  EXPECT_THAT(body, HasSubstr(R"({"name":"small","x":1.0,"y":2.0,"x_range":[0.5,1.5],)"
                              R"("y_range":null})"));
  EXPECT_THAT(body, HasSubstr(R"("joined":true)"));
  EXPECT_THAT(body,
              HasSubstr("<td>networks</td><td>small</td>"
                        "<td class=\"number\">1 <span class=\"interval\">(0.5 to 1.5)</span></td>"
                        "<td class=\"number\">2</td>"));
}

TEST(RenderReport, SaysUnderTheTitleOfPointsHowToReadThemAndWhereTheirAxisEnds) {
  const std::string body = body_of({.title = "t",
                                    .items = {ScatterChart{.title = "points",
                                                           .note = "Up & away is good.",
                                                           .series = {{.points = {{"a", 99, 2}}}},
                                                           .x_limits = Range{0, 100}}}});
  EXPECT_THAT(body, HasSubstr("<span>points</span></figcaption>\n"
                              "<p class=\"reading\">Up &amp; away is good.</p>"));
  EXPECT_THAT(body, HasSubstr(R"("x_limits":[0.0,100.0])"));
}

TEST(RenderReport, WritesWhatHasARangeInFourDigits) {
  EXPECT_THAT(
      body_of({.title = "t",
               .items = {GroupedBarChart{
                   .labels = {"a"},
                   .series = {{.values = {0.00552623}, .low = {0.00356887}, .high = {0.00795651}},
                              {.values = {84623}}}}}}),
      testing::AllOf(HasSubstr("0.005526 <span class=\"interval\">(0.003569 to 0.007957)</span>"),
                     HasSubstr("<td class=\"number\">84623</td>")));
}

TEST(RenderReportDeathTest, StopsAtWhatDoesNotBelongTogether) {
  const auto render = [](ReportItem item) {
    return render_report({.title = "t", .items = {std::move(item)}});
  };
  EXPECT_DEATH(render(GroupedBarChart{.labels = {"a", "b"}, .series = {{.values = {1}}}}),
               "a value for each label");
  EXPECT_DEATH(render(GroupedBarChart{.labels = {"a"},
                                      .series = {{.values = {1}, .low = {0, 0}, .high = {2, 2}}}}),
               "two ends for each value");
  EXPECT_DEATH(render(LineChart{.series = {{.x = {1}, .y = {1}, .low = {0}}}}),
               "as many low ends as high ends");
  EXPECT_DEATH(render(LineChart{.series = {{.x = {1, 2}, .y = {1}}}}), "a y for each x");
  EXPECT_DEATH(render(LineChart{.series = {{.x = {0}, .y = {1}}}, .log_x = true}), "above 0");
  EXPECT_DEATH(render(ScatterChart{.series = {{.colour = 6}}}), "six colours");
  EXPECT_DEATH(render(Table{.header = {"a", "b"}, .explanations = {"one"}}), "each column");
  EXPECT_DEATH(render(Table{.rows = {{"a"}, {"b"}}, .row_notes = {"one"}}), "each row");
  EXPECT_DEATH(render(Heading{"h", 1}), "level 2 or 3");
}

}  // namespace
}  // namespace bachprop
