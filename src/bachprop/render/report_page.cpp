#include "bachprop/render/report_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

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

constexpr std::string_view kCodeBegin = "`bachprop ";

// A sentence: commands in back-ticks become code. Other back-ticks stand in names, and stay.
std::string prose_html(std::string_view text) {
  std::string html;
  for (std::size_t begin = text.find(kCodeBegin); begin != std::string_view::npos;
       begin = text.find(kCodeBegin)) {
    const std::size_t end = text.find('`', begin + 1);
    if (end == std::string_view::npos) {
      break;
    }
    html += escape_html(std::string(text.substr(0, begin)));
    html += fmt::format("<code>{}</code>",
                        escape_html(std::string(text.substr(begin + 1, end - begin - 1))));
    text.remove_prefix(end + 1);
  }
  return html + escape_html(std::string(text));
}

// The main clause of a sentence is bold, where others follow.
std::string main_clause_first(const std::string& sentence) {
  std::size_t end = std::string::npos;
  for (const char* mark : {": ", "; ", " ("}) {
    end = std::min(end, sentence.find(mark));
  }
  return end == std::string::npos
             ? prose_html(sentence)
             : fmt::format("<strong>{}</strong>{}", prose_html(sentence.substr(0, end)),
                           prose_html(sentence.substr(end)));
}

std::string list_html(const std::vector<std::string>& sentences, std::string_view opening,
                      std::string (*html_of)(const std::string&)) {
  std::string html = std::string(opening) + "\n";
  for (const std::string& sentence : sentences) {
    html += fmt::format("<li>{}</li>\n", html_of(sentence));
  }
  return html + "</ul>\n";
}

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
    html_ += fmt::format("<p>{}</p>\n", prose_html(paragraph.text));
  }

  void operator()(const Lead& lead) {
    html_ += lead.sentences.size() == 1
                 ? fmt::format("<p class=\"lead\">{}</p>\n", prose_html(lead.sentences.front()))
                 : list_html(lead.sentences, "<ul class=\"lead\">", main_clause_first);
  }

  void operator()(const List& list) {
    html_ += list_html(list.sentences, "<ul>",
                       [](const std::string& sentence) { return prose_html(sentence); });
  }

  void operator()(const Table& table) {
    // A short one stays on one sheet of paper.
    constexpr std::size_t kShort = 14;
    html_ += fmt::format("<div class=\"table{}\">{}</div>\n",
                         table.rows.size() <= kShort ? " short" : "", table_html(table));
  }

  void operator()(const BarChart& chart) { figure(chart, scale_button()); }
  void operator()(const GroupedBarChart& chart) { figure(chart, scale_button()); }
  void operator()(const LineChart& chart) { figure(chart, ""); }
  void operator()(const ScatterChart& chart) { figure(chart, "", chart.note); }

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

  // The script puts the legend before the canvas.
  template <typename Chart>
  void figure(const Chart& chart, const std::string& button, const std::string& note = {}) {
    Json description = chart_json(chart);
    Table figures = figures_of(chart);
    figures.caption = "Figures";
    figures.folded = true;
    html_ += fmt::format(
        "<figure id=\"chart-{0}\"><figcaption><span>{1}</span>{2}</figcaption>\n{4}"
        "<div class=\"canvas\">"
        "<canvas role=\"img\" aria-label=\"{1}; its figures are in the table below\"></canvas>"
        "</div>\n{3}</figure>\n",
        charts_.size(), escape_html(chart.title), button, table_html(figures),
        note.empty() ? "" : fmt::format("<p class=\"reading\">{}</p>\n", prose_html(note)));
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
  html += fmt::format("</style>\n</head>\n<body>\n<main>\n<h1 dir=\"auto\">{}</h1>\n", title);
  html += body.html(report.contents);
  html += "<footer>Made by BachProp.</footer>\n</main>\n";
  html += script_elements(body.charts());
  return html + "</body>\n</html>\n";
}

}  // namespace bachprop
