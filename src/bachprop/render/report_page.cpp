#include "bachprop/render/report_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>

#include "bachprop/base/check.h"
#include "bachprop/base/json_text.h"
#include "bachprop/render/page_parts.h"

// Files that the build places into the program, see CMakeLists.txt.
// NOLINTBEGIN(readability-identifier-naming)
extern "C" {
extern const char report_style_begin[];
extern const char report_style_end[];
extern const char report_script_begin[];
extern const char report_script_end[];
extern const char chart_js_begin[];
extern const char chart_js_end[];
extern const char chart_js_licence_begin[];
extern const char chart_js_licence_end[];
}
// NOLINTEND(readability-identifier-naming)

namespace bachprop {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json numbers(const std::vector<double>& values) {
  Json json = Json::array();
  for (const double value : values) {
    json.push_back(number(value));
  }
  return json;
}

std::string short_number(double value) {
  return std::isfinite(value) ? fmt::format("{:.6g}", value) : "";
}

bool looks_like_number(const std::string& cell) {
  const std::size_t sign = cell.starts_with('-') ? 1 : 0;
  return cell.size() > sign && std::isdigit(static_cast<unsigned char>(cell[sign])) != 0;
}

// Right-aligned are columns that hold only numbers.
std::vector<bool> numeric_columns(const Table& table) {
  std::vector<bool> numeric;
  for (const auto& row : table.rows) {
    numeric.resize(std::max(numeric.size(), row.size()), true);
    for (std::size_t i = 0; i < row.size(); ++i) {
      numeric[i] = numeric[i] && (row[i].empty() || looks_like_number(row[i]));
    }
  }
  return numeric;
}

std::string table_row(const std::vector<std::string>& cells, const char* element,
                      const std::vector<bool>& numeric) {
  std::string html = "<tr>";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool right = i < numeric.size() && numeric[i];
    html += fmt::format("<{}{}>{}</{}>", element, right ? " class=\"number\"" : "",
                        escape_html(cells[i]), element);
  }
  return html + "</tr>\n";
}

std::string table_element(const Table& table, bool with_caption) {
  const std::vector<bool> numeric = numeric_columns(table);
  std::string html = "<table>\n";
  if (with_caption && !table.caption.empty()) {
    html += fmt::format("<caption>{}</caption>\n", escape_html(table.caption));
  }
  if (!table.header.empty()) {
    html += "<thead>" + table_row(table.header, "th", numeric) + "</thead>\n";
  }
  html += "<tbody>\n";
  for (const auto& row : table.rows) {
    html += table_row(row, "td", numeric);
  }
  return html + "</tbody>\n</table>\n";
}

std::string folded(const std::string& summary, const Table& table) {
  return fmt::format("<details><summary>{}</summary>\n{}</details>\n", escape_html(summary),
                     table_element(table, /*with_caption=*/false));
}

Table figures_of(const BarChart& chart) {
  Table table{.caption = "", .header = {chart.x_label, chart.y_label, ""}, .rows = {}};
  for (std::size_t i = 0; i < chart.labels.size(); ++i) {
    table.rows.push_back({chart.labels[i], short_number(chart.values[i]),
                          chart.details.empty() ? "" : chart.details[i]});
  }
  return table;
}

Table figures_of(const LineChart& chart) {
  Table table{.caption = "", .header = {chart.x_label}, .rows = {}};
  std::map<double, std::vector<std::string>> rows;
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    const LineSeries& series = chart.series[i];
    table.header.push_back(series.name);
    for (std::size_t j = 0; j < series.x.size(); ++j) {
      auto& row = rows[series.x[j]];
      row.resize(chart.series.size());
      row[i] = short_number(series.y[j]);
    }
  }
  for (auto& [x, cells] : rows) {
    cells.insert(cells.begin(), short_number(x));
    table.rows.push_back(cells);
  }
  return table;
}

// Writes the body and gathers the charts' descriptions for the script.
class BodyWriter {
 public:
  void operator()(const Heading& heading) {
    html_ += fmt::format("<h2>{}</h2>\n", escape_html(heading.text));
  }

  void operator()(const Paragraph& paragraph) {
    html_ += fmt::format("<p>{}</p>\n", escape_html(paragraph.text));
  }

  void operator()(const Table& table) {
    html_ += fmt::format(
        "<div class=\"table\">{}</div>\n",
        table.folded ? folded(table.caption, table) : table_element(table, /*with_caption=*/true));
  }

  void operator()(const BarChart& chart) {
    check(chart.values.size() == chart.labels.size(), "a bar chart has a value for each label");
    check(chart.details.empty() || chart.details.size() == chart.labels.size(),
          "a bar chart has a detail for each label or none at all");
    figure(chart.title,
           fmt::format("<button type=\"button\" aria-pressed=\"false\" data-chart=\"{}\" hidden>"
                       "logarithmic</button>",
                       charts_.size()),
           figures_of(chart));
    charts_.push_back({{"kind", "bar"},
                       {"x_label", chart.x_label},
                       {"y_label", chart.y_label},
                       {"labels", chart.labels},
                       {"values", numbers(chart.values)},
                       {"details", chart.details}});
  }

  void operator()(const LineChart& chart) {
    Json all_series = Json::array();
    for (const LineSeries& series : chart.series) {
      check(series.x.size() == series.y.size(), "a curve has a y for each x");
      all_series.push_back(
          {{"name", series.name}, {"x", numbers(series.x)}, {"y", numbers(series.y)}});
      if (series.colour >= 0) {
        all_series.back()["colour"] = series.colour;
        all_series.back()["dashed"] = series.dashed;
      }
    }
    figure(chart.title, "", figures_of(chart));
    charts_.push_back({{"kind", "line"},
                       {"x_label", chart.x_label},
                       {"y_label", chart.y_label},
                       {"series", std::move(all_series)}});
  }

  [[nodiscard]] const std::string& html() const { return html_; }
  [[nodiscard]] const Json& charts() const { return charts_; }

 private:
  void figure(const std::string& title, const std::string& button, const Table& figures) {
    html_ += fmt::format(
        "<figure id=\"chart-{0}\"><figcaption><span>{1}</span>{2}</figcaption>\n"
        "<div class=\"canvas\"><canvas role=\"img\" aria-label=\"{1}; its figures are in the table "
        "below\"></canvas></div>\n{3}</figure>\n",
        charts_.size(), escape_html(title), button, folded("Figures", figures));
  }

  std::string html_;
  Json charts_ = Json::array();
};

std::string script_elements(const Json& charts) {
  if (charts.empty()) {
    return "";
  }
  std::string html = "<script type=\"application/json\" id=\"charts\">";
  html += script_json(charts);
  html += "</script>\n<script>\n/*\n";
  html += embedded(chart_js_licence_begin, chart_js_licence_end);
  html += "*/\n";
  html += embedded(chart_js_begin, chart_js_end);
  html += "</script>\n<script>\n";
  html += embedded(report_script_begin, report_script_end);
  return html + "</script>\n";
}

}  // namespace

std::string escape_html(const std::string& text) {
  const std::string utf8 = valid_utf8(text);
  std::string escaped;
  for (const char c : utf8) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      case '\0':
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string render_report(const Report& report) {
  BodyWriter body;
  for (const ReportItem& item : report.items) {
    std::visit(body, item);
  }
  const std::string title = escape_html(report.title);
  std::string html = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  html += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  html += "<link rel=\"icon\" href=\"data:,\">\n";
  html += fmt::format("<title>{}</title>\n<style>\n", title);
  html += embedded(report_style_begin, report_style_end);
  html += fmt::format("</style>\n</head>\n<body>\n<main>\n<h1>{}</h1>\n", title);
  html += body.html();
  html += "<footer>Made by BachProp.</footer>\n</main>\n";
  html += script_elements(body.charts());
  return html + "</body>\n</html>\n";
}

}  // namespace bachprop
