#include "bachprop/render/report_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "bachprop/base/check.h"

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

std::string short_number(double value, int digits = 6) {
  return std::isfinite(value) ? fmt::format("{:.{}g}", value, digits) : "";
}

// A figure that has a range is not known to more than a few digits.
std::string with_range(double value, const std::optional<Range>& range) {
  constexpr int kDigits = 4;
  const bool known = range && std::isfinite(range->low) && std::isfinite(range->high);
  return !std::isfinite(value) || !known
             ? short_number(value)
             : fmt::format("{} ({} to {})", short_number(value, kDigits),
                           short_number(range->low, kDigits), short_number(range->high, kDigits));
}

// The range of a series with `low` and `high`.
template <typename Series>
std::optional<Range> range_at(const Series& series, std::size_t i) {
  return series.low.empty() ? std::nullopt : std::optional(Range{series.low[i], series.high[i]});
}

template <typename Series>
void check_range(const Series& series, std::size_t size) {
  check(series.low.size() == series.high.size(), "a range has as many low ends as high ends");
  check(series.low.empty() || series.low.size() == size, "a range has two ends for each value");
}

template <typename Series>
void add_range(Json& json, const Series& series) {
  if (!series.low.empty()) {
    json["low"] = numbers(series.low);
    json["high"] = numbers(series.high);
  }
}

template <typename Series>
void add_colour(Json& json, const Series& series) {
  check(series.colour >= -1 && series.colour < 6, "there are six colours, 0 .. 5");
  if (series.colour >= 0) {
    json["colour"] = series.colour;
  }
}

template <typename Chart>
Json axes_json(const char* kind, const Chart& chart) {
  return {{"kind", kind}, {"x_label", chart.x_label}, {"y_label", chart.y_label}};
}

Json series_json(const BarSeries& series, std::size_t labels) {
  check(series.values.size() == labels, "a series of bars has a value for each label");
  check_range(series, labels);
  Json json = {{"name", series.name}, {"values", numbers(series.values)}};
  add_range(json, series);
  add_colour(json, series);
  return json;
}

Json series_json(const LineSeries& series, bool log_x) {
  check(series.x.size() == series.y.size(), "a curve has a y for each x");
  check(!log_x || std::ranges::all_of(series.x, [](double x) { return x > 0; }),
        "a logarithmic axis has places only for what is above 0");
  check_range(series, series.y.size());
  Json json = {{"name", series.name}, {"x", numbers(series.x)}, {"y", numbers(series.y)}};
  add_range(json, series);
  add_colour(json, series);
  if (series.colour >= 0) {
    json["dashed"] = series.dashed;
  }
  return json;
}

Json range_json(const std::optional<Range>& range) {
  return range ? Json::array({number(range->low), number(range->high)}) : Json(nullptr);
}

Json series_json(const ScatterSeries& series) {
  Json points = Json::array();
  for (const ScatterPoint& point : series.points) {
    points.push_back({{"name", point.name},
                      {"x", number(point.x)},
                      {"y", number(point.y)},
                      {"x_range", range_json(point.x_range)},
                      {"y_range", range_json(point.y_range)}});
  }
  Json json = {{"name", series.name}, {"points", std::move(points)}, {"joined", series.joined}};
  add_colour(json, series);
  return json;
}

}  // namespace

Table figures_of(const BarChart& chart) {
  Table table{.caption = "", .header = {chart.x_label, chart.y_label, ""}, .rows = {}};
  for (std::size_t i = 0; i < chart.labels.size(); ++i) {
    table.rows.push_back({chart.labels[i], short_number(chart.values[i]),
                          chart.details.empty() ? "" : chart.details[i]});
  }
  return table;
}

Table figures_of(const GroupedBarChart& chart) {
  Table table{.caption = "", .header = {chart.x_label}, .rows = {}};
  for (const BarSeries& series : chart.series) {
    table.header.push_back(series.name);
  }
  for (std::size_t i = 0; i < chart.labels.size(); ++i) {
    auto& row = table.rows.emplace_back(1, chart.labels[i]);
    for (const BarSeries& series : chart.series) {
      row.push_back(with_range(series.values[i], range_at(series, i)));
    }
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
      row[i] = with_range(series.y[j], range_at(series, j));
    }
  }
  for (auto& [x, cells] : rows) {
    cells.insert(cells.begin(), short_number(x));
    table.rows.push_back(cells);
  }
  return table;
}

Table figures_of(const ScatterChart& chart) {
  Table table{.caption = "", .header = {"", "", chart.x_label, chart.y_label}, .rows = {}};
  for (const ScatterSeries& series : chart.series) {
    for (const ScatterPoint& point : series.points) {
      table.rows.push_back({series.name, point.name, with_range(point.x, point.x_range),
                            with_range(point.y, point.y_range)});
    }
  }
  return table;
}

Json chart_json(const BarChart& chart) {
  check(chart.values.size() == chart.labels.size(), "a bar chart has a value for each label");
  check(chart.details.empty() || chart.details.size() == chart.labels.size(),
        "a bar chart has a detail for each label or none at all");
  Json json = axes_json("bar", chart);
  json["labels"] = chart.labels;
  json["values"] = numbers(chart.values);
  json["details"] = chart.details;
  return json;
}

Json chart_json(const GroupedBarChart& chart) {
  Json json = axes_json("grouped_bar", chart);
  json["labels"] = chart.labels;
  json["lying"] = chart.lying;
  json["series"] = Json::array();
  for (const BarSeries& series : chart.series) {
    json["series"].push_back(series_json(series, chart.labels.size()));
  }
  return json;
}

Json chart_json(const LineChart& chart) {
  Json json = axes_json("line", chart);
  json["log_x"] = chart.log_x;
  json["series"] = Json::array();
  for (const LineSeries& series : chart.series) {
    json["series"].push_back(series_json(series, chart.log_x));
  }
  return json;
}

Json chart_json(const ScatterChart& chart) {
  Json json = axes_json("scatter", chart);
  json["series"] = Json::array();
  for (const ScatterSeries& series : chart.series) {
    json["series"].push_back(series_json(series));
  }
  if (chart.x_limits) {
    json["x_limits"] = range_json(chart.x_limits);
  }
  return json;
}

}  // namespace bachprop
