#include "bachprop/corpus/frames.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "bachprop/base/file_io.h"
#include "bachprop/score/score_promises.h"

namespace bachprop {
namespace {

using Q = Quarters;

Result<FrameCorpus> parse(const std::string& json, const Quarters& frame = Q(1, 4)) {
  return parse_frames(as_bytes_of(json), "set.json", frame);
}

// The notes of a training piece.
std::vector<Note> notes_of(const std::string& piece, const Quarters& frame = Q(1, 4)) {
  const auto corpus =
      parse(R"({"train": [)" + piece + R"(], "valid": [[[60]]], "test": [[[60]]]})", frame);
  EXPECT_TRUE(corpus) << corpus.error().message;
  return corpus ? corpus->corpus.pieces[1].score.notes : std::vector<Note>();
}

std::string error_of(const std::string& json, const Quarters& frame = Q(1, 4)) {
  const auto corpus = parse(json, frame);
  return corpus ? "no error" : corpus.error().message;
}

// Of a training piece.
std::string error_of_piece(const std::string& piece, const Quarters& frame = Q(1, 4)) {
  return error_of(R"({"test": [[[60]]], "train": [[[60]], )" + piece + R"(], "valid": [[[60]]]})",
                  frame);
}

TEST(Frames, ANoteIsAMaximalRunOfFramesInWhichItsPitchSounds) {
  EXPECT_EQ(notes_of("[[60, 64], [64, 60], [67, 60], [], [60]]"),
            (std::vector<Note>{
                {0, Q(3, 4), 60}, {0, Q(1, 2), 64}, {Q(1, 2), Q(1, 4), 67}, {1, Q(1, 4), 60}}));
}

TEST(Frames, SilenceBeforeTheFirstNoteIsItsOnset) {
  EXPECT_EQ(notes_of("[[], [], [72], [72], []]", Q(1)), (std::vector<Note>{{2, 2, 72}}));
}

TEST(Frames, PitchesMayBeFloatsAndAUnisonIsOneNote) {
  EXPECT_EQ(notes_of("[[60.0, 60, 64.0]]"), notes_of("[[64, 60]]"));
}

TEST(Frames, APieceOfSilenceHasNoNotes) { EXPECT_TRUE(notes_of("[[], []]").empty()); }

TEST(Frames, NamesPartsAndCountsOfAllThreeParts) {
  const auto corpus = parse(
      R"({"train": [[[60], [60]], [[62]]], "valid": [[[48], []]], "test": [[[84], [85], [84]]]})");
  ASSERT_TRUE(corpus) << corpus.error().message;
  std::vector<std::string> names;
  for (const Piece& piece : corpus->corpus.pieces) {
    names.push_back(piece.name);
    EXPECT_EQ(find_broken_promise(piece.score), std::nullopt);
    // The vocabulary is that of all parts.
    EXPECT_TRUE(encode(piece.score, corpus->corpus.dictionaries));
  }
  EXPECT_EQ(names, (std::vector<std::string>{"test/000", "train/000", "train/001", "valid/000"}));
  EXPECT_EQ(corpus->parts, (std::vector<FramePart>{FramePart::kTest, FramePart::kTrain,
                                                   FramePart::kTrain, FramePart::kValid}));
  EXPECT_EQ(count_part(*corpus, FramePart::kTrain), (FrameCounts{2, 3, 2}));
  EXPECT_EQ(count_part(*corpus, FramePart::kValid), (FrameCounts{1, 2, 1}));
  EXPECT_EQ(count_part(*corpus, FramePart::kTest), (FrameCounts{1, 3, 3}));
}

TEST(Frames, MoreThanAThousandPiecesStaySorted) {
  std::string pieces = "[[60]]";
  for (int i = 0; i < 1000; ++i) {
    pieces += ", [[61]]";
  }
  const auto corpus =
      parse(R"({"train": [)" + pieces + R"(], "valid": [[[60]]], "test": [[[60]]]})");
  ASSERT_TRUE(corpus);
  EXPECT_EQ(corpus->corpus.pieces[1].name, "train/0000");
  EXPECT_TRUE(std::ranges::is_sorted(corpus->corpus.pieces, {}, &Piece::name));
}

TEST(Frames, TheDigestIsThatOfThePlainFrames) {
  const auto corpus =
      parse(R"({"train": [[[64, 60.0, 60], []]], "valid": [[[60]]], "test": [[[60]]]})");
  ASSERT_TRUE(corpus);
  EXPECT_EQ(corpus->corpus.pieces[1].sha256, sha256_hex(as_bytes_of("[[60,64],[]]")));
}

TEST(Frames, ErrorsSayWhereAndWhatToDo) {
  EXPECT_EQ(error_of_piece("[[60], [60, 60.5]]"),
            "set.json: train/001: frame 1: 60.5 is not a pitch; write MIDI numbers from 0 to 127");
  EXPECT_EQ(error_of_piece("[[128]]"),
            "set.json: train/001: frame 0: 128 is not a pitch; write MIDI numbers from 0 to 127");
  EXPECT_EQ(
      error_of_piece("[[\"C4\"]]"),
      "set.json: train/001: frame 0: \"C4\" is not a pitch; write MIDI numbers from 0 to 127");
  EXPECT_EQ(
      error_of_piece("[[" + std::string(200'000, '[') + std::string(200'000, ']') + "]]"),
      "set.json: train/001: frame 0: a list is not a pitch; write MIDI numbers from 0 to 127");
  EXPECT_EQ(error_of_piece("[60]"),
            "set.json: train/001: frame 0: is not a list of pitches; write [] for silence");
  EXPECT_EQ(error_of_piece("7"), "set.json: train/001: is not a list of frames");
  EXPECT_EQ(error_of(R"({"train": [[[60]]], "test": [[[60]]]})"),
            "set.json: has no pieces under \"valid\"; needed are lists of pieces under \"train\", "
            "\"valid\" and \"test\"");
  EXPECT_EQ(error_of("[]"),
            "set.json: is not a JSON object with the keys \"train\", \"valid\" and \"test\"");
  EXPECT_EQ(error_of("{\"train\"").rfind("set.json: is not JSON: ", 0), 0U);
  EXPECT_NE(read_frames("/nowhere/set.json", 1).error().message.find("/nowhere/set.json"),
            std::string::npos);
}

TEST(Frames, RefuseAFrameThatGivesImpossibleDurations) {
  EXPECT_EQ(error_of_piece("[[], [60], [60], [60]]", 40),
            "set.json: train/001: frame 1: a note of 3 frames would be 120 quarters, and possible "
            "are 16ths and 12ths of a quarter up to 1023/16; choose another length of a frame");
  EXPECT_EQ(error_of_piece("[[60], [], [60]]", 40),
            "set.json: train/001: frame 2: a wait of 2 frames would be 80 quarters, and possible "
            "are 16ths and 12ths of a quarter up to 1023/16; choose another length of a frame");
  EXPECT_NE(error_of(R"({"train": [[[60]]], "valid": [[[60]]], "test": [[[60]]]})", Q(1, 5)),
            "no error");
}

}  // namespace
}  // namespace bachprop
