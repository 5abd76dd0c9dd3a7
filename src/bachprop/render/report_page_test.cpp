#include "bachprop/render/report_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

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
                                          .series = {{.name = evil, .x = {0}, .y = {1}}}}}};
  EXPECT_THAT(render_report(report), Not(HasSubstr("<script>alert")));
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

}  // namespace
}  // namespace bachprop
