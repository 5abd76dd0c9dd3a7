#include "bachprop/render/page_drawing.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <pugixml.hpp>
#include <string_view>
#include <utility>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// Two outlines of one shape differ by what their file's sixth digit leaves out.
constexpr int kRounding = 1;
// Pages are some 30,000 long; more is nonsense, and would run over.
constexpr double kMostUnits = 1e7;

// In ticks. Lines of a staff are 250 apart, systems 1,500 and more.
constexpr int kLinesOfAStaff = 400;

// x' = a x + c y + e, y' = b x + d y + f
struct Matrix {
  double a = 1, b = 0, c = 0, d = 1, e = 0, f = 0;
};

struct Point {
  double x = 0;
  double y = 0;
};

Point moved(const Matrix& m, Point p) {
  return {m.a * p.x + m.c * p.y + m.e, m.b * p.x + m.d * p.y + m.f};
}

int rounded(double units) {
  return as_int(std::lround(std::clamp(units, -kMostUnits, kMostUnits) * kDrawingTicksPerUnit));
}

// A path as it is read: commands, and the points that belong to them.
struct Path {
  std::string commands;
  std::vector<Point> points;
};

// Reads numbers, and the letters between them, from the text of an attribute.
class NumberReader {
 public:
  explicit NumberReader(std::string_view text) : text_(text) { skip(); }

  [[nodiscard]] bool done() const { return text_.empty(); }
  [[nodiscard]] bool at_letter() const {
    return !done() &&
           ((text_[0] >= 'A' && text_[0] <= 'Z') || (text_[0] >= 'a' && text_[0] <= 'z'));
  }
  char letter() {
    const char letter = text_[0];
    text_.remove_prefix(1);
    skip();
    return letter;
  }
  std::optional<double> number() {
    double value = 0;
    const auto read = std::from_chars(text_.data(), text_.data() + text_.size(), value);
    if (read.ec != std::errc{} || !(std::abs(value) < kMostUnits)) {
      return std::nullopt;
    }
    text_.remove_prefix(as_index(read.ptr - text_.data()));
    skip();
    return value;
  }
  std::optional<Point> point() {
    const auto x = number();
    const auto y = x ? number() : std::nullopt;
    return y ? std::optional(Point{*x, *y}) : std::nullopt;
  }

 private:
  void skip() {
    while (!text_.empty() &&
           std::string_view(" ,\t\r\n").find(text_[0]) != std::string_view::npos) {
      text_.remove_prefix(1);
    }
  }
  std::string_view text_;
};

std::size_t points_of(char command) { return command == 'C' ? 3 : command == 'Z' ? 0 : 1; }

// Absolute moves, lines and curves: all that an engraver writes.
std::optional<Path> read_path(std::string_view text) {
  Path path;
  NumberReader reader(text);
  char command = 'M';
  while (!reader.done()) {
    if (reader.at_letter()) {
      command = reader.letter();
    } else if (command == 'Z') {
      return std::nullopt;
    }
    if (std::string_view("MLCZ").find(command) == std::string_view::npos) {
      return std::nullopt;
    }
    path.commands += command;
    for (std::size_t i = 0; i < points_of(command); ++i) {
      const auto point = reader.point();
      if (!point) {
        return std::nullopt;
      }
      path.points.push_back(*point);
    }
    command = command == 'M' ? 'L' : command;
  }
  const bool begins = path.commands.starts_with('M');
  return begins ? std::optional(std::move(path)) : std::nullopt;
}

std::optional<Path> read_polyline(std::string_view text) {
  Path path;
  NumberReader reader(text);
  while (!reader.done()) {
    const auto point = reader.point();
    if (!point) {
      return std::nullopt;
    }
    path.commands += path.points.empty() ? 'M' : 'L';
    path.points.push_back(*point);
  }
  return path.points.empty() ? std::nullopt : std::optional(std::move(path));
}

std::optional<Matrix> matrix_of(pugi::xml_node node) {
  const std::string_view text = node.attribute("transform").as_string();
  if (text.empty()) {
    return Matrix();
  }
  constexpr std::string_view kOpening = "matrix(";
  if (!text.starts_with(kOpening) || !text.ends_with(')')) {
    return std::nullopt;
  }
  NumberReader reader(text.substr(kOpening.size(), text.size() - kOpening.size() - 1));
  std::array<double, 6> values = {};
  for (double& value : values) {
    const auto number = reader.number();
    if (!number) {
      return std::nullopt;
    }
    value = *number;
  }
  return Matrix{values[0], values[1], values[2], values[3], values[4], values[5]};
}

// How wide the lines of an element are on the page; 0: it has none.
int stroke_of(pugi::xml_node node, const Matrix& matrix) {
  const std::string_view stroke = node.attribute("stroke").as_string("none");
  const double width = node.attribute("stroke-width").as_double(1);
  const double scale = std::sqrt(std::abs(matrix.a * matrix.d - matrix.b * matrix.c));
  const bool sane = width > 0 && width * scale < kMostUnits;
  return stroke == "none" || !sane ? 0 : std::max(1, rounded(width * scale));
}

// The box between the smallest and the largest of these coordinates, and half a line's width around
// it.
DrawingBox box_of(const std::vector<Point>& points, int stroke) {
  DrawingBox box{.left = rounded(kMostUnits),
                 .top = rounded(kMostUnits),
                 .right = rounded(-kMostUnits),
                 .bottom = rounded(-kMostUnits)};
  for (const Point& point : points) {
    const int x = rounded(point.x);
    const int y = rounded(point.y);
    box = {std::min(box.left, x), std::min(box.top, y), std::max(box.right, x),
           std::max(box.bottom, y)};
  }
  const int half = (stroke + 1) / 2;
  return {box.left - half, box.top - half, box.right + half, box.bottom + half};
}

DrawingBox joined(const DrawingBox& a, const DrawingBox& b) {
  return {std::min(a.left, b.left), std::min(a.top, b.top), std::max(a.right, b.right),
          std::max(a.bottom, b.bottom)};
}

// A line or a shape of the page.
struct Mark {
  std::string_view kind;  // the engraver's: "StaffLines", "Note"
  std::vector<Point> points;
  Outline outline;  // its numbers are not yet known
  bool is_line = false;

  [[nodiscard]] DrawingBox box() const { return box_of(points, outline.stroke); }
};

// Nothing: something that an engraver does not write.
std::optional<Mark> read_mark(pugi::xml_node node) {
  const std::string_view name = node.name();
  auto path = name == "path"       ? read_path(node.attribute("d").as_string())
              : name == "polyline" ? read_polyline(node.attribute("points").as_string())
                                   : std::nullopt;
  const auto matrix = matrix_of(node);
  if (!path || !matrix) {
    return std::nullopt;
  }
  Mark mark{.kind = node.attribute("class").as_string(),
            .points = {},
            .outline = {
                .filled = std::string_view(node.attribute("fill").as_string()) != "none",
                .even_odd = std::string_view(node.attribute("fill-rule").as_string()) == "evenodd",
                .stroke = stroke_of(node, *matrix)}};
  for (const Point& point : path->points) {
    mark.points.push_back(moved(*matrix, point));
  }
  mark.is_line = name == "polyline" && !mark.outline.filled && mark.points.size() == 2;
  mark.outline.commands = path->commands.substr(1);
  return mark;
}

// Whether it joins the staves of a system, or is one.
bool is_of_staves(const Mark& mark) {
  return mark.kind == "StaffLines" || mark.kind == "BarLine" || mark.kind == "Bracket";
}

// The title, the composer, the number of the page.
bool is_of_page(const Mark& mark) { return mark.kind == "Text"; }

// Boxes of the systems, from top to bottom: where staves and bar lines overlap in height, they are
// of one system. So are lines no farther apart than those of one staff, which has no bar line yet.
std::vector<DrawingBox> staves_on(const std::vector<Mark>& marks) {
  std::vector<DrawingBox> boxes;
  for (const Mark& mark : marks) {
    if (is_of_staves(mark)) {
      boxes.push_back(mark.box());
    }
  }
  std::ranges::sort(boxes, {}, &DrawingBox::top);
  std::vector<DrawingBox> systems;
  for (const DrawingBox& box : boxes) {
    if (systems.empty() || box.top > systems.back().bottom + kLinesOfAStaff) {
      systems.push_back(box);
    } else {
      systems.back() = joined(systems.back(), box);
    }
  }
  return systems;
}

int distance_in_height(const DrawingBox& a, const DrawingBox& b) {
  return std::max({0, a.top - b.bottom, b.top - a.bottom});
}

void add_shape(SystemDrawing& system, const Mark& mark, Outlines& outlines) {
  Outline outline = mark.outline;
  const Point first = mark.points.front();
  for (std::size_t i = 1; i < mark.points.size(); ++i) {
    outline.numbers.push_back(rounded(mark.points[i].x - first.x));
    outline.numbers.push_back(rounded(mark.points[i].y - first.y));
  }
  const int number = outlines.number_of(outline);
  system.shapes.insert(system.shapes.end(), {number, rounded(first.x), rounded(first.y)});
}

void add_mark(SystemDrawing& system, const Mark& mark, Outlines& outlines) {
  system.ink = joined(system.ink, mark.box());
  if (!mark.is_line) {
    add_shape(system, mark, outlines);
    return;
  }
  std::vector<int>& line = system.lines[mark.outline.stroke];
  for (const Point& point : mark.points) {
    line.push_back(rounded(point.x));
    line.push_back(rounded(point.y));
  }
}

std::vector<SystemDrawing> systems_of(const std::vector<Mark>& marks, Outlines& outlines) {
  std::vector<SystemDrawing> systems;
  for (const DrawingBox& staves : staves_on(marks)) {
    systems.push_back({.staves = staves, .ink = staves});
  }
  const bool has_staves = !systems.empty();
  if (!has_staves && !marks.empty()) {
    systems.push_back({.staves = marks.front().box(), .ink = marks.front().box()});
  }
  for (const Mark& mark : marks) {
    const DrawingBox box = mark.box();
    const auto nearest = std::ranges::min_element(systems, {}, [&](const SystemDrawing& system) {
      return distance_in_height(system.staves, box);
    });
    if (!has_staves || !is_of_page(mark)) {
      add_mark(*nearest, mark, outlines);
    }
  }
  return systems;
}

bool are_alike(const Outline& a, const Outline& b) {
  if (a.filled != b.filled || a.even_odd != b.even_odd || a.stroke != b.stroke ||
      a.numbers.size() != b.numbers.size()) {
    return false;
  }
  for (std::size_t i = 0; i < a.numbers.size(); ++i) {
    if (std::abs(a.numbers[i] - b.numbers[i]) > kRounding) {
      return false;
    }
  }
  return true;
}

// From each point to the next: the numbers are short.
std::string relative_path(const Outline& outline) {
  std::string text;
  std::array<int, 2> begin = {0, 0};  // of the part that Z closes
  std::array<int, 2> at = {0, 0};
  std::size_t next = 0;
  for (const char command : outline.commands) {
    text += static_cast<char>(command - 'A' + 'a');
    const std::size_t end = next + 2 * points_of(command);
    const std::array<int, 2> from = at;
    for (std::size_t i = next; i < end; ++i) {
      at[i % 2] = outline.numbers[i];
      text += fmt::format("{}{}", i == next ? "" : " ", at[i % 2] - from[i % 2]);
    }
    next = end;
    begin = command == 'M' ? at : begin;
    at = command == 'Z' ? begin : at;
  }
  return text;
}

}  // namespace

int Outlines::number_of(const Outline& outline) {
  const auto [first, last] = by_commands_.equal_range(outline.commands);
  for (auto known = first; known != last; ++known) {
    if (are_alike(outlines_[as_index(known->second)], outline)) {
      return known->second;
    }
  }
  const int number = as_int(outlines_.size());
  outlines_.push_back(outline);
  by_commands_.emplace(outline.commands, number);
  return number;
}

nlohmann::ordered_json Outlines::json() const {
  auto json = nlohmann::ordered_json::array();
  for (const Outline& outline : outlines_) {
    json.push_back(nlohmann::ordered_json::array(
        {relative_path(outline), outline.filled, outline.even_odd, outline.stroke}));
  }
  return json;
}

Result<std::vector<SystemDrawing>> read_systems(const std::string& svg, Outlines& outlines) {
  pugi::xml_document document;
  const auto parsed = document.load_buffer(svg.data(), svg.size());
  const pugi::xml_node root = document.child("svg");
  NumberReader box(root.attribute("viewBox").as_string());
  const auto corner = box.point();
  const Point size = (corner ? box.point() : std::nullopt).value_or(Point());
  if (!parsed || !(size.x > 0) || !(size.y > 0)) {
    return fail("a page of sheet music is no SVG drawing with a viewBox");
  }
  std::vector<Mark> marks;
  for (const pugi::xml_node node : root.children()) {
    const std::string_view name = node.name();
    if (name == "title" || name == "desc") {
      continue;
    }
    auto mark = read_mark(node);
    if (!mark) {
      return fail(fmt::format("a page of sheet music has a <{}> that is not understood", name));
    }
    marks.push_back(std::move(*mark));
  }
  return systems_of(marks, outlines);
}

nlohmann::ordered_json system_json(const SystemDrawing& system) {
  auto lines = nlohmann::ordered_json::array();
  for (const auto& [width, points] : system.lines) {
    lines.push_back(nlohmann::ordered_json::array({width, points}));
  }
  const DrawingBox& ink = system.ink;
  return {{"box", {ink.left, ink.top, ink.right - ink.left, ink.bottom - ink.top}},
          {"staves", {system.staves.top, system.staves.bottom - system.staves.top}},
          {"shapes", system.shapes},
          {"lines", lines}};
}

}  // namespace bachprop
