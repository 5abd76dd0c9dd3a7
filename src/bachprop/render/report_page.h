// A page of text, tables and charts in one HTML file that opens from disk, without a network.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace bachprop {

struct Heading {
  std::string text = {};
};

struct Paragraph {
  std::string text = {};
};

struct Table {
  std::string caption = {};              // may be empty
  std::vector<std::string> header = {};  // may be empty
  std::vector<std::vector<std::string>> rows = {};
  bool folded = false;  // shown only when the reader opens it; for long tables
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

struct LineSeries {
  std::string name = {};
  std::vector<double> x = {};
  std::vector<double> y = {};  // as many as x; what is not finite leaves a gap
  // 0 .. 5; -1: that of its place among the curves, of which those after the sixth are dashed.
  int colour = -1;
  bool dashed = false;
};

// Curves over one pair of axes.
struct LineChart {
  std::string title = {};
  std::string x_label = {};
  std::string y_label = {};
  std::vector<LineSeries> series = {};
};

using ReportItem = std::variant<Heading, Paragraph, Table, BarChart, LineChart>;

// Items from top to bottom. All text is plain text, from any source: it is escaped here.
struct Report {
  std::string title = {};
  std::vector<ReportItem> items = {};
};

// The HTML file, UTF-8. Charts are drawn by Chart.js, which the page carries with its licence;
// under each the reader can open its figures as a table.
[[nodiscard]] std::string render_report(const Report& report);

// Text for HTML elements and quoted attributes. What is not UTF-8 becomes U+FFFD.
[[nodiscard]] std::string escape_html(const std::string& text);

}  // namespace bachprop
