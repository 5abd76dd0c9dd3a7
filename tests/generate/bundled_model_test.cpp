// A thousand pieces by the bundled model: they end by themselves, keep to the dictionaries, and are
// MIDI files that an independent reader reads alike.
#include "bachprop/train/bundled_model.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/corpus/bars.h"
#include "bachprop/corpus/corpus.h"
#include "bachprop/generate/composer.h"
#include "bachprop/score/midi_score.h"
#include "bachprop/score/score_writer.h"
#include "midi/independent_reader.h"

namespace bachprop {
namespace {

// Of one particle: what is tested of many does not depend on the critic.
constexpr int kPieces = 250;
constexpr int kPiecesWithParticles = 24;

class BundledModel : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto loaded = bundled_model();
    ASSERT_TRUE(loaded) << loaded.error().message();
    model = std::make_unique<TrainedModel>(*std::move(loaded));
    auto composed = compose(*model, {.pieces = kPieces, .particles = 1, .threads = 2});
    ASSERT_TRUE(composed) << composed.error().message();
    pieces = *std::move(composed);
  }
  static void TearDownTestSuite() { model.reset(); }

  static std::unique_ptr<TrainedModel> model;
  static std::vector<ComposedPiece> pieces;
};

std::unique_ptr<TrainedModel> BundledModel::model;
std::vector<ComposedPiece> BundledModel::pieces;

TEST_F(BundledModel, NearlyAllPiecesEndByThemselves) {
  ASSERT_EQ(pieces.size(), static_cast<std::size_t>(kPieces));
  EXPECT_GE(std::ranges::count_if(pieces, &ComposedPiece::ended), kPieces * 97 / 100);
}

TEST_F(BundledModel, AllPiecesWithParticlesEndByThemselves) {
  const auto composed = compose(*model, {.pieces = kPiecesWithParticles, .threads = 2});
  ASSERT_TRUE(composed) << composed.error().message();
  EXPECT_EQ(std::ranges::count_if(*composed, &ComposedPiece::ended), kPiecesWithParticles);
}

TEST_F(BundledModel, HalfOfThePiecesAreAsLongAsChoralesUse) {
  std::vector<std::size_t> lengths;
  for (const ComposedPiece& piece : pieces) {
    lengths.push_back(piece.symbols.size());
  }
  std::ranges::sort(lengths);
  EXPECT_GT(lengths[kPieces / 2], 120U);  // the chorales' median is 209 notes
  EXPECT_LT(lengths[kPieces / 2], 360U);
}

TEST_F(BundledModel, NoPieceLeavesTheDictionariesInSymbolsOrInItsFile) {
  for (const ComposedPiece& piece : pieces) {
    for (const NoteSymbols& note : piece.symbols) {
      ASSERT_LT(note.dt, model->dictionaries.dt.start_end());
      ASSERT_LT(note.duration, model->dictionaries.duration.start_end());
      ASSERT_LT(note.pitch, model->dictionaries.pitch.start_end());
    }
    const auto read = read_score(write_score(piece.score), "piece", {.strict = true});
    ASSERT_TRUE(read) << read.error().message();
    const auto symbols = encode(read->score, model->dictionaries);
    ASSERT_TRUE(symbols) << "piece " << piece.number << ": " << symbols.error().message();
  }
}

TEST_F(BundledModel, AnIndependentReaderFindsTheSameNotesInEveryPiece) {
  if (const std::string reason = why_no_independent_reader(); !reason.empty()) {
    GTEST_SKIP() << "SKIPPED: " << reason;
  }
  const auto folder =
      std::filesystem::temp_directory_path() / fmt::format("bachprop_pieces{}", ::getpid());
  ASSERT_TRUE(make_directories(folder));
  std::vector<std::filesystem::path> files;
  std::size_t notes = 0;
  for (const ComposedPiece& piece : pieces) {
    files.push_back(folder / fmt::format("{}.mid", piece.number));
    ASSERT_TRUE(write_file(files.back(), write_score(piece.score)));
    notes += piece.score.notes.size();
  }
  const auto comparison = compare_with_independent_reader(files);
  std::filesystem::remove_all(folder);
  ASSERT_TRUE(comparison) << comparison.error().message();
  EXPECT_EQ(comparison->files, pieces.size());
  EXPECT_EQ(comparison->note_ons, notes);
  EXPECT_TRUE(comparison->disagreements.empty()) << comparison->disagreements.front();
}

TEST(BundledStyles, AreModelsThatComposeInMetresOfTheirCorpora) {
  for (const std::string& style : bundled_styles()) {
    const auto model = bundled_model(style);
    ASSERT_TRUE(model) << model.error().message();
    const auto pieces = compose(*model, {.pieces = 12, .particles = 1});
    ASSERT_TRUE(pieces) << pieces.error().message();
    // A pick-up is a short first bar.
    for (const ComposedPiece& piece : *pieces) {
      ASSERT_FALSE(piece.score.time_signatures.empty());
      EXPECT_TRUE(std::ranges::any_of(model->metres, [&](const MetreCount& metre) {
        return signatures_of({metre.signature}) == piece.score.time_signatures;
      })) << style;
    }
  }
}

TEST(BundledStyles, OfAnotherNameAreAnErrorThatNamesThem) {
  const auto model = bundled_model("jazz");
  ASSERT_FALSE(model);
  EXPECT_NE(model.error().message().find("chorales and nottingham"), std::string::npos);
}

}  // namespace
}  // namespace bachprop
