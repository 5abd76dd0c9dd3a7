// Writes a report with every kind of item, and long ones among them, into the folder that is named.
#include <fmt/core.h>

#include <cmath>
#include <filesystem>
#include <limits>

#include "bachprop/base/file_io.h"
#include "bachprop/base/try.h"
#include "bachprop/render/report_page.h"

namespace bachprop {
namespace {

// Bars that fall off, each series a little slower; with whiskers if that is asked for.
std::vector<BarSeries> falling_bars(int labels, bool whiskers) {
  std::vector<BarSeries> all;
  for (const char* name : {"training corpus", "unseen human", "generated"}) {
    BarSeries series{.name = name};
    for (int i = 0; i < labels; ++i) {
      const double pace = 0.06 - 0.015 * static_cast<double>(all.size());
      const double value = 20 * std::exp(-pace * i);
      series.values.push_back(value);
      if (whiskers) {
        series.low.push_back(0.9 * value);
        series.high.push_back(1.15 * value);
      }
    }
    all.push_back(std::move(series));
  }
  return all;
}

GroupedBarChart scale_bars() {
  GroupedBarChart chart{.title = "Shares of sixty pitches",
                        .x_label = "pitch",
                        .y_label = "% of the notes",
                        .series = falling_bars(60, false)};
  for (int i = 0; i < 60; ++i) {
    chart.labels.push_back(fmt::format("pitch {}", i + 30));
  }
  return chart;
}

GroupedBarChart named_bars() {
  return {.title = "Distances of named measures",
          .x_label = "measure",
          .y_label = "Jensen-Shannon divergence from the training corpus, bits",
          .labels = {"durations", "intervals between neighbouring notes",
                     "Melodic intervals of the highest voice, from note to note",
                     "Harmonic intervals above the lowest voice, at each onset"},
          .series = falling_bars(4, true),
          .lying = true};
}

LineSeries curve(const char* name, double height, bool band) {
  LineSeries series{.name = name};
  for (int i = 1; i <= 32; ++i) {
    const double y = height + std::log(static_cast<double>(i));
    series.x.push_back(i);
    series.y.push_back(i == 20 ? std::numeric_limits<double>::quiet_NaN() : y);
    if (band) {
      series.low.push_back(y - 0.7);
      series.high.push_back(y + 0.5);
    }
  }
  return series;
}

LineChart curves(bool log_x) {
  return {.title = log_x ? "Against the logarithm" : "Curves with bands",
          .x_label = "notes",
          .y_label = "nats a note",
          .series = {curve("generated", 1, true), curve("unseen human", 3, true),
                     curve("a curve without a band, whose name is longer than a telephone is wide",
                           2, false)},
          .log_x = log_x};
}

ScatterChart quality_and_originality() {
  return {.title = "Quality against originality",
          .note = "Higher: more like people. Further right: less copied.",
          .x_label = "share of own patterns",
          .y_label = "judged as human",
          .series = {{.name = "networks",
                      .points = {{"small", 0.2, 0.3, Range{0.15, 0.25}, Range{0.2, 0.45}},
                                 {"medium", 0.4, 0.5, Range{0.37, 0.46}, Range{0.4, 0.58}},
                                 {"large <b>", 0.42, 0.52, {}, Range{0.45, 0.6}}},
                      .joined = true},
                     {.name = "people", .points = {{"unseen human", 0.99, 0.9, {}, {}}}}},
          .x_limits = Range{0, 1}};
}

Table wide_table() {
  Table table{.caption = "A table with many columns",
              .header = {"measure"},
              .rows = {},
              .explanations = {"What is measured."},
              .bold_rows = {1},
              .row_notes = {"MusPy", "of all pieces", ""},
              .note = "* The interval does not hold its figure."};
  for (int column = 1; column <= 8; ++column) {
    table.header.push_back(fmt::format("corpus {}", column));
    table.explanations.emplace_back(column == 1 ? "The mean, and its interval of 95 %." : "");
  }
  for (const char* name : {"entropy", "longest copy", "own patterns"}) {
    auto& row = table.rows.emplace_back(1, name);
    row.resize(table.header.size(), "4.52 (4.40 to 4.61)");
  }
  return table;
}

Table long_table(bool folded) {
  Table table{.caption = folded ? "A long folded table" : "A long table",
              .header = {"piece", "notes", "remark"},
              .rows = {},
              .folded = folded};
  for (int i = 1; i <= 60; ++i) {
    table.rows.push_back({fmt::format("piece {}", i), fmt::format("{}", 37 * i),
                          "a remark that can be longer than a line of a telephone"});
  }
  return table;
}

Report sample_report() {
  const char* sentence =
      "The sentences of this page stand for those of a report, and say nothing else.";
  Report report{.title = "A page with every kind of item", .items = {}, .contents = true};
  report.items = {
      Lead{{"What is new is close to what is known: in 5 of 8 figures.",
            "It copies little (`bachprop generate --max-copy 8` copies less).",
            "It falls short in form."}},
      Paragraph{sentence},
      Heading{"Distributions"},
      List{{sentence, sentence, "Short."}},
      scale_bars(),
      named_bars(),
      BarChart{.title = "One series",
               .x_label = "quarters",
               .y_label = "% of the notes",
               .labels = {"1/2", "1", "2"},
               .values = {20, 70, 10},
               .details = {"eighth", "quarter", "half"}},
      Heading{"Curves"},
      Heading{"On a linear axis", 3},
      curves(false),
      Heading{"On a logarithmic axis", 3},
      curves(true),
      Heading{"Points"},
      quality_and_originality(),
      Heading{"Tables"},
      wide_table(),
      long_table(false),
      long_table(true),
      Heading{"Folded away"},
      long_table(true),
  };
  return report;
}

Result<void> write_sample(const std::filesystem::path& folder) {
  TRY(make_directories(folder));
  return write_file(folder / "index.html", render_report(sample_report()));
}

}  // namespace
}  // namespace bachprop

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: sample_report_page FOLDER\n");
    return 2;
  }
  const auto written = bachprop::write_sample(argv[1]);
  if (!written) {
    fmt::print(stderr, "{}\n", written.error().message());
  }
  return written ? 0 : 1;
}
