#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "bachprop/report/generate_report.h"

namespace bachprop {
namespace {

// The remarks, one a line.
std::string text_of(const PiecesRecord& record) {
  std::string text;
  for (const std::string& remark : remarks_on_corpus(record)) {
    text += remark + "\n";
  }
  return text;
}

void expect_one_with(const std::string& words, const PiecesRecord& record) {
  const std::string text = text_of(record);
  EXPECT_NE(text.find(words), std::string::npos) << text;
  EXPECT_EQ(text.find('\n') + 1, text.size()) << text;
}

// A scale in this key and register, of so many notes.
ComposedPiece scale(int tonic, int notes) {
  ComposedPiece piece;
  piece.symbols.resize(static_cast<std::size_t>(notes));
  constexpr std::array kDegrees = {0, 2, 4, 5, 7, 9, 11, 12};
  for (int i = 0; i < notes; ++i) {
    piece.score.notes.push_back({i, 1, tonic + kDegrees.at(static_cast<std::size_t>(i % 8))});
  }
  return piece;
}

PiecesRecord record_of(const std::vector<ComposedPiece>& pieces) {
  PiecesRecord record{.pieces = pieces};
  record.options.end_bias = 0.5;
  record.corpus.notes = {60, 70, 100, 150, 200};
  record.corpus.keys = {{{0, 0, false}, 8}, {{0, 2, false}, 3}};
  record.corpus.compass.fill({55, 79});
  return record;
}

TEST(RemarksOnCorpus, AreNoneOfPiecesLikeItsOwn) {
  const std::vector<ComposedPiece> pieces(8, scale(60, 90));
  EXPECT_EQ(text_of(record_of(pieces)), "");
}

TEST(RemarksOnCorpus, SayThatPiecesAreShortOrLongAndWhatHelps) {
  const std::vector<ComposedPiece> few(8, scale(60, 40));
  EXPECT_EQ(text_of(record_of(few)),
            "The pieces are short: half of them have 40 notes or more, half of the training pieces "
            "100 or more. A lower --end-bias than 0.5 makes them longer; a longer training makes "
            "endings surer.\n");
  const std::vector<ComposedPiece> many(8, scale(60, 180));
  expect_one_with("The pieces are long", record_of(many));
}

TEST(RemarksOnCorpus, AreNoneOfLengthsThatWereAskedForOrOfAFewPieces) {
  const std::vector<ComposedPiece> pieces(8, scale(60, 40));
  PiecesRecord asked = record_of(pieces);
  asked.options.max_notes = 40;
  EXPECT_EQ(text_of(asked), "");
  const std::vector<ComposedPiece> few(3, scale(60, 40));
  EXPECT_EQ(text_of(record_of(few)), "");
}

TEST(RemarksOnCorpus, SayThatKeysHaveMoreSignsThanAnyTrainingPiece) {
  const std::vector<ComposedPiece> pieces(8, scale(61, 90));
  PiecesRecord record = record_of(pieces);
  EXPECT_EQ(text_of(record),
            "8 of 8 pieces have more sharps or flats than any training piece (2): give a --key.\n");
  record.options.key = KeySignature{0, -5, false};
  EXPECT_EQ(text_of(record), "");
}

TEST(RemarksOnCorpus, SayThatNotesLieOutsideOfTheRegisters) {
  const std::vector<ComposedPiece> pieces(8, scale(72, 90));
  PiecesRecord record = record_of(pieces);
  expect_one_with(
      "of the notes lie higher or lower than those of the training pieces' voices: a "
      "lower --temperature",
      record);
  record.options.transpose = 12;
  expect_one_with("another --key or --transpose", record);
}

TEST(RemarksOnCorpus, AreNoneWhereTheModelDoesNotKnowItsPieces) {
  const std::vector<ComposedPiece> pieces(8, scale(85, 20));
  PiecesRecord record = record_of(pieces);
  record.corpus = {};
  EXPECT_EQ(text_of(record), "");
}

}  // namespace
}  // namespace bachprop
