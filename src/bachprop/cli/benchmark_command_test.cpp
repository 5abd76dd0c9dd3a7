#include <fmt/core.h>
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
#include "bachprop/train/trained_model.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

// Scales in thirds, up from `lowest`, with a rest at the end of each.
std::string piece(int lowest) {
  std::string frames;
  for (int i = 0; i < 16; ++i) {
    const int pitch = lowest + i / 2;
    frames += fmt::format("[{}, {}.0], ", pitch, pitch + 4);
  }
  return "[" + frames + "[]]";
}

// `test`: the lowest pitches of the test pieces.
std::string rolls(const std::vector<int>& test) {
  std::string train;
  std::string pieces;
  for (int lowest = 50; lowest < 62; ++lowest) {
    train += (train.empty() ? "" : ", ") + piece(lowest);
  }
  for (const int lowest : test) {
    pieces += (pieces.empty() ? "" : ", ") + piece(lowest);
  }
  return R"({"train": [)" + train + R"(], "valid": [)" + piece(53) + R"(], "test": [)" + pieces +
         "]}";
}

class BenchmarkCommand : public CommandTest {
 protected:
  void SetUp() override {
    CommandTest::SetUp();
    file_ = (folder_ / "rolls.json").string();
    ASSERT_TRUE(write_file(file_, rolls({55, 57})));
  }

  int run(std::vector<std::string> words) {
    words.insert(words.begin(), "benchmark");
    return run_command(add_benchmark_command, std::move(words), output_, errors_);
  }
  // On the small file, with a small network.
  int run_small(const std::vector<std::string>& words) {
    std::vector<std::string> all = {file_,      "--frame", "1/4",         "--hidden", "8",
                                    "--epochs", "3",       "--precision", "fp32"};
    all.insert(all.end(), words.begin(), words.end());
    return run(all);
  }

  std::string file_;
};

TEST_F(BenchmarkCommand, ReportsTheTestPartInAllUnits) {
  ASSERT_EQ(run_small({"--json"}), 0) << errors_;
  const auto json = nlohmann::json::parse(output_);
  EXPECT_EQ(json["frame"], "1/4");
  EXPECT_EQ(json["train"]["pieces"], 12);
  EXPECT_EQ(json["valid"]["pieces"], 1);
  const auto& test = json["test"];
  EXPECT_EQ(test["pieces"], 2);
  EXPECT_EQ(test["frames"], 34);
  EXPECT_EQ(test["notes"], 32);
  const double nats = test["nats"];
  EXPECT_GT(nats, 0);
  EXPECT_NEAR(test["nats_per_piece"], nats / 2, 1e-9);
  EXPECT_LT(test["nats_per_piece_without_end"], nats / 2);
  EXPECT_NEAR(test["nats_per_frame"], nats / 34, 1e-9);
  EXPECT_NEAR(test["nats_per_onset"], nats / 32, 1e-9);
  EXPECT_NEAR(test["nats_per_note"]["sum"], nats / 34, 1e-9);
  EXPECT_EQ(json["epochs"].size(), 3U);
  const int best = json["best_epoch"];
  // The trainer chooses by the mean of both orders of chords; their mixture costs less.
  const double chosen_by =
      json["epochs"][static_cast<std::size_t>(best - 1)]["valid"]["nats_per_note"];
  const double measured = json["valid"]["nats_per_note"]["sum"];
  EXPECT_LT(measured, chosen_by);
  EXPECT_GT(measured, chosen_by - 0.2);
  EXPECT_GE(json["comparability"].size(), 10U);
  EXPECT_FALSE(json.contains("published"));
}

TEST_F(BenchmarkCommand, PrintsTheSameForPeople) {
  ASSERT_EQ(run_small({}), 0) << errors_;
  for (const char* part : {"epoch    3/3", "a piece, without its END", "a merged onset",
                           "held and repeated notes:", "conditional leaks:", "random key"}) {
    EXPECT_NE(output_.find(part), std::string::npos) << part << "\n" << output_;
  }
}

// The other test part has the same notes at other places.
TEST_F(BenchmarkCommand, TheTestPartChangesNothingInTraining) {
  ASSERT_EQ(run_small({"--json"}), 0) << errors_;
  const auto json = nlohmann::json::parse(output_);
  ASSERT_TRUE(write_file(file_, rolls({60, 51, 52, 59})));
  ASSERT_EQ(run_small({"--json"}), 0) << errors_;
  const auto other = nlohmann::json::parse(output_);
  EXPECT_EQ(json["epochs"], other["epochs"]);
  EXPECT_EQ(json["best_epoch"], other["best_epoch"]);
  EXPECT_EQ(json["valid"], other["valid"]);
  EXPECT_NE(json["test"]["nats"], other["test"]["nats"]);
}

// A drone of 602 frames, and a piece that is none.
TEST_F(BenchmarkCommand, SaysWhatItChangedInTheRollsAndGoesOn) {
  std::string drone;
  for (int i = 0; i < 602; ++i) {
    drone += i == 0 ? "[43]" : ", [43]";
  }
  std::string set = rolls({55});
  set.insert(set.find('[') + 1, "[" + drone + "], [[200]], ");
  ASSERT_TRUE(write_file(file_, set));
  ASSERT_EQ(run_small({}), 0) << errors_;
  const std::string again = "1 note longer than 1023/16 quarters";
  const std::string left_out = "1 piece left out: train/001: frame 0: 200 is not a pitch";
  for (const std::string& change : {again, left_out}) {
    EXPECT_NE(errors_.find(change), std::string::npos) << errors_;
    EXPECT_NE(output_.find(change), std::string::npos) << output_;
  }
  ASSERT_EQ(run_small({"--json"}), 0) << errors_;
  const auto json = nlohmann::json::parse(output_);
  EXPECT_EQ(json["changes"].size(), 2U);
  EXPECT_EQ(json["train"]["pieces"], 13);
  EXPECT_EQ(json["train"]["frames"], 12 * 17 + 602);
}

TEST_F(BenchmarkCommand, NamesAFileOfAnotherProgramAndItsConverter) {
  ASSERT_TRUE(write_file(file_, "MATLAB 5.0 MAT-file, Platform: posix"));
  EXPECT_EQ(run({file_, "--frame", "1/4"}), 1);
  EXPECT_NE(errors_.find("is a MATLAB file, not JSON; tools/piano_rolls.py"), std::string::npos)
      << errors_;
}

TEST_F(BenchmarkCommand, WritesTheModelAndSaysHowItWasAugmented) {
  const std::string model = (folder_ / "m.safetensors").string();
  ASSERT_EQ(run_small({"-o", model, "--transpose", "all", "--rhythm-augmentation"}), 0) << errors_;
  EXPECT_NE(output_.find("each in every key that fits, in every epoch; times multiplied"),
            std::string::npos)
      << output_;
  const auto loaded = load_model(model);
  ASSERT_TRUE(loaded) << loaded.error().message();
  EXPECT_EQ(loaded->record.options.transpose, Transposition::kAll);
  EXPECT_TRUE(loaded->record.options.rhythm_augmentation);
  EXPECT_EQ(loaded->record.pieces.size(), 15U);
  // Half a quarter under all eleven factors, and START/END.
  EXPECT_EQ(loaded->dictionaries.duration.size(), 12);
  EXPECT_EQ(run_small({"--transpose", "all", "--no-transpose"}), 2);
}

TEST_F(BenchmarkCommand, SaysWhereToGetWhatIsMissing) {
  EXPECT_EQ(run({"jsb16", "--data", folder_.string()}), 1);
  EXPECT_NE(errors_.find("https://github.com/czhuang/JSB-Chorales-dataset"), std::string::npos)
      << errors_;
  EXPECT_NE(errors_.find("--data"), std::string::npos) << errors_;
  EXPECT_EQ(run({"nottingham", "--data", folder_.string()}), 1);
  EXPECT_NE(errors_.find("tools/piano_rolls.py"), std::string::npos) << errors_;
}

TEST_F(BenchmarkCommand, RefusesOtherDataUnderAPublishedName) {
  ASSERT_TRUE(make_directories(folder_ / "jsb16"));
  fs::copy_file(file_, folder_ / "jsb16/jsb-chorales-16th.json");
  EXPECT_EQ(run({"jsb16", "--data", folder_.string()}), 1);
  EXPECT_NE(errors_.find("is not the data of jsb16: 12 / 1 / 2 pieces"), std::string::npos)
      << errors_;
}

TEST_F(BenchmarkCommand, NamesWhatIsWrongWithTheArguments) {
  EXPECT_EQ(run({"mozart"}), 1);
  EXPECT_NE(errors_.find("jsb16, jsb-quarter, nottingham"), std::string::npos) << errors_;
  EXPECT_EQ(run({"jsb16", "--frame", "1/4"}), 1);
  EXPECT_NE(errors_.find("leave --frame out"), std::string::npos) << errors_;
  for (const std::string frame : {"", "0", "1/0", "-1", "1/4x", "0.25", "a", "1/"}) {
    EXPECT_EQ(frame.empty() ? run({file_}) : run({file_, "--frame=" + frame}), 1) << frame;
    EXPECT_NE(errors_.find("--frame 1/4 for sixteenths"), std::string::npos) << frame << errors_;
  }
  EXPECT_EQ(run({file_, "--frame", "1/5"}), 1);
  EXPECT_NE(errors_.find("a note of 2 frames would be 2/5 quarters"), std::string::npos) << errors_;
  EXPECT_EQ(run({folder_.string(), "--frame", "1"}), 1);
  EXPECT_NE(errors_.find("is a folder"), std::string::npos) << errors_;
  EXPECT_EQ(run({file_, "--frame", "1", "-o", file_}), 1);
}

}  // namespace
}  // namespace bachprop
