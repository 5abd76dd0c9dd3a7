// Sheet music as numbers from which a web page draws it, system by system.
//
// An engraver's SVG file repeats the outline of each note head and clef wherever it stands. Here
// each is kept once, and only numbers are taken over: whatever else is in the file stays there.
// A page of paper is mostly white; here a drawing ends where its ink ends.
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

// A rectangle of a page.
struct DrawingBox {
  int left = 0;
  int top = 0;
  int right = 0;
  int bottom = 0;

  friend bool operator==(const DrawingBox&, const DrawingBox&) = default;
};

// A system, that is a line of music with all its staves, at its place on its page.
struct SystemDrawing {
  DrawingBox staves = {};        // from its first line to its last
  DrawingBox ink = {};           // all that is drawn
  std::vector<int> shapes = {};  // outline, x, y, outline, x, y ...
  std::map<int, std::vector<int>> lines =
      {};  // for each width of line: from x, y to x, y, from ...
};

// The systems of a page from top to bottom, from an SVG file of it. Marks beside the staves go with
// the nearest system; the page's title and its foot are left out. A page without staves is one
// system. The error names what is not an engraver's SVG.
[[nodiscard]] Result<std::vector<SystemDrawing>> read_systems(const std::string& svg,
                                                              Outlines& outlines);

// {"box": [left, top, width, height] of the ink, "staves": [top, height], "shapes": [...], "lines":
// [[width, [...]], ...]}
[[nodiscard]] nlohmann::ordered_json system_json(const SystemDrawing& system);

}  // namespace bachprop
