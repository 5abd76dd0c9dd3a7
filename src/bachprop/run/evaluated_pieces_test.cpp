#include "bachprop/run/evaluated_pieces.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/corpus/corpus_file.h"
#include "bachprop/run/small_model_test.h"
#include "bachprop/score/score_writer.h"
#include "bachprop/train/bundled_model.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

Score one_note(int pitch) {
  Score score;
  score.notes = {{0, 1, pitch}};
  return score;
}

// A folder "corpus" of two files and a folder "new" of three.
class EvaluatedPiecesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) /
              (std::string("evaluated_pieces_") +
               ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    for (int i = 0; i < 2; ++i) {
      write("corpus/old-" + std::to_string(i) + ".mid", 60 + i);
    }
    for (int i = 0; i < 3; ++i) {
      write("new/piece-" + std::to_string(i) + ".mid", 70 + i);
    }
    inputs_.generated = {folder_ / "new"};
    inputs_.corpus = {folder_ / "corpus"};
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const fs::path& name, int pitch) const {
    ASSERT_TRUE(make_directories((folder_ / name).parent_path()));
    ASSERT_TRUE(write_file(folder_ / name, write_score(one_note(pitch))));
  }
  // By such a model, and of so many of the three pieces.
  void write_record(const fs::path& folder, const std::string& sha256, int pieces) const {
    Json listed = Json::array();
    for (int i = 0; i < pieces; ++i) {
      listed.push_back({{"file", "piece-" + std::to_string(i) + ".mid"}});
    }
    const Json record = {{"model", {{"name", "theirs"}, {"sha256", sha256}}}, {"pieces", listed}};
    ASSERT_TRUE(write_file(folder_ / folder / "pieces.json", record.dump()));
  }
  // A corpus file of pieces that the bundled model learnt from, by their SHA-256, and of one other.
  void write_pieces_learnt(const std::string& style, std::size_t pieces) const {
    Corpus corpus;
    const auto model = bundled_model(style);
    ASSERT_TRUE(model);
    for (const SplitPiece& piece : model->record.pieces) {
      if (piece.part == SplitPart::kTraining && corpus.pieces.size() < pieces) {
        corpus.pieces.push_back({piece.name, piece.sha256, one_note(60)});
      }
    }
    corpus.pieces.push_back({"zzz.mid", std::string(64, 'f'), one_note(61)});
    corpus.dictionaries = make_dictionaries(corpus.pieces);
    ASSERT_TRUE(write_file(folder_ / "human.safetensors", corpus_bytes(corpus)));
  }
  // A model that learnt from the first file of the corpus.
  [[nodiscard]] fs::path write_model() const {
    const std::string learnt = sha256_hex(read_file(folder_ / "corpus/old-0.mid").value());
    EXPECT_TRUE(
        save_model(model_of({{"x", learnt, SplitPart::kTraining}}), folder_ / "mine.safetensors"));
    return folder_ / "mine.safetensors";
  }
  [[nodiscard]] EvaluatedPieces read() const {
    auto pieces = read_evaluated_pieces(inputs_);
    EXPECT_TRUE(pieces) << pieces.error().message();
    return pieces ? *std::move(pieces) : EvaluatedPieces{};
  }
  [[nodiscard]] std::string error() const {
    const auto pieces = read_evaluated_pieces(inputs_);
    return pieces ? "no error" : pieces.error().message();
  }

  fs::path folder_;
  EvaluateInputs inputs_;
};

TEST_F(EvaluatedPiecesTest, AreAllFilesOfTheNewEvenIfTheyAreTheSameByteForByte) {
  write("new/again.mid", 70);
  write("beside/a.mid", 70);
  write("beside/b.mid", 70);
  write("corpus/again.mid", 60);
  inputs_.beside = {folder_ / "beside"};
  const EvaluatedPieces pieces = read();
  EXPECT_EQ(pieces.generated[0].pieces.size(), 4U);
  EXPECT_EQ(pieces.generated[1].pieces.size(), 2U);
  EXPECT_EQ(pieces.corpus.pieces.size(), 2U);
}

TEST_F(EvaluatedPiecesTest, WarnOfFilesThatTheRecordDoesNotList) {
  write_record("new", std::string(64, '0'), 3);
  EXPECT_THAT(read().warnings, ElementsAre());
  write_record("new", std::string(64, '0'), 1);
  EXPECT_THAT(read().warnings,
              ElementsAre(AllOf(StartsWith("2 of the 3 pieces of new are not listed in "),
                                HasSubstr("pieces.json: they may be another model's"))));
  write_record("new", std::string(64, '0'), 2);
  EXPECT_THAT(read().warnings, ElementsAre(StartsWith("1 of the 3 pieces of new is not listed")));
}

TEST_F(EvaluatedPiecesTest, WarnOfUnlistedFilesInEveryFolderThatIsGiven) {
  write("more/piece-0.mid", 80);
  write("more/piece-7.mid", 81);
  write_record("new", std::string(64, '0'), 3);
  write_record("more", std::string(64, '0'), 3);
  inputs_.generated = {folder_ / "new", folder_ / "more"};
  EXPECT_THAT(read().warnings, ElementsAre(StartsWith("1 of the 5 pieces of new and 1 more")));
  inputs_.generated = {folder_ / "new"};
  inputs_.beside = {folder_ / "more"};
  EXPECT_THAT(read().warnings, ElementsAre(StartsWith("1 of the 2 pieces of more is not listed")));
}

// 3 of the 4 that are given as unseen.
TEST_F(EvaluatedPiecesTest, WarnOfUnseenMusicThatTheirModelHasLearntFrom) {
  write_pieces_learnt("nottingham", 3);
  inputs_.held_out = {folder_ / "human.safetensors"};
  EXPECT_THAT(read().warnings, ElementsAre());
  write_record("new", bundled_model("nottingham").value().sha256, 3);
  EXPECT_THAT(read().warnings,
              ElementsAre(StartsWith("3 of the 4 pieces of unseen human music are among those that "
                                     "the bundled nottingham model learnt from, which wrote new")));
  write_record("new", bundled_model("chorales").value().sha256, 3);
  EXPECT_THAT(read().warnings, ElementsAre());
}

TEST_F(EvaluatedPiecesTest, WarnOfAModelThatIsNotTheirs) {
  inputs_.model = write_model();
  write_record("new", load_model(inputs_.model).value().sha256, 3);
  EXPECT_THAT(read().warnings, ElementsAre());
  write_record("new", std::string(64, '0'), 0);
  EXPECT_THAT(read().warnings, ElementsAre(StartsWith("3 of the 3 pieces of new are not listed")));
  write_record("new", std::string(64, '0'), 3);
  EXPECT_THAT(read().warnings,
              ElementsAre(AllOf(HasSubstr("says that another model wrote new: theirs (SHA-256 "
                                          "00000000...), not the model " +
                                          inputs_.model.string() + " ("))));
}

TEST_F(EvaluatedPiecesTest, AreKnownByTheRecordBesideSingleFilesToo) {
  write_record("new", bundled_model("nottingham").value().sha256, 2);
  write_pieces_learnt("nottingham", 1);
  inputs_.corpus = {folder_ / "human.safetensors"};
  inputs_.generated = {folder_ / "new/piece-0.mid", folder_ / "new/piece-1.mid"};
  EXPECT_THAT(read().how_held_out,
              StartsWith("By its own record, the bundled nottingham model learnt from 1 piece of "
                         "the corpus; 1 more is human music"));
  EXPECT_EQ(read().held_out.pieces.size(), 1U);
  inputs_.generated = {folder_ / "new/piece-2.mid"};
  EXPECT_EQ(read().how_held_out, "") << "the record is not about this file";
}

TEST_F(EvaluatedPiecesTest, NameAModelThatIsAFileAsSuch) {
  inputs_.model = write_model();
  EXPECT_THAT(read().how_held_out,
              StartsWith("By its own record, the model " + inputs_.model.string() +
                         " learnt from "
                         "1 piece of the corpus; 1 more is human music"));
  fs::remove(folder_ / "corpus/old-0.mid");
  ASSERT_TRUE(write_file(folder_ / "corpus/broken.mid", "no MIDI"));
  EXPECT_THAT(error(), StartsWith("the model " + inputs_.model.string() +
                                  " learnt from 1 piece, and none of "));
  EXPECT_THAT(error(),
              HasSubstr("--corpus corpus holds: 1 piece from 2 files, of which 1 could not "
                        "be read. Give the files that it was trained on"));
}

TEST_F(EvaluatedPiecesTest, AreNotHeldAgainstThemselves) {
  inputs_.corpus = inputs_.generated;
  EXPECT_THAT(error(), HasSubstr("stands for the new pieces and for --corpus"));
  inputs_.corpus = {folder_ / "corpus", folder_ / "new" / ".." / "new"};
  EXPECT_THAT(error(), HasSubstr("stands for the new pieces and for --corpus"));
}

}  // namespace
}  // namespace bachprop
