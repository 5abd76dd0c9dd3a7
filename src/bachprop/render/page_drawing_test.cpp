#include "bachprop/render/page_drawing.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bachprop {
namespace {

std::string page_with(const std::string& content) {
  return R"~(<?xml version="1.0"?><svg viewBox="0 0 100 200.5" xmlns="http://www.w3.org/2000/svg">)~"
         "<title>t</title><desc>d</desc>" +
         content + "</svg>";
}

std::vector<SystemDrawing> read(const std::string& content, Outlines& outlines) {
  const auto systems = read_systems(page_with(content), outlines);
  EXPECT_TRUE(systems) << systems.error().message();
  return systems.value_or(std::vector<SystemDrawing>());
}

SystemDrawing read_one(const std::string& content, Outlines& outlines) {
  const auto systems = read(content, outlines);
  EXPECT_EQ(systems.size(), 1U);
  return systems.empty() ? SystemDrawing() : systems.front();
}

// A horizontal or vertical line, 2 wide.
std::string line(const char* kind, int x0, int y0, int x1, int y1) {
  return fmt::format(
      R"~(<polyline class="{}" fill="none" stroke="#000" stroke-width="2" points="{},{} {},{}"/>)~",
      kind, x0, y0, x1, y1);
}

// Two staves of two lines with a bar line through them; 160 units high.
std::string system_at(int top) {
  std::string svg;
  for (const int y : {0, 10, 150, 160}) {
    svg += line("StaffLines", 10, top + y, 90, top + y);
  }
  return svg + line("BarLine", 10, top, 10, top + 160);
}

TEST(PageDrawing, APageIsDividedIntoItsSystems) {
  Outlines outlines;
  const auto systems = read(system_at(20) + system_at(320), outlines);
  ASSERT_EQ(systems.size(), 2U);
  EXPECT_EQ(systems[0].staves, (DrawingBox{90, 190, 910, 1810}));
  EXPECT_EQ(systems[0].ink, systems[0].staves);
  EXPECT_EQ(systems[1].staves, (DrawingBox{90, 3190, 910, 4810}));
  EXPECT_EQ(systems[1].lines.at(20).size(), 5U * 4U);
}

TEST(PageDrawing, TheLinesOfAStaffAreOneSystemWithoutABarLine) {
  Outlines outlines;
  EXPECT_EQ(
      read(line("StaffLines", 1, 20, 99, 20) + line("StaffLines", 1, 45, 99, 45), outlines).size(),
      1U);
}

TEST(PageDrawing, WhatStandsBesideTheStavesGoesWithTheNearestSystem) {
  Outlines outlines;
  const auto systems = read(system_at(20) + system_at(320) +
                                R"~(<path class="Tempo" d="M40,5 L50,5 L50,12 Z"/>)~"
                                R"~(<path class="Note" d="M40,186 L50,186 L50,195 Z"/>)~"
                                R"~(<path class="MeasureNumber" d="M1,308 L5,308 L5,314 Z"/>)~",
                            outlines);
  ASSERT_EQ(systems.size(), 2U);
  EXPECT_EQ(systems[0].ink, (DrawingBox{90, 50, 910, 1950}));
  EXPECT_EQ(systems[0].shapes.size(), 2U * 3U);
  EXPECT_EQ(systems[1].ink, (DrawingBox{10, 3080, 910, 4810}));
}

TEST(PageDrawing, LeavesOutTitlesAndPageNumbers) {
  Outlines outlines;
  const SystemDrawing system =
      read_one(R"~(<path class="Text" d="M40,2 L50,2 L50,4 Z"/>)~" + system_at(20) +
                   R"~(<path class="Text" d="M40,190 L50,190 L50,199 Z"/>)~",
               outlines);
  EXPECT_EQ(system.ink, system.staves);
  EXPECT_TRUE(system.shapes.empty());
}

TEST(PageDrawing, ADrawingEndsWhereItsInkEnds) {
  Outlines outlines;
  const auto json = system_json(read_one(system_at(20), outlines));
  EXPECT_EQ(json["box"], (std::vector<int>{90, 190, 820, 1620}));
}

TEST(PageDrawing, APageWithoutStavesIsOneSystem) {
  Outlines outlines;
  const SystemDrawing system = read_one(
      R"~(<path d="M10,20 L11,20 L11,24 Z"/><path class="Text" d="M10,40 L11,50"/>)~", outlines);
  EXPECT_EQ(system.ink, (DrawingBox{100, 200, 110, 500}));
  EXPECT_EQ(system.shapes.size(), 2U * 3U);
}

TEST(PageDrawing, AnEmptyPageHasNoSystem) {
  Outlines outlines;
  EXPECT_TRUE(read("", outlines).empty());
}

TEST(PageDrawing, LinesOfOneWidthStandTogether) {
  Outlines outlines;
  const std::string line =
      R"~(<polyline fill="none" stroke="#000000" stroke-width="2.00" points=)~";
  const SystemDrawing page =
      read_one(line + R"~("1,2 3.5,2"/>)~" + line + R"~("1,4 3.5,4"/>)~", outlines);
  EXPECT_EQ(page.lines, (std::map<int, std::vector<int>>{{20, {10, 20, 35, 20, 10, 40, 35, 40}}}));
  EXPECT_TRUE(page.shapes.empty());
}

TEST(PageDrawing, AnOutlineIsKeptOnceWhereverItStands) {
  Outlines outlines;
  const SystemDrawing page = read_one(
      R"~(<path class="Note" d="M10,20 L11,20 C11,21 12,21 12,22"/>)~"
      R"~(<path class="Note" d="M50.02,70.01 L51.02,70.01 C51.02,71.01 52.02,71.01 52.03,72.01"/>)~"
      R"~(<path class="Note" d="M50,70 L51,70 C51,71 52,71 52,75"/>)~",
      outlines);
  EXPECT_EQ(page.shapes, (std::vector<int>{0, 100, 200, 0, 500, 700, 1, 500, 700}));
  EXPECT_EQ(
      outlines.json().dump(),
      R"~([["l10 0c0 10 10 10 10 20",true,false,0],["l10 0c0 10 10 10 10 50",true,false,0]])~");
}

TEST(PageDrawing, APartOfAnOutlineBeginsWhereTheOneBeforeItEnded) {
  Outlines outlines;
  const SystemDrawing page =
      read_one(R"~(<path fill-rule="evenodd" d="M1,1 L2,1 L2,2 Z M5,5 L6,6"/>)~", outlines);
  EXPECT_EQ(page.shapes, (std::vector<int>{0, 10, 10}));
  EXPECT_EQ(outlines.json()[0][0], "l10 0l0 10zm40 40l10 10");
  EXPECT_EQ(outlines.json()[0][2], true);
}

TEST(PageDrawing, MovesAndScalesWhatHasAMatrix) {
  Outlines outlines;
  const SystemDrawing page = read_one(
      R"~(<polyline fill="none" stroke="#000" stroke-width="3" transform="matrix(2,0,0,2,10,20)" points="1,1 2,1"/>)~",
      outlines);
  EXPECT_EQ(page.lines, (std::map<int, std::vector<int>>{{60, {120, 220, 140, 220}}}));
}

// The page takes over numbers: nothing else gets through.
TEST(PageDrawing, RefusesWhatAnEngraverDoesNotWrite) {
  Outlines outlines;
  for (const char* content :
       {"<script>alert(1)</script>", R"~(<path d="M1,1 A2,2"/>)~", R"~(<path d="L1,1"/>)~",
        R"~(<path d="M1,1 L1"/>)~", R"~(<path d="M1,1 Lnan,1"/>)~", R"~(<path d="M1,1 Z 4,4"/>)~",
        R"~(<path d="M1,1e99"/>)~", R"~(<path d=""/>)~", "<path/>", R"~(<polyline points=""/>)~",
        R"~(<path d="M1,1 L2,2" transform="rotate(3)"/>)~", "<g><path d=\"M1,1\"/></g>", "text"}) {
    EXPECT_FALSE(read_systems(page_with(content), outlines)) << content;
  }
  EXPECT_FALSE(read_systems("", outlines));
  EXPECT_FALSE(read_systems("<svg/>", outlines));
  EXPECT_FALSE(read_systems(R"~(<svg viewBox="0 0 0 0"/>)~", outlines));
}

}  // namespace
}  // namespace bachprop
