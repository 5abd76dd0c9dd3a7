// What a report shows, from top to bottom: text, tables and charts.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace bachprop {

struct Heading {
  std::string text = {};
  int level = 2;  // 2, or 3 below it
};

struct Paragraph {
  std::string text = {};
};

// The page's conclusion, in a few sentences: large, in a box; to be put first. More than one are a
// list, of which each begins with its main clause. The words before a colon, a semicolon or a
// bracket are bold.
struct Lead {
  std::vector<std::string> sentences = {};
};

// Sentences, each with a bullet.
struct List {
  std::vector<std::string> sentences = {};
};

struct Table {
  std::string caption = {};              // may be empty
  std::vector<std::string> header = {};  // may be empty
  std::vector<std::vector<std::string>> rows = {};
  bool folded = false;  // shown only when the reader opens it; for long tables
  // The meaning of each column: empty, or as many as `header`, each may be empty. Listed under the
  // table.
  std::vector<std::string> explanations = {};
  std::vector<std::size_t> bold_rows = {};  // places in `rows`
  // A second, smaller line under the first cell of each row: empty, or as many as `rows`, each may
  // be empty.
  std::vector<std::string> row_notes = {};
  std::string note = {};  // under the table; may be empty
};

// One bar a label.
struct BarChart {
  std::string title = {};
  std::string x_label = {};
  std::string y_label = {};
  std::vector<std::string> labels = {};
  std::vector<double> values = {};        // as many as labels
  std::vector<std::string> details = {};  // empty, or a line more on each bar
};

struct BarSeries {
  std::string name = {};
  std::vector<double> values = {};  // as many as the chart's labels; what is not finite has no bar
  // Ends of a whisker on each bar: both empty, or both as many as values.
  std::vector<double> low = {};
  std::vector<double> high = {};
  int colour = -1;  // 0 .. 5; -1: that of its place among the series
};

// Bars of several series side by side at each label.
struct GroupedBarChart {
  std::string title = {};
  std::string x_label = {};  // of the labels
  std::string y_label = {};  // of the values
  std::vector<std::string> labels = {};
  std::vector<BarSeries> series = {};
  // Labels one below the other, each shown, and whole, in several lines where it is long: for
  // names. Otherwise labels are left out where there is no room: for scales.
  bool lying = false;
};

struct LineSeries {
  std::string name = {};
  std::vector<double> x = {};
  std::vector<double> y = {};  // as many as x; what is not finite leaves a gap
  // 0 .. 5; -1: that of its place among the curves, of which those after the sixth are dashed.
  int colour = -1;
  bool dashed = false;
  // A band about the curve, quartiles for instance: both empty, or both as many as y.
  std::vector<double> low = {};
  std::vector<double> high = {};
};

// Curves over one pair of axes.
struct LineChart {
  std::string title = {};
  std::string x_label = {};
  std::string y_label = {};
  std::vector<LineSeries> series = {};
  bool log_x = false;  // every x is above 0
};

struct Range {
  double low = 0;
  double high = 0;
};

struct ScatterPoint {
  std::string name = {};  // beside the point where there is room, else shown when pointed at
  double x = 0;
  double y = 0;
  // Whiskers.
  std::optional<Range> x_range = {};
  std::optional<Range> y_range = {};
};

struct ScatterSeries {
  std::string name = {};
  std::vector<ScatterPoint> points = {};
  int colour = -1;      // 0 .. 5; -1: that of its place among the series
  bool joined = false;  // by a line, in their order
};

// Named points over one pair of axes.
struct ScatterChart {
  std::string title = {};
  std::string note = {};  // how to read it, under the title; may be empty
  std::string x_label = {};
  std::string y_label = {};
  std::vector<ScatterSeries> series = {};
  std::optional<Range> x_limits = {};  // values that cannot be exceeded: the axis ends there
};

using ReportItem = std::variant<Heading, Paragraph, Lead, List, Table, BarChart, GroupedBarChart,
                                LineChart, ScatterChart>;

// Items from top to bottom. All text is plain text, from any source: it is escaped here. In
// sentences a command in back-ticks, `bachprop train`, is set as code.
struct Report {
  std::string title = {};
  std::vector<ReportItem> items = {};
  bool contents = false;  // links to the headings, before the first of them
};

}  // namespace bachprop
