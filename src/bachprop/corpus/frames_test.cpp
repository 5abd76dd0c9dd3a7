#include "bachprop/corpus/frames.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

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
  EXPECT_TRUE(corpus) << corpus.error().message();
  return corpus ? corpus->corpus.pieces[1].score.notes : std::vector<Note>();
}

std::string error_of(const std::string& json, const Quarters& frame = Q(1, 4)) {
  const auto corpus = parse(json, frame);
  return corpus ? "no error" : corpus.error().message();
}

// A set whose second training piece is `piece`.
std::string set_with(const std::string& piece) {
  return R"({"test": [[[60]]], "train": [[[60]], )" + piece + R"(], "valid": [[[60]]]})";
}

std::string error_of_piece(const std::string& piece, const Quarters& frame = Q(1, 4)) {
  return error_of(set_with(piece), frame);
}

FrameAccount account_of_piece(const std::string& piece, const Quarters& frame = Q(1, 4)) {
  const auto corpus = parse(set_with(piece), frame);
  EXPECT_TRUE(corpus) << corpus.error().message();
  return corpus ? corpus->account : FrameAccount();
}

// Why a piece was left out.
std::string reason_for(const std::string& piece) {
  const auto left_out = account_of_piece(piece).pieces_left_out;
  return left_out.size() == 1 ? left_out.front() : "not left out";
}

// "[60], [60], ..."
std::string frames(const std::string& frame, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) {
    all += (i == 0 ? "" : ", ") + frame;
  }
  return all;
}

// The pitches that sound in each frame of `notes`.
std::vector<std::set<int>> roll_of(const std::vector<Note>& notes, const Quarters& frame,
                                   int length) {
  std::vector<std::set<int>> roll(static_cast<std::size_t>(length));
  for (const Note& note : notes) {
    for (Quarters time = note.onset; time < note.onset + note.duration; time += frame) {
      roll.at(static_cast<std::size_t>((time / frame).numerator())).insert(note.pitch);
    }
  }
  return roll;
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
  ASSERT_TRUE(corpus) << corpus.error().message();
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

TEST(Frames, APieceThatIsNoneIsLeftOutAndNamed) {
  const auto corpus = parse(
      R"({"train": [[[60]], [[60], [128]], [[64]]], "valid": [[[60]]], "test": [[[60]], 7]})");
  ASSERT_TRUE(corpus) << corpus.error().message();
  EXPECT_EQ(corpus->account.pieces_left_out,
            (std::vector<std::string>{
                "test/001: is not a list of frames",
                "train/001: frame 1: 128 is not a pitch; write MIDI numbers from 0 to 127"}));
  EXPECT_EQ(count_part(*corpus, FramePart::kTrain), (FrameCounts{2, 2, 2}));
  EXPECT_EQ(corpus->corpus.pieces[2].name, "train/002");
  EXPECT_EQ(describe(corpus->account),
            (std::vector<std::string>{
                "2 pieces left out: test/001: is not a list of frames; train/001: frame 1: 128 is "
                "not a pitch; write MIDI numbers from 0 to 127"}));
}

TEST(Frames, SaysWhereAPieceIsNoRoll) {
  EXPECT_EQ(reason_for("[[60], [60, 60.5]]"),
            "train/001: frame 1: 60.5 is not a pitch; write MIDI numbers from 0 to 127");
  EXPECT_EQ(reason_for("[[-1]]"),
            "train/001: frame 0: -1 is not a pitch; write MIDI numbers from 0 to 127");
  EXPECT_EQ(reason_for("[[\"C4\"]]"),
            "train/001: frame 0: \"C4\" is not a pitch; write MIDI numbers from 0 to 127");
  EXPECT_EQ(reason_for("[[" + std::string(200'000, '[') + std::string(200'000, ']') + "]]"),
            "train/001: frame 0: a list is not a pitch; write MIDI numbers from 0 to 127");
  EXPECT_EQ(reason_for("[60]"),
            "train/001: frame 0: is not a list of pitches; write [] for silence");
  EXPECT_EQ(reason_for("7"), "train/001: is not a list of frames");
  EXPECT_EQ(reason_for("[[" + frames("0", 60) + ", 1, " + frames("0", 27) + "]]"),
            "train/001: frame 0: 88 zeros and ones are no pitches; tools/piano_rolls.py makes the "
            "lists of pitches that this command reads");
  EXPECT_EQ(reason_for("[[0, 1]]"), "not left out");
}

TEST(Frames, ErrorsSayWhereAndWhatToDo) {
  EXPECT_EQ(error_of(R"({"train": [[[60]]], "validation": [[[60]]], "test": [[[60]]]})"),
            "set.json: has no pieces under \"valid\"; needed are lists of pieces under \"train\", "
            "\"valid\" and \"test\"; its keys are \"test\", \"train\", \"validation\"");
  EXPECT_EQ(error_of("{}"),
            "set.json: has no pieces under \"test\"; needed are lists of pieces under \"train\", "
            "\"valid\" and \"test\"; it has no keys at all");
  EXPECT_EQ(error_of(R"({"train": [[[60]], 7], "valid": [[[300]], 7], "test": [[[60]]]})"),
            "set.json: none of the 2 pieces under \"valid\" can be read: valid/000: frame 0: 300 "
            "is not a pitch; write MIDI numbers from 0 to 127");
  EXPECT_EQ(error_of("[]"),
            "set.json: is not a JSON object with the keys \"train\", \"valid\" and \"test\"");
  EXPECT_EQ(error_of("{\"train\"").rfind("set.json: is not JSON: ", 0), 0U);
  EXPECT_NE(read_frames("/nowhere/set.json", 1).error().message().find("/nowhere/set.json"),
            std::string::npos);
}

TEST(Frames, NamesTheFilesOfOtherPrograms) {
  const std::string converter =
      ", not JSON; tools/piano_rolls.py makes the lists of pitches that this command reads";
  EXPECT_EQ(error_of("MATLAB 5.0 MAT-file, Platform: GLNXA64"),
            "set.json: is a MATLAB file" + converter);
  EXPECT_EQ(error_of("(dp1\nS'test'\n"), "set.json: is a Python pickle" + converter);
  EXPECT_EQ(error_of("\x80\x04\x95"), "set.json: is a Python pickle" + converter);
  EXPECT_EQ(error_of("PK\x03\x04"), "set.json: is a zip archive, as NumPy's .npz is" + converter);
}

TEST(Frames, UnknownKeysAreNamed) {
  const auto corpus =
      parse(R"({"train": [[[60]]], "valid": [[[60]]], "test": [[[60]]], "fs": 4, "author": "B"})");
  ASSERT_TRUE(corpus) << corpus.error().message();
  EXPECT_EQ(describe(corpus->account),
            (std::vector<std::string>{"ignored keys beside \"train\", \"valid\" and \"test\": "
                                      "author; fs"}));
}

TEST(Frames, ANoteThatIsTooLongIsStruckAgain) {
  const std::string piece = "[" + frames("[48]", 20) + ", " + frames("[48, 60]", 602) + ", [50]]";
  const std::vector<Note> notes = notes_of(piece);
  EXPECT_EQ(notes, (std::vector<Note>{{0, Q(255, 4), 48},
                                      {5, Q(255, 4), 60},
                                      {Q(255, 4), Q(255, 4), 48},
                                      {Q(275, 4), Q(255, 4), 60},
                                      {Q(510, 4), Q(112, 4), 48},
                                      {Q(530, 4), Q(92, 4), 60},
                                      {Q(622, 4), Q(1, 4), 50}}));
  std::vector<std::set<int>> roll(623, {48, 60});
  std::fill_n(roll.begin(), 20, std::set<int>{48});
  roll.back() = {50};
  EXPECT_EQ(roll_of(notes, Q(1, 4), 623), roll);
  EXPECT_EQ(describe(account_of_piece(piece)),
            (std::vector<std::string>{
                "2 notes longer than 1023/16 quarters, the longest possible duration, struck again "
                "after it, which gives the same frames; the first: train/001: frame 0: pitch 48 "
                "lasts 622 frames"}));
}

TEST(Frames, ANoteOfTheLongestDurationIsNotStruckAgain) {
  const std::string piece = "[" + frames("[60]", 255) + "]";
  EXPECT_EQ(notes_of(piece), (std::vector<Note>{{0, Q(255, 4), 60}}));
  EXPECT_EQ(account_of_piece(piece), FrameAccount());
}

TEST(Frames, EndlessSilenceIsShortened) {
  const std::string piece =
      "[" + frames("[]", 1000) + ", [60], " + frames("[]", 400) + ", [62], []]";
  EXPECT_EQ(notes_of(piece),
            (std::vector<Note>{{Q(255, 4), Q(1, 4), 60}, {Q(510, 4), Q(1, 4), 62}}));
  const auto corpus = parse(set_with(piece));
  ASSERT_TRUE(corpus);
  EXPECT_EQ(corpus->frames[2], 1403);
  EXPECT_EQ(describe(corpus->account),
            (std::vector<std::string>{
                "2 silences shortened so that no two onsets are more than 1023/16 quarters apart, "
                "891 frames in all, which the counts of frames still hold; the first: train/001: "
                "frame 1000: 1000 frames after the onset before it"}));
}

TEST(Frames, SilenceAfterALongNoteLosesNothingThatSounds) {
  const std::string piece = "[" + frames("[60]", 300) + ", " + frames("[]", 300) + ", [62]]";
  EXPECT_EQ(
      notes_of(piece),
      (std::vector<Note>{{0, Q(255, 4), 60}, {Q(255, 4), Q(45, 4), 60}, {Q(510, 4), Q(1, 4), 62}}));
}

TEST(Frames, EmptyFramesAtBothEndsAndPiecesOfNoneStay) {
  const auto corpus =
      parse(R"({"train": [[[], [60], []], []], "valid": [[[], []]], "test": [[[60]]]})");
  ASSERT_TRUE(corpus) << corpus.error().message();
  EXPECT_EQ(count_part(*corpus, FramePart::kTrain), (FrameCounts{2, 3, 1}));
  EXPECT_EQ(count_part(*corpus, FramePart::kValid), (FrameCounts{1, 2, 0}));
  EXPECT_EQ(corpus->account, FrameAccount());
}

TEST(Frames, RefuseAFrameThatGivesImpossibleDurations) {
  EXPECT_EQ(error_of_piece("[[], [60], [60], [60]]", Q(1, 5)),
            "set.json: test/000: frame 0: a note of 1 frames would be 1/5 quarters, and possible "
            "are 16ths and 12ths of a quarter up to 1023/16; choose another length of a frame");
  EXPECT_EQ(error_of(R"({"test": [[[60], [60], [60], [60], [60], [], [60]]], "train": [[[60]]],
                         "valid": [[[60]]]})",
                     Q(1, 5)),
            "set.json: test/000: frame 6: a wait of 6 frames would be 6/5 quarters, and possible "
            "are 16ths and 12ths of a quarter up to 1023/16; choose another length of a frame");
  EXPECT_NE(error_of(R"({"train": [[[60]]], "valid": [[[60]]], "test": [[[60]]]})", 1000),
            "no error");
}

}  // namespace
}  // namespace bachprop
