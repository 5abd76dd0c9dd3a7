#include "bachprop/render/report_page.h"

#include <fmt/format.h>

#include <cctype>
#include <nlohmann/json.hpp>
#include <set>

#include "bachprop/base/check.h"
#include "bachprop/render/page_parts.h"
#include "bachprop/render/report_chart.h"
#include "bachprop/render/report_table.h"

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

// "section-notes-and-rests" of "Notes and rests!".
std::string section_id(const std::string& heading) {
  std::string id = "section";
  bool gap = true;
  for (const char c : heading) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) {
      gap = true;
      continue;
    }
    id += gap ? "-" : "";
    id += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    gap = false;
  }
  return id;
}

std::size_t lying_bars_height(const GroupedBarChart& chart) {
  return 100 + chart.labels.size() * (10 + 12 * chart.series.size());
}

// For the style sheet, which gives long legends more room.
std::string room_for_names(std::size_t series) { return fmt::format("--series: {}", series); }

// Writes the body and gathers the headings and the charts' descriptions for the script.
class BodyWriter {
 public:
  void operator()(const Heading& heading) {
    check(heading.level == 2 || heading.level == 3, "a heading is of level 2 or 3");
    if (links_.empty()) {
      before_headings_ = html_.size();
    }
    const std::string id = unique(section_id(heading.text));
    const std::string text = escape_html(heading.text);
    html_ += fmt::format("<h{0} id=\"{1}\">{2}</h{0}>\n", heading.level, id, text);
    links_ += fmt::format("<li class=\"level-{}\"><a href=\"#{}\">{}</a></li>\n", heading.level, id,
                          text);
  }

  void operator()(const Paragraph& paragraph) {
    html_ += fmt::format("<p>{}</p>\n", escape_html(paragraph.text));
  }

  void operator()(const Lead& lead) {
    html_ += fmt::format("<p class=\"lead\">{}</p>\n", escape_html(lead.text));
  }

  void operator()(const List& list) {
    html_ += "<ul>\n";
    for (const std::string& sentence : list.sentences) {
      html_ += fmt::format("<li>{}</li>\n", escape_html(sentence));
    }
    html_ += "</ul>\n";
  }

  void operator()(const Table& table) {
    // A short one stays on one sheet of paper.
    constexpr std::size_t kShort = 14;
    html_ += fmt::format("<div class=\"table{}\">{}</div>\n",
                         table.rows.size() <= kShort ? " short" : "", table_html(table));
  }

  void operator()(const BarChart& chart) { figure(chart, scale_button(), room_for_names(1)); }

  void operator()(const GroupedBarChart& chart) {
    figure(chart, scale_button(),
           chart.lying ? fmt::format("height: {}px", lying_bars_height(chart))
                       : room_for_names(chart.series.size()));
  }

  void operator()(const LineChart& chart) {
    figure(chart, "", room_for_names(chart.series.size()));
  }

  void operator()(const ScatterChart& chart) {
    figure(chart, "", room_for_names(chart.series.size()), chart.note);
  }

  [[nodiscard]] const Json& charts() const { return charts_; }

  [[nodiscard]] std::string html(bool contents) const {
    if (!contents || links_.empty()) {
      return html_;
    }
    std::string html = html_;
    return html.insert(
        before_headings_,
        "<nav class=\"contents\" aria-label=\"Contents\">\n<ul>\n" + links_ + "</ul>\n</nav>\n");
  }

 private:
  [[nodiscard]] std::string scale_button() const {
    return fmt::format(
        "<button type=\"button\" aria-pressed=\"false\" data-chart=\"{}\" hidden>"
        "logarithmic</button>",
        charts_.size());
  }

  template <typename Chart>
  void figure(const Chart& chart, const std::string& button, const std::string& style,
              const std::string& note = {}) {
    Json description = chart_json(chart);
    Table figures = figures_of(chart);
    figures.caption = "Figures";
    figures.folded = true;
    html_ += fmt::format(
        "<figure id=\"chart-{0}\"><figcaption><span>{1}</span>{2}</figcaption>\n{5}"
        "<div class=\"canvas\" style=\"{3}\">"
        "<canvas role=\"img\" aria-label=\"{1}; its figures are in the table below\"></canvas>"
        "</div>\n{4}</figure>\n",
        charts_.size(), escape_html(chart.title), button, style, table_html(figures),
        note.empty() ? "" : fmt::format("<p class=\"reading\">{}</p>\n", escape_html(note)));
    charts_.push_back(std::move(description));
  }

  // "a", then "a-2".
  std::string unique(const std::string& id) {
    std::string name = id;
    for (int i = 2; !ids_.insert(name).second; ++i) {
      name = fmt::format("{}-{}", id, i);
    }
    return name;
  }

  std::string html_;
  std::string links_;
  std::size_t before_headings_ = 0;
  std::set<std::string> ids_;
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
  std::string escaped;
  for (const char c : page_text(text)) {
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
  html += body.html(report.contents);
  html += "<footer>Made by BachProp.</footer>\n</main>\n";
  html += script_elements(body.charts());
  return html + "</body>\n</html>\n";
}

}  // namespace bachprop
