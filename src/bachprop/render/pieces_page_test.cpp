#include "bachprop/render/pieces_page.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "bachprop/render/piano_roll.h"

namespace bachprop {
namespace {

using Q = Quarters;

PagePiece piece_named(const std::string& title) {
  PagePiece piece{.title = title, .midi_file = "piece-001.mid"};
  piece.score.notes = {{0, 1, 60}, {Q(1, 3), Q(1, 16), 64}};
  return piece;
}

nlohmann::json data_of(const std::string& html) {
  const std::string opening = "id=\"data\">";
  const std::size_t begin = html.find(opening) + opening.size();
  return nlohmann::json::parse(html.substr(begin, html.find("</script>", begin) - begin));
}

TEST(PianoRoll, CountsTimesInFortyEighthsOfAQuarter) {
  const auto json = piano_roll_json(piece_named("").score);
  EXPECT_EQ(json["notes"], (std::vector<int>{0, 48, 60, 16, 3, 64}));
}

TEST(PianoRoll, TellsTemposAndTheLengthsOfBars) {
  Score score;
  for (int quarter = 0; quarter < 12; ++quarter) {
    score.notes.push_back({quarter, 1, 60 + quarter % 3});
  }
  score.tempos = {{0, 90}, {8, 120.5}};
  score.time_signatures = {{0, 3, 4}, {6, 6, 8}};
  const auto json = piano_roll_json(score);
  EXPECT_EQ(json["tempos"], (std::vector<double>{0, 90, 384, 120.5}));
  EXPECT_EQ(json["bars"], (std::vector<int>{0, 144, 288, 144}));
}

TEST(PiecesPage, HoldsEveryPieceWithItsFacts) {
  PagePiece first = piece_named("Piece 1");
  first.prime_notes = 1;
  first.ended = false;
  first.log_likelihood_per_note = -1.5;
  const auto data = data_of(render_pieces(
      {.title = "2 new pieces", .subtitle = "seed 1", .pieces = {first, piece_named("Piece 2")}}));
  EXPECT_EQ(data["title"], "2 new pieces");
  EXPECT_EQ(data["subtitle"], "seed 1");
  EXPECT_EQ(data["ticksPerQuarter"], 48);
  ASSERT_EQ(data["pieces"].size(), 2U);
  EXPECT_EQ(data["pieces"][0]["title"], "Piece 1");
  EXPECT_EQ(data["pieces"][0]["midi"], "piece-001.mid");
  EXPECT_EQ(data["pieces"][0]["given"], 1);
  EXPECT_EQ(data["pieces"][0]["ended"], false);
  EXPECT_EQ(data["pieces"][0]["logLikelihood"], -1.5);
}

TEST(PiecesPage, TextFromOutsideCannotLeaveItsPlace) {
  const std::string hostile = "</script><script>alert(1)</script>/* script */\xff";
  const std::string html = render_pieces({.title = hostile, .pieces = {piece_named(hostile)}});
  EXPECT_EQ(html.find("alert(1)</script>"), std::string::npos);
  const auto data = data_of(html);
  EXPECT_EQ(data["title"], "</script><script>alert(1)</script>/* script */\xEF\xBF\xBD");
  EXPECT_EQ(data["pieces"][0]["title"], data["title"]);
}

// Two systems of a line each, and a note on the second.
constexpr const char* kSvg =
    R"~(<svg viewBox="0 0 100 200">)~"
    R"~(<polyline class="StaffLines" fill="none" stroke="#000" points="5,10 95,10"/>)~"
    R"~(<polyline class="StaffLines" fill="none" stroke="#000" points="5,130 95,130"/>)~"
    R"~(<path onclick="alert(1)" d="M10,129 L11,129"/></svg>)~";

TEST(PiecesPage, HoldsTheSheetMusicAndNamesTheFiles) {
  PagePiece piece = piece_named("Piece 1");
  piece.musicxml_file = "piece-001.musicxml";
  piece.sound_file = "piece-001.ogg";
  piece.music = "2 bars in 4/4, C major";
  piece.svg_pages = {kSvg, kSvg};
  piece.places = {{.second = 0, .page = 0, .x = 10, .top = 8, .height = 4},
                  {.second = 1.25, .page = 1, .x = 10.04, .top = 128, .height = 4},
                  {.second = 2, .page = 7, .x = 10, .top = 8, .height = 4}};
  const std::string html = render_pieces({.pieces = {piece}});
  const auto data = data_of(html);
  const auto& shown = data["pieces"][0];
  EXPECT_EQ(shown["musicxml"], "piece-001.musicxml");
  EXPECT_EQ(shown["sound"], "piece-001.ogg");
  EXPECT_EQ(shown["music"], "2 bars in 4/4, C major");
  EXPECT_TRUE(shown["pdf"].is_null());
  ASSERT_EQ(shown["sheet"]["systems"].size(), 4U);
  EXPECT_EQ(shown["sheet"]["systems"][3]["box"], (std::vector<int>{45, 1290, 910, 15}));
  EXPECT_EQ(shown["sheet"]["systems"][3]["shapes"], (std::vector<int>{0, 100, 1290}));
  EXPECT_EQ(shown["sheet"]["places"], (std::vector<double>{0, 0, 100, 1.25, 3, 100}));
  EXPECT_EQ(data["outlines"].size(), 1U);
  EXPECT_EQ(html.find("onclick"), std::string::npos);
}

TEST(PiecesPage, LeavesOutADrawingThatItDoesNotUnderstand) {
  PagePiece piece = piece_named("Piece 1");
  piece.svg_pages = {kSvg, "<svg viewBox='0 0 9 9'><image href='x'/></svg>"};
  EXPECT_TRUE(data_of(render_pieces({.pieces = {piece}}))["pieces"][0]["sheet"].is_null());
}

TEST(PiecesPage, LoadsNothingFromElsewhere) {
  const std::string html = render_pieces({.title = "x", .pieces = {piece_named("y")}});
  EXPECT_EQ(html.find("http://"), std::string::npos);
  EXPECT_EQ(html.find("https://"), std::string::npos);
  EXPECT_EQ(html.find(" src="), std::string::npos);
}

}  // namespace
}  // namespace bachprop
