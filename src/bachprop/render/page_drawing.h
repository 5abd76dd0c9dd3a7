// Pages of sheet music as numbers from which a web page draws them.
//
// An engraver's SVG file repeats the outline of each note head and clef wherever it stands. Here
// each is kept once, and only numbers are taken over: whatever else is in the file stays there.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bachprop/base/result.h"

namespace bachprop {

// All numbers below are tenths of an SVG file's units.
constexpr double kDrawingTicksPerUnit = 10;

// A shape that begins at (0, 0).
struct Outline {
  std::string commands = {};      // of SVG: M, L, C, Z; the first M is left out
  std::vector<int> numbers = {};  // their coordinates, each seen from the beginning of the shape
  bool filled = true;
  bool even_odd = false;
  int stroke = 0;  // width of the line; 0: none

  friend bool operator==(const Outline&, const Outline&) = default;
};

// The outlines of any number of pages, numbered as they came.
class Outlines {
 public:
  // The number of this outline or of one that differs by so little that it is a matter of rounding.
  [[nodiscard]] int number_of(const Outline& outline);
  // For each [SVG path in relative coordinates, filled, even-odd, stroke].
  [[nodiscard]] nlohmann::ordered_json json() const;

 private:
  std::vector<Outline> outlines_;
  std::multimap<std::string, int> by_commands_;
};

struct PageDrawing {
  int width = 0;
  int height = 0;
  std::vector<int> shapes = {};  // outline, x, y, outline, x, y ...
  std::map<int, std::vector<int>> lines =
      {};  // for each width of line: from x, y to x, y, from ...
};

// The drawing in an SVG file. The error names what is not an engraver's SVG.
[[nodiscard]] Result<PageDrawing> read_drawing(const std::string& svg, Outlines& outlines);

// {"width", "height", "shapes": [...], "lines": [[width, [...]], ...]}
[[nodiscard]] nlohmann::ordered_json drawing_json(const PageDrawing& page);

}  // namespace bachprop
