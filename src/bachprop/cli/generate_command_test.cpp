#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "bachprop/base/file_io.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/run_command_test.h"
#include "bachprop/corpus/corpus.h"
#include "bachprop/score/midi_score.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {
namespace {

using Q = Quarters;
namespace fs = std::filesystem;

TrainedModel small_model() {
  TrainedModel model;
  model.dictionaries = {.dt = TimeDictionary({0, Q(1, 2), 1}),
                        .duration = TimeDictionary({Q(1, 3), Q(1, 2), 1, 2}),
                        .pitch = PitchDictionary(55, 79)};
  Random random{21};
  model.network =
      Network({.layers = 3, .hidden = 8, .symbols = symbol_counts(model.dictionaries)}, random);
  model.quarters_per_minute = 84;
  return model;
}

// A folder with a model in it, and the program's commands.
class GenerateCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) /
              (std::string("generate_") +
               ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    ASSERT_TRUE(make_directories(folder_));
    ASSERT_TRUE(save_model(small_model(), folder_ / "model.safetensors"));
  }
  void TearDown() override { fs::remove_all(folder_); }

  // The exit code, and what was printed.
  int run(std::vector<std::string> words) {
    const auto add = [](CLI::App& app, int& exit_code) {
      add_generate_command(app, exit_code);
      add_likelihood_command(app, exit_code);
    };
    return run_command(add, std::move(words), output_, errors_);
  }
  // MIDI alone, unless the words ask for another format.
  int generate(std::vector<std::string> words, const std::string& output = "out") {
    if (std::ranges::find(words, "--format") == words.end()) {
      words.insert(words.end(), {"--format", "midi"});
    }
    words.insert(words.begin(), {"generate", "--model", (folder_ / "model.safetensors").string(),
                                 "-o", (folder_ / output).string()});
    return run(words);
  }

  [[nodiscard]] std::string text_of(const fs::path& name) const {
    const auto bytes = read_file(folder_ / name);
    EXPECT_TRUE(bytes) << bytes.error().message;
    return bytes ? std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size()) : "";
  }
  [[nodiscard]] std::map<std::string, std::string> files_in(const fs::path& name) const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::directory_iterator(folder_ / name)) {
      files[entry.path().filename()] = text_of(entry.path());
    }
    return files;
  }

  fs::path folder_;
  std::string output_;
  std::string errors_;
};

TEST_F(GenerateCommand, WritesPiecesTheirRecordAndAPage) {
  ASSERT_EQ(generate({"-n", "3"}), 0) << errors_;
  const auto files = files_in("out");
  ASSERT_EQ(files.size(), 5U);
  EXPECT_TRUE(files.contains("piece-001.mid"));
  EXPECT_TRUE(files.contains("piece-003.mid"));
  EXPECT_NE(files.at("index.html").find("3 new pieces"), std::string::npos);
  const auto json = nlohmann::json::parse(files.at("pieces.json"));
  EXPECT_EQ(json["pieces"].size(), 3U);
  EXPECT_EQ(json["model"]["sha256"].get<std::string>().size(), 64U);
  EXPECT_EQ(json["options"]["quarters_per_minute"], 84.0);
  EXPECT_NE(output_.find("Open "), std::string::npos);
}

TEST_F(GenerateCommand, EqualSeedsGiveEqualBytesAndOthersDoNot) {
  ASSERT_EQ(generate({"-n", "5", "--seed", "4"}, "first"), 0);
  ASSERT_EQ(generate({"-n", "5", "--seed", "4"}, "again"), 0);
  ASSERT_EQ(generate({"-n", "5", "--seed", "5"}, "other"), 0);
  EXPECT_EQ(files_in("first"), files_in("again"));
  EXPECT_NE(files_in("first").at("piece-001.mid"), files_in("other").at("piece-001.mid"));
}

TEST_F(GenerateCommand, GivesTheSameBytesOnAnyNumberOfThreads) {
  ASSERT_EQ(generate({"-n", "20", "--threads", "1"}, "one"), 0);
  ASSERT_EQ(generate({"-n", "20", "--threads", "2"}, "two"), 0);
  ASSERT_EQ(generate({"-n", "20", "--threads", "3"}, "three"), 0);
  EXPECT_EQ(files_in("one"), files_in("two"));
  EXPECT_EQ(files_in("one"), files_in("three"));
  EXPECT_EQ(generate({"--threads", "0"}, "none"), 2);
}

TEST_F(GenerateCommand, FirstPieceDoesNotDependOnHowManyAreAskedFor) {
  ASSERT_EQ(generate({"-n", "1"}, "one"), 0);
  ASSERT_EQ(generate({"-n", "8"}, "eight"), 0);
  EXPECT_EQ(files_in("one").at("piece-001.mid"), files_in("eight").at("piece-001.mid"));
}

// Not only in memory: what a reader of the files finds.
TEST_F(GenerateCommand, EveryTimeDurationAndPitchInTheFilesIsInTheDictionaries) {
  ASSERT_EQ(generate({"-n", "100", "--min-notes", "30", "--max-notes", "80"}), 0);
  const Dictionaries dictionaries = small_model().dictionaries;
  for (const auto& [name, bytes] : files_in("out")) {
    if (name.ends_with(".mid")) {
      const auto reading = read_score(as_bytes_of(bytes), name);
      ASSERT_TRUE(reading) << reading.error().message;
      EXPECT_TRUE(reading->repairs.empty());
      const auto symbols = encode(reading->score, dictionaries);
      EXPECT_TRUE(symbols) << name << ": " << symbols.error().message;
    }
  }
}

TEST_F(GenerateCommand, GoesOnFromAGivenFileInItsTempoAndKey) {
  Score given;
  given.notes = {{0, 1, 60}, {0, 1, 64}, {1, Q(3, 4), 67}, {20, 1, 60}};
  given.tempos = {{0, 60}};
  given.key_signatures = {{0, 2, false}};
  ASSERT_TRUE(write_file(folder_ / "given.mid", write_score(given)));
  ASSERT_EQ(generate({"-n", "2", "--prime", (folder_ / "given.mid").string(), "--min-notes", "9"}),
            0);
  EXPECT_NE(errors_.find("note 3 (at quarter 1): T 3/4 is not in the model's dictionary: taken as "
                         "1/2"),
            std::string::npos)
      << errors_;
  const std::string bytes = text_of("out/piece-002.mid");
  const Score score = read_score(as_bytes_of(bytes), "")->score;
  EXPECT_EQ(score.tempos, given.tempos);
  EXPECT_EQ(score.key_signatures, given.key_signatures);
  EXPECT_EQ(score.notes[0], given.notes[0]);
  EXPECT_GE(score.notes.size(), 9U);
  const auto json = nlohmann::json::parse(text_of("out/pieces.json"));
  EXPECT_EQ(json["prime"]["notes"], 3);
  EXPECT_EQ(json["prime"]["notes_changed"], 1);
}

TEST_F(GenerateCommand, PrintsTheRecordAsJson) {
  ASSERT_EQ(generate({"-n", "1", "--json"}), 0);
  EXPECT_EQ(output_, text_of("out/pieces.json"));
}

// Draws a page with one line for each score.
constexpr const char* kFakeEngraver = R"(#!/bin/sh
for score in */score.musicxml; do
  echo '<svg viewBox="0 0 100 50"><polyline stroke="#000000" fill="none" points="1,2 3,2"/></svg>' \
    >"${score%.musicxml}-1.svg"
  echo '<score/>' >"${score%.musicxml}.spos"
done
)";

TEST_F(GenerateCommand, WritesAndShowsSheetMusicThatIsAskedFor) {
  const fs::path engraver = folder_ / "engraver";
  ASSERT_TRUE(write_file(engraver, kFakeEngraver));
  fs::permissions(engraver, fs::perms::owner_all);
  ASSERT_EQ(generate({"-n", "2", "--format", "musicxml,svg", "--engraver", engraver.string()}), 0)
      << errors_;
  const auto files = files_in("out");
  EXPECT_TRUE(files.contains("piece-002.musicxml"));
  EXPECT_TRUE(files.contains("piece-002-page-1.svg"));
  const auto json = nlohmann::json::parse(files.at("pieces.json"));
  EXPECT_EQ(json["pieces"][0]["musicxml"], "piece-001.musicxml");
  EXPECT_EQ(json["pieces"][0]["svg"], (std::vector<std::string>{"piece-001-page-1.svg"}));
  EXPECT_NE(files.at("index.html").find(R"("lines":[[10,[10,20,30,20]]])"), std::string::npos);
}

TEST_F(GenerateCommand, SaysWhatIsMissingBeforeItComposes) {
  EXPECT_EQ(generate({"--format", "pdf", "--engraver", (folder_ / "none").string()}), 1);
  EXPECT_NE(errors_.find("sudo apt install musescore3"), std::string::npos) << errors_;
  EXPECT_FALSE(fs::exists(folder_ / "out"));
}

TEST_F(GenerateCommand, SaysThatPiecesOfAnEarlierRunAreStillThere) {
  ASSERT_EQ(generate({"-n", "3"}), 0);
  EXPECT_EQ(errors_, "");
  ASSERT_EQ(generate({"-n", "1"}), 0);
  EXPECT_NE(errors_.find("still holds 2 pieces of an earlier run, piece-002.mid to piece-003.mid"),
            std::string::npos)
      << errors_;
}

TEST_F(GenerateCommand, NamesTheOptionThatIsWrongAndWritesNothing) {
  EXPECT_EQ(generate({"--top-p", "1.5"}), 1);
  EXPECT_EQ(errors_, "bachprop generate: top-p 1.5: it must be above 0 and at most 1\n");
  EXPECT_EQ(generate({"--bpm", "0"}), 2);
  EXPECT_EQ(generate({"--prime", (folder_ / "none.mid").string()}), 1);
  EXPECT_FALSE(fs::exists(folder_ / "out"));
}

TEST_F(GenerateCommand, LikelihoodScoresWhatItCanAndNamesTheFirstNoteOfWhatItCannot) {
  ASSERT_EQ(generate({"-n", "2"}), 0);
  Score foreign;
  foreign.notes = {{0, 1, 60}, {1, Q(5, 4), 62}};
  ASSERT_TRUE(write_file(folder_ / "out/foreign.mid", write_score(foreign)));
  const std::string model = (folder_ / "model.safetensors").string();
  ASSERT_EQ(run({"likelihood", "--model", model, "--json", (folder_ / "out").string()}), 0);
  const auto json = nlohmann::json::parse(output_);
  ASSERT_EQ(json["files"].size(), 3U);
  EXPECT_EQ(json["files"][0]["error"],
            "cannot be scored: note 2 (at quarter 1): T = 5/4 is not in the dictionary");
  EXPECT_GT(json["files"][1]["nats_per_note"]["sum"], 0.0);
  EXPECT_EQ(json["all"]["events"].get<int>(),
            json["files"][1]["events"].get<int>() + json["files"][2]["events"].get<int>());
  EXPECT_EQ(run({"likelihood", "--model", model, (folder_ / "out/foreign.mid").string()}), 1);
}

}  // namespace
}  // namespace bachprop
