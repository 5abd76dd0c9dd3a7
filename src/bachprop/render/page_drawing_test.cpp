#include "bachprop/render/page_drawing.h"

#include <gtest/gtest.h>

#include <string>

namespace bachprop {
namespace {

std::string page_with(const std::string& content) {
  return R"~(<?xml version="1.0"?><svg viewBox="0 0 100 200.5" xmlns="http://www.w3.org/2000/svg">)~"
         "<title>t</title><desc>d</desc>" +
         content + "</svg>";
}

PageDrawing read(const std::string& content, Outlines& outlines) {
  const auto page = read_drawing(page_with(content), outlines);
  EXPECT_TRUE(page) << page.error().message;
  return page.value_or(PageDrawing());
}

TEST(PageDrawing, CountsInTenths) {
  Outlines outlines;
  const PageDrawing page = read("", outlines);
  EXPECT_EQ(page.width, 1000);
  EXPECT_EQ(page.height, 2005);
}

TEST(PageDrawing, LinesOfOneWidthStandTogether) {
  Outlines outlines;
  const std::string line =
      R"~(<polyline fill="none" stroke="#000000" stroke-width="2.00" points=)~";
  const PageDrawing page =
      read(line + R"~("1,2 3.5,2"/>)~" + line + R"~("1,4 3.5,4"/>)~", outlines);
  EXPECT_EQ(page.lines, (std::map<int, std::vector<int>>{{20, {10, 20, 35, 20, 10, 40, 35, 40}}}));
  EXPECT_TRUE(page.shapes.empty());
}

TEST(PageDrawing, AnOutlineIsKeptOnceWhereverItStands) {
  Outlines outlines;
  const PageDrawing page = read(
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
  const PageDrawing page =
      read(R"~(<path fill-rule="evenodd" d="M1,1 L2,1 L2,2 Z M5,5 L6,6"/>)~", outlines);
  EXPECT_EQ(page.shapes, (std::vector<int>{0, 10, 10}));
  EXPECT_EQ(outlines.json()[0][0], "l10 0l0 10zm40 40l10 10");
  EXPECT_EQ(outlines.json()[0][2], true);
}

TEST(PageDrawing, MovesAndScalesWhatHasAMatrix) {
  Outlines outlines;
  const PageDrawing page = read(
      R"~(<polyline fill="none" stroke="#000" stroke-width="3" transform="matrix(2,0,0,2,10,20)" points="1,1 2,1"/>)~",
      outlines);
  EXPECT_EQ(page.lines, (std::map<int, std::vector<int>>{{60, {120, 220, 140, 220}}}));
}

// What the page takes over are numbers: nothing else gets through.
TEST(PageDrawing, RefusesWhatAnEngraverDoesNotWrite) {
  Outlines outlines;
  for (const char* content :
       {"<script>alert(1)</script>", R"~(<path d="M1,1 A2,2"/>)~", R"~(<path d="L1,1"/>)~",
        R"~(<path d="M1,1 L1"/>)~", R"~(<path d="M1,1 Lnan,1"/>)~", R"~(<path d="M1,1 Z 4,4"/>)~",
        R"~(<path d="M1,1e99"/>)~", R"~(<path d=""/>)~", "<path/>", R"~(<polyline points=""/>)~",
        R"~(<path d="M1,1 L2,2" transform="rotate(3)"/>)~", "<g><path d=\"M1,1\"/></g>", "text"}) {
    EXPECT_FALSE(read_drawing(page_with(content), outlines)) << content;
  }
  EXPECT_FALSE(read_drawing("", outlines));
  EXPECT_FALSE(read_drawing("<svg/>", outlines));
  EXPECT_FALSE(read_drawing(R"~(<svg viewBox="0 0 0 0"/>)~", outlines));
}

}  // namespace
}  // namespace bachprop
