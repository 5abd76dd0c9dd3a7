#include "bachprop/run/composing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/base/numbers.h"
#include "bachprop/run/evaluating.h"
#include "bachprop/run/rendering.h"
#include "bachprop/run/scales_folder_test.h"
#include "bachprop/run/scoring.h"
#include "bachprop/score/midi_score.h"

namespace bachprop {
namespace {

class ComposingWithoutATerminal : public ScalesFolder {
 protected:
  // Eight short pieces of the bundled chorales model as MIDI files.
  [[nodiscard]] ComposingRequest request(const std::string& folder) const {
    return {.output = at(folder),
            .options = {.pieces = 8, .max_notes = 60},
            .sheets = {.formats = {"midi"}}};
  }
  // Writes such a model of the scales.
  void train_model() const {
    const auto collection = read_pieces({.paths = {pieces()}}, 1);
    ASSERT_TRUE(collection);
    const auto model = train(collection->corpus, small_options(), 1);
    ASSERT_TRUE(model) << model.error().message();
    ASSERT_TRUE(save_model(*model, at("scales.safetensors")));
  }
};

TEST_F(ComposingWithoutATerminal, FillsAFolderAndTellsHowFarItIs) {
  std::vector<std::string> told;
  ComposingWatch watch;
  watch.begins = [&](const PiecesFolder::Place& place) { told.push_back(place.folder.string()); };
  watch.progress = [&](const Progress& progress) {
    if (progress.moment == Progress::Moment::kBegins) {
      told.push_back(progress.activity.label);
    }
  };
  const auto outcome = compose_into_folder(request("out"), watch);
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_EQ(outcome->pieces.size(), 8U);
  EXPECT_EQ(outcome->record.pieces.size(), 8U);
  EXPECT_EQ(outcome->troubles, std::vector<std::string>());
  EXPECT_EQ(told, (std::vector<std::string>{"composing", at("out").string()}));
  for (const char* name : {"piece-001.mid", "piece-008.mid", "pieces.json", "index.html"}) {
    EXPECT_TRUE(std::filesystem::exists(at("out") / name)) << name;
  }
  EXPECT_FALSE(compose_into_folder(request("out"))) << "another run is there";
}

// A MIDI file as `likelihood` and --prime read it.
Score score_of(const std::filesystem::path& file) {
  const auto bytes = read_file(file);
  EXPECT_TRUE(bytes) << file;
  return read_score(*bytes, file.string())->score;
}

TEST_F(ComposingWithoutATerminal, PlaysTheSameNotesFlatShapedSlowlyAndByPlayers) {
  const auto compose_as = [&](const std::string& folder, const SheetRequest& sheets) {
    ComposingRequest composing = request(folder);
    composing.options = {.pieces = 24, .seed = 5, .max_notes = 400};
    composing.sheets = sheets;
    auto outcome = compose_into_folder(composing);
    EXPECT_TRUE(outcome) << outcome.error().message();
    return std::move(outcome->pieces);
  };
  const auto pieces = compose_as("flat", {.formats = {"midi"}, .flat = true});
  compose_as("shaped", {.formats = {"midi"}});
  compose_as("slow", {.formats = {"midi"}, .ritardando = true});
  compose_as("strings", {.formats = {"midi"}, .arrangement = "string-quartet", .ritardando = true});
  for (int number = 1; number <= 24; ++number) {
    const std::string name = piece_file_name(number, {.pieces = 24});
    const Score flat = score_of(at("flat") / name);
    const Score slow = score_of(at("slow") / name);
    EXPECT_EQ(score_of(at("shaped") / name), flat) << name;
    EXPECT_EQ(slow.notes, flat.notes) << name;
    EXPECT_EQ(slow.key_signatures, flat.key_signatures) << name;
    EXPECT_EQ(slow.tempos.size() > 1, pieces.at(as_index(number - 1)).ended) << name;
    EXPECT_EQ(score_of(at("strings") / name).notes, flat.notes) << name;
    EXPECT_TRUE(slow.is_composed) << name;
  }
}

TEST_F(ComposingWithoutATerminal, KeepsWhatIsFinishedWhenItIsStopped) {
  ComposingRequest many = request("out");
  many.options.pieces = 500;
  ComposingWatch watch;
  bool enough = false;
  watch.progress = [&](const Progress& progress) { enough = enough || progress.done >= 3; };
  watch.stop = [&] { return enough; };
  const auto outcome = compose_into_folder(many, watch);
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_GE(outcome->pieces.size(), 3U);
  EXPECT_LT(outcome->pieces.size(), 500U);
  EXPECT_TRUE(was_stopped(outcome->record));
}

TEST_F(ComposingWithoutATerminal, IsFollowedByRenderingScoringAndEvaluating) {
  train_model();
  ComposingRequest composing = request("out");
  composing.model = at("scales.safetensors");
  ASSERT_TRUE(compose_into_folder(composing));

  RenderingRequest rendering;
  rendering.paths = {at("out")};
  rendering.output = at("sheets");
  rendering.sheets.formats = {"musicxml"};
  int rendered = 0;
  RenderingWatch watch;
  watch.rendered = [&](const RenderedFile& file) {
    ++rendered;
    EXPECT_EQ(file.error, "") << file.file.name;
  };
  const auto sheets = render_files(rendering, watch);
  ASSERT_TRUE(sheets) << sheets.error().message();
  EXPECT_EQ(rendered, 8);
  EXPECT_TRUE(std::filesystem::exists(at("sheets") / "piece-001.musicxml"));

  const auto scored =
      score_pieces({.paths = {at("out")}, .model = at("scales.safetensors"), .threads = 1});
  ASSERT_TRUE(scored) << scored.error().message();
  EXPECT_EQ(scored->scored, 8U);

  EvaluationRequest evaluating;
  evaluating.generated = {at("out")};
  evaluating.corpus = {pieces()};
  evaluating.model = at("scales.safetensors");
  const auto evaluation = evaluate_pieces(evaluating);
  ASSERT_TRUE(evaluation) << evaluation.error().message();
  EXPECT_EQ(evaluation->report.sets.front().pieces.size(), 8U);
  EXPECT_NE(evaluation_text(evaluation->report), "");
}

TEST_F(ComposingWithoutATerminal, ScoresNothingOnceItIsStopped) {
  ScoringWatch watch;
  watch.stop = [] { return true; };
  const auto scored = score_pieces({.paths = {pieces()}}, watch);
  ASSERT_TRUE(scored) << scored.error().message();
  EXPECT_TRUE(scored->stopped);
}

}  // namespace
}  // namespace bachprop
