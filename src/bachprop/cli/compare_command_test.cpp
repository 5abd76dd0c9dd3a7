#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/run_command_test.h"
#include "bachprop/report/cell_comparison_report.h"
#include "bachprop/score/score_writer.h"
#include "bachprop/train/test_corpora.h"

namespace bachprop {
namespace {

using Json = nlohmann::json;

// Figures of two runs are compared without what a clock measured.
Json without_seconds(Json json) {
  for (Json& network : json["networks"]) {
    network.erase("seconds");
    for (Json& epoch : network["epochs"]) {
      epoch.erase("seconds");
    }
  }
  return json;
}

class CompareCommand : public CommandTest {
 protected:
  void SetUp() override {
    CommandTest::SetUp();
    ASSERT_TRUE(make_directories(folder_ / "pieces"));
    for (const Piece& piece : scales(10, 32).pieces) {
      ASSERT_TRUE(write_file(folder_ / "pieces" / piece.name, write_score(piece.score)));
    }
  }

  int run(std::vector<std::string> words) {
    words.insert(words.begin(), {"compare", (folder_ / "pieces").string()});
    return run_command(add_compare_command, std::move(words), output_, errors_);
  }
  // With small networks; the JSON.
  Json run_small(const std::vector<std::string>& words, const char* novelty = "0") {
    std::vector<std::string> all = {"--json",   "--layers",  "2",           "--hidden", "24",
                                    "--epochs", "3",         "--precision", "fp32",     "--threads",
                                    "2",        "--novelty", novelty};
    all.insert(all.end(), words.begin(), words.end());
    EXPECT_EQ(run(all), 0) << errors_;
    return Json::parse(output_);
  }
};

TEST_F(CompareCommand, TrainsTheFourCellsAndThePresetMusicBesideThem) {
  const Json json = run_small({}, "2");
  ASSERT_EQ(json["networks"].size(), 5U);
  const std::vector<std::string> cells = {"feedforward", "rnn", "lstm", "gru", "gru"};
  const std::vector<std::string> contexts = {"window", "none", "none", "none", "lines"};
  for (std::size_t i = 0; i < 5; ++i) {
    const Json& network = json["networks"][i];
    EXPECT_EQ(network["cell"], cells[i]);
    EXPECT_EQ(network["options"]["context"], contexts[i]);
    EXPECT_EQ(network["preset"], i < 4 ? "paper" : "music");
    EXPECT_EQ(network["beside"], i == 4);
    EXPECT_EQ(network["end"], "all epochs done");
    EXPECT_EQ(network["epochs"].size(), 3U);
    EXPECT_GT(network["steps"], 0);
    const int best = network["best_epoch"];
    EXPECT_EQ(network["best_valid"],
              network["epochs"][static_cast<std::size_t>(best - 1)]["valid"]);
    for (const Json& epoch : network["epochs"]) {
      EXPECT_GE(epoch["valid"]["nats_per_note"], network["best_valid"]["nats_per_note"]);
      EXPECT_LE(epoch["seconds"], network["seconds"]);
    }
    EXPECT_EQ(network["novelty"]["pieces"], 2);
  }
  EXPECT_EQ(json["train"]["pieces"], 9);
  EXPECT_EQ(json["valid"]["notes"], 32);
  EXPECT_FALSE(json["interrupted"]);
}

TEST_F(CompareCommand, MakesTheCellsAboutEquallyLarge) {
  const Json json = run_small({});
  const double reference = json["reference_parameters"];
  for (const Json& network : json["networks"]) {
    if (network["beside"]) {
      EXPECT_GT(std::abs(network["parameters"].get<double>() / reference - 1), 0.05);
      EXPECT_EQ(network["hidden"], 24);
    } else {
      EXPECT_NEAR(network["parameters"].get<double>() / reference, 1, 0.05) << network["cell"];
    }
  }
  EXPECT_EQ(json["networks"][3]["parameters"], json["reference_parameters"]);
  EXPECT_EQ(json["networks"][3]["hidden"], 24);
  EXPECT_GT(json["networks"][1]["hidden"], json["networks"][2]["hidden"]);
}

TEST_F(CompareCommand, TheSameSeedGivesTheSameFigures) {
  const Json json = without_seconds(run_small({"--seed", "4"}, "2"));
  EXPECT_EQ(json, without_seconds(run_small({"--seed", "4"}, "2")));
  EXPECT_NE(json["networks"], without_seconds(run_small({"--seed", "5"}, "2"))["networks"]);
}

// The validation scale begins on a pitch of its own, but goes as those do that were learnt.
TEST_F(CompareCommand, FindsTheValidationPieceInTheTrainingPieces) {
  const Json novelty =
      run_small({"--cells", "gru", "--presets", "paper"}, "1")["validation_novelty"];
  EXPECT_EQ(novelty["pieces"], 1);
  EXPECT_EQ(novelty["patterns"], 25);
  EXPECT_EQ(novelty["own_share"], 0);
  EXPECT_EQ(novelty["longest_copy"], 32);
}

TEST_F(CompareCommand, TrainsEachForTheTimeWhenThatIsEqual) {
  ASSERT_EQ(run({"--json", "--equal", "time", "--seconds", "0.3", "--cells", "rnn,lstm", "--layers",
                 "1", "--hidden", "4", "--novelty", "0", "--presets", "paper", "--threads", "1"}),
            0)
      << errors_;
  const Json json = Json::parse(output_);
  ASSERT_EQ(json["networks"].size(), 2U);
  EXPECT_EQ(json["seconds_each"], 0.3);
  for (const Json& network : json["networks"]) {
    EXPECT_EQ(network["hidden"], 4);
    EXPECT_EQ(network["options"]["patience"], 0);
    EXPECT_GT(network["epochs_planned"], 1);
    EXPECT_TRUE(network["end"] == "all epochs done" || network["end"] == "out of time");
  }
}

TEST_F(CompareCommand, TakesTheSplitThatIsStated) {
  std::string table = "file\tsplit\n";
  for (int i = 0; i < 10; ++i) {
    table += "scale" + std::to_string(i) + ".mid\t" + (i < 5 ? "valid" : "train") + "\n";
  }
  ASSERT_TRUE(write_file(folder_ / "split.tsv", table));
  const Json json = run_small(
      {"--split", (folder_ / "split.tsv").string(), "--cells", "rnn", "--presets", "paper"});
  EXPECT_EQ(json["train"]["pieces"], 5);
  EXPECT_EQ(json["valid"]["pieces"], 5);
}

TEST_F(CompareCommand, PrintsATableAndWritesAPageWithTheCurves) {
  const std::string page = (folder_ / "report.html").string();
  ASSERT_EQ(run({"--hidden", "6", "--epochs", "2", "--cells", "feedforward,gru", "--novelty", "2",
                 "--threads", "1", "-o", page}),
            0)
      << errors_;
  for (const char* part : {"feedforward", "preset music *", "validation pieces", "own %",
                           "comes nearest to the", "the same split and the seed 1"}) {
    EXPECT_NE(output_.find(part), std::string::npos) << part << "\n" << output_;
  }
  const auto bytes = read_file(page);
  ASSERT_TRUE(bytes);
  const std::string html(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  for (const char* part : {"Validation loss against time", "seconds of training", "gru, training",
                           "\"dashed\":true", "preset music *"}) {
    EXPECT_NE(html.find(part), std::string::npos) << part;
  }
}

TEST_F(CompareCommand, NamesWhatIsWrongWithTheArguments) {
  EXPECT_EQ(run({"--cells", "gru,transformer"}), 2);
  EXPECT_EQ(run({"--presets", "classic"}), 2);
  EXPECT_EQ(run({"--cell", "gru"}), 2);
  EXPECT_EQ(run({"--cells", "gru", "--presets", "music"}), 1);
  EXPECT_NE(errors_.find("add it to --presets"), std::string::npos) << errors_;
  EXPECT_EQ(run({"--equal", "time", "--epochs", "3"}), 1);
  EXPECT_NE(errors_.find("leave one of them out"), std::string::npos) << errors_;
  EXPECT_EQ(run({"--seconds", "3"}), 1);
  EXPECT_NE(errors_.find("--equal time"), std::string::npos) << errors_;
  EXPECT_EQ(run({"--validation", "0"}), 1);
  EXPECT_NE(errors_.find("there are 0 of them and 10 to learn from"), std::string::npos) << errors_;
  EXPECT_EQ(run({"-o", folder_.string()}), 1);
  EXPECT_EQ(run({"--dropout", "2"}), 2);
  EXPECT_NE(errors_.find("--dropout: 2 is not"), std::string::npos) << errors_;
}

TEST(NetworkComparison, OfATrainingThatDivergedAtOnceHasNoFigures) {
  NetworkComparison comparison;
  comparison.networks.push_back({.name = "rnn", .preset = "paper"});
  ComparedNetwork& network = comparison.networks.back();
  network.status = TrainerStatus::kDiverged;
  network.record.epochs.push_back({.epoch = 1, .training = {}, .validation = {}});
  network.record.epochs.back().training.nats[0] = std::nan("");
  network.seconds_at = {1.5};
  const std::string text = network_comparison_text(comparison);
  EXPECT_NE(text.find("diverged"), std::string::npos) << text;
  EXPECT_EQ(text.find("nan"), std::string::npos) << text;
  const auto json = network_comparison_json(comparison);
  EXPECT_TRUE(json["networks"][0]["best_valid"].is_null());
  EXPECT_EQ(json["networks"][0]["end"], "diverged");
  EXPECT_EQ(render_report(network_comparison_page(comparison)).find("nan\""), std::string::npos);
}

// Quarter notes one after another.
std::vector<Note> line(const std::vector<int>& pitches) {
  std::vector<Note> notes;
  for (const int pitch : pitches) {
    notes.push_back({.onset = std::ssize(notes), .duration = 1, .pitch = pitch});
  }
  return notes;
}

TEST(NetworkComparison, NoveltyOfPiecesIsThatOfAllTheirPatterns) {
  const std::vector<Note> scale = line({61, 62, 63, 64});
  const KnownPatterns known({scale}, PatternKind::kExact);
  const NoveltyOfPieces novelty =
      novelty_of(known, {line({65, 66, 67}), line({67, 65, 63, 61})}, 3);
  EXPECT_EQ(novelty, (NoveltyOfPieces{.pieces = 2,
                                      .patterns = 3,
                                      .own_patterns = 2,
                                      .longest_copy = 3,
                                      .mean_longest_copy = 1.5}));
}

}  // namespace
}  // namespace bachprop
