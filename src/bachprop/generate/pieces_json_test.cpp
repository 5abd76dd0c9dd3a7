#include "bachprop/generate/pieces_json.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

using Q = Quarters;

ComposedPiece piece() {
  ComposedPiece piece;
  piece.number = 7;
  piece.symbols = {{0, 0, 0}, {1, 1, 1}};
  piece.score.notes = {{0, 4, 60}, {Q(1, 2), 1, 64}};
  piece.score.tempos = {{0, 96}, {2, 80}};
  piece.ended = true;
  piece.events = 3;
  piece.log_likelihood = {.dt = -0.3, .duration = -1.5, .pitch = -3};
  return piece;
}

TEST(PiecesJson, NamesFilesSoThatTheySortByNumber) {
  EXPECT_EQ(piece_file_name(7, {.pieces = 8}), "piece-007.mid");
  EXPECT_EQ(piece_file_name(999, {.pieces = 999}), "piece-999.mid");
  EXPECT_EQ(piece_file_name(7, {.pieces = 1000}), "piece-0007.mid");
  EXPECT_EQ(piece_file_name(997, {.pieces = 8, .first = 993}), "piece-0997.mid");
}

TEST(PiecesJson, TellsOfEachPieceWhatTheNetworkThinksOfIt) {
  const std::vector<ComposedPiece> pieces = {piece()};
  const auto json = pieces_json({.model_name = "chorales",
                                 .model_sha256 = "abc",
                                 .options = {.seed = 3, .sampling = {.temperature = 0.9}},
                                 .pieces = pieces});
  EXPECT_EQ(json["model"]["name"], "chorales");
  EXPECT_EQ(json["seed"], 3);
  EXPECT_EQ(json["options"]["temperature"], 0.9);
  EXPECT_TRUE(json["prime"].is_null());
  ASSERT_EQ(json["pieces"].size(), 1U);
  EXPECT_EQ(json["pieces"][0]["file"], "piece-007.mid");
  EXPECT_EQ(json["pieces"][0]["notes"], 2);
  EXPECT_EQ(json["pieces"][0]["quarters"], 4.0);
  EXPECT_EQ(json["pieces"][0]["quarters_per_minute"], 96.0);
  EXPECT_EQ(json["pieces"][0]["ended"], true);
  EXPECT_EQ(json["pieces"][0]["log_likelihood_per_note"]["pitch"], -1.0);
  EXPECT_EQ(json["pieces"][0]["log_likelihood_per_note"]["sum"], -1.6);
}

TEST(PiecesJson, NamesTheFilesThatStandBesideTheMidiFile) {
  const std::vector<ComposedPiece> pieces = {piece(), piece()};
  const auto json =
      pieces_json({.pieces = pieces,
                   .files = {{.musicxml = "piece-007.musicxml", .sounds = {"piece-007.ogg"}}, {}}});
  EXPECT_EQ(json["pieces"][0]["musicxml"], "piece-007.musicxml");
  EXPECT_EQ(json["pieces"][0]["sounds"], (std::vector<std::string>{"piece-007.ogg"}));
  EXPECT_FALSE(json["pieces"][0].contains("pdf"));
  EXPECT_FALSE(json["pieces"][1].contains("musicxml"));
}

TEST(PiecesJson, TellsThatARunWasStoppedBeforeAllPiecesWereFinished) {
  const std::vector<ComposedPiece> pieces = {piece()};
  EXPECT_EQ(pieces_json({.options = {.pieces = 1}, .pieces = pieces})["stopped"], false);
  EXPECT_EQ(pieces_json({.options = {.pieces = 2}, .pieces = pieces})["stopped"], true);
}

TEST(PiecesJson, TellsWhatBecameOfTheGivenNotes) {
  const Prime prime = {.symbols = {{0, 0, 0}}, .remarks = {"note 1"}, .notes_changed = 1};
  const auto json = pieces_json(
      {.options = {.prime = prime}, .prime_source = {.file = "air.mid", .quarters = Q(9, 2)}});
  EXPECT_EQ(json["prime"]["file"], "air.mid");
  EXPECT_EQ(json["prime"]["quarters"], 4.5);
  EXPECT_EQ(json["prime"]["notes"], 1);
  EXPECT_EQ(json["prime"]["notes_changed"], 1);
  EXPECT_EQ(json["prime"]["remarks"], (std::vector<std::string>{"note 1"}));
}

}  // namespace
}  // namespace bachprop
