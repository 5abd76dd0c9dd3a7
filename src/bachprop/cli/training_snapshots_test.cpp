#include "bachprop/run/training_snapshots.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/run_command_test.h"
#include "bachprop/generate/composer.h"
#include "bachprop/score/score_writer.h"
#include "bachprop/train/test_corpora.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::byte>;

class TrainCommandSnapshots : public CommandTest {
 protected:
  void SetUp() override {
    CommandTest::SetUp();
    ASSERT_TRUE(make_directories(folder_ / "pieces"));
    for (const Piece& piece : scales(10, 32).pieces) {
      ASSERT_TRUE(write_file(folder_ / "pieces" / piece.name, write_score(piece.score)));
    }
  }

  [[nodiscard]] fs::path at(const std::string& name) const {
    return folder_ / (name + ".safetensors");
  }
  // A small network on the scales, whose model is at(name).
  int train(const std::string& name, const std::vector<std::string>& words) {
    std::vector<std::string> all = {"train",    (folder_ / "pieces").string(),
                                    "-o",       at(name).string(),
                                    "--layers", "2",
                                    "--hidden", "8",
                                    "--batch",  "4",
                                    "--json",   "--precision",
                                    "fp32"};
    all.insert(all.end(), words.begin(), words.end());
    if (std::ranges::find(words, "--threads") == words.end()) {
      all.insert(all.end(), {"--threads", "1"});
    }
    return run_command(add_train_command, std::move(all), output_, errors_);
  }
  int train_paper(const std::string& name, std::vector<std::string> words) {
    words.insert(words.begin(), {"--preset", "paper"});
    return train(name, words);
  }
  [[nodiscard]] nlohmann::json end() const {
    const auto before = output_.rfind('\n', output_.size() - 2);
    return nlohmann::json::parse(output_.substr(before == std::string::npos ? 0 : before + 1));
  }
  [[nodiscard]] Bytes bytes(const std::string& name) const {
    return read_file(at(name)).value_or(Bytes{});
  }
  [[nodiscard]] TrainedModel model(const std::string& name) const {
    auto loaded = load_model(at(name));
    EXPECT_TRUE(loaded) << loaded.error().message();
    return *std::move(loaded);
  }
};

TEST_F(TrainCommandSnapshots, StandBesideTheModelAndHoldTheEpochsSoFar) {
  // A tenth of five epochs is half a one, which is rounded up; so is 70 %, 3.5.
  ASSERT_EQ(train_paper("my", {"--epochs", "5", "--snapshots", "70,10,100"}), 0) << errors_;
  EXPECT_EQ(model("my.at-10").record.epochs.size(), 1U);
  EXPECT_EQ(model("my.at-70").record.epochs.size(), 4U);
  EXPECT_EQ(model("my.at-100").record.epochs.size(), 5U);
  EXPECT_EQ(model("my.at-70").record.best_epoch, 4);
  EXPECT_TRUE(errors_.find("not written") == std::string::npos) << errors_;
}

TEST_F(TrainCommandSnapshots, AreAsTheNetworkIsThenNotAsTheBestOne) {
  // So high a rate that the loss goes up and down.
  ASSERT_EQ(train_paper("my", {"--epochs", "10", "--lr", "0.3", "--constant-lr", "--truncation",
                               "8", "--snapshots", "10,20,30,40,50,60,70,80,90,100"}),
            0)
      << errors_;
  const TrainedModel best = model("my");
  ASSERT_LT(best.record.best_epoch, 10) << "the last epoch is the best: take another rate";
  for (int epoch = 1; epoch <= 10; ++epoch) {
    const Network network = model("my.at-" + std::to_string(10 * epoch)).network;
    EXPECT_EQ(std::ranges::equal(network.parameters(), best.network.parameters()),
              best.record.best_epoch == epoch)
        << epoch;
  }
}

TEST_F(TrainCommandSnapshots, OfTheRunningAverageAreWhatValidationIsMeasuredOn) {
  // The one epoch is the best: the model itself holds the average then.
  ASSERT_EQ(train_paper("my", {"--epochs", "1", "--average", "0.5", "--dropout", "0.3",
                               "--snapshots", "100"}),
            0)
      << errors_;
  EXPECT_EQ(bytes("my.at-100"), bytes("my"));
}

TEST_F(TrainCommandSnapshots, ChangeNothingInTheModelAndAreTheSameAgain) {
  ASSERT_EQ(train_paper("plain", {"--epochs", "3"}), 0) << errors_;
  ASSERT_EQ(train_paper("first", {"--epochs", "3", "--snapshots", "10,100"}), 0) << errors_;
  ASSERT_EQ(train_paper("second", {"--epochs", "3", "--snapshots", "10,100", "--threads", "2"}), 0)
      << errors_;
  EXPECT_EQ(bytes("plain"), bytes("first"));
  EXPECT_FALSE(bytes("first.at-10").empty());
  EXPECT_EQ(bytes("first.at-10"), bytes("second.at-10"));
  EXPECT_EQ(bytes("first.at-100"), bytes("second.at-100"));
  EXPECT_NE(bytes("first.at-10"), bytes("first.at-100"));
}

TEST_F(TrainCommandSnapshots, GoOnWithTheTrainingAndThoseThatStandThereStay) {
  const std::vector<std::string> words = {"--epochs", "4", "--snapshots", "25,50,100"};
  ASSERT_EQ(train_paper("whole", words), 0) << errors_;
  // The first loss is below 100 nats: it stops after one epoch.
  ASSERT_EQ(train_paper("parted", {"--epochs", "4", "--snapshots", "25,50,100", "--target", "100"}),
            0)
      << errors_;
  const Bytes early = bytes("parted.at-25");
  ASSERT_FALSE(early.empty());
  EXPECT_TRUE(bytes("parted.at-50").empty());
  ASSERT_EQ(train_paper("parted", {"--epochs", "4", "--snapshots", "25,50,100", "--resume"}), 0)
      << errors_;
  EXPECT_EQ(bytes("parted.at-25"), early);
  EXPECT_EQ(bytes("parted.at-50"), bytes("whole.at-50"));
  EXPECT_EQ(bytes("parted.at-100"), bytes("whole.at-100"));
}

TEST_F(TrainCommandSnapshots, ThatWereNotReachedAreNamed) {
  ASSERT_EQ(train_paper("my", {"--epochs", "4", "--snapshots", "25,50,100", "--target", "100"}), 0)
      << errors_;
  EXPECT_FALSE(fs::exists(at("my.at-50")));
  EXPECT_FALSE(fs::exists(at("my.at-100")));
  EXPECT_NE(errors_.find("which were not written: " + at("my.at-50").string() + " (epoch 2), " +
                         at("my.at-100").string() + " (epoch 4)."),
            std::string::npos)
      << errors_;
  const auto snapshots = end()["snapshots"];
  ASSERT_EQ(snapshots.size(), 3U);
  EXPECT_EQ(snapshots[0]["model"], at("my.at-25").string());
  EXPECT_EQ(snapshots[0]["reached"], true);
  EXPECT_EQ(snapshots[1]["reached"], false);
  EXPECT_EQ(snapshots[2]["epoch"], 4);
}

TEST_F(TrainCommandSnapshots, OfEpochsThatAreOverAreNamedWhenATrainingGoesOn) {
  ASSERT_EQ(train_paper("my", {"--epochs", "4", "--target", "100"}), 0) << errors_;
  ASSERT_EQ(train_paper("my", {"--epochs", "4", "--snapshots", "25,50", "--resume"}), 0) << errors_;
  EXPECT_FALSE(fs::exists(at("my.at-25")));
  EXPECT_TRUE(fs::exists(at("my.at-50")));
  EXPECT_NE(
      errors_.find("are over, they are not written: " + at("my.at-25").string() + " (epoch 1).\n"),
      std::string::npos)
      << errors_;
  EXPECT_EQ(end()["snapshots"][0]["reached"], false);
  EXPECT_EQ(end()["snapshots"][1]["reached"], true);
}

TEST_F(TrainCommandSnapshots, OfAnEarlierPlanAreNotTakenForThoseOfALongerTraining) {
  // A quarter of 4 epochs is 1, of 12 it is 3; one half is 2, then 6.
  ASSERT_EQ(train_paper("my", {"--epochs", "4", "--snapshots", "25,50"}), 0) << errors_;
  const Bytes first = bytes("my.at-25");
  fs::rename(at("my.at-50"), at("half"));
  ASSERT_EQ(train_paper("my", {"--epochs", "12", "--snapshots", "25,50", "--resume"}), 0)
      << errors_;
  EXPECT_EQ(bytes("my.at-25"), first);
  EXPECT_EQ(model("my.at-50").record.best_epoch, 6);
  EXPECT_NE(errors_.find("are over, they are not written: " + at("my.at-25").string() +
                         " (epoch 3). The file " + at("my.at-25").string() +
                         " is of an earlier plan: the model of epoch 1."),
            std::string::npos)
      << errors_;
  const auto snapshots = end()["snapshots"];
  EXPECT_EQ(snapshots[0]["epoch"], 3);
  EXPECT_EQ(snapshots[0]["reached"], false);
  EXPECT_EQ(snapshots[1]["epoch"], 6);
  EXPECT_EQ(snapshots[1]["reached"], true);
}

TEST_F(TrainCommandSnapshots, OfAnEarlierPlanAreNotReplaced) {
  ASSERT_EQ(train_paper("my", {"--epochs", "2", "--snapshots", "100"}), 0) << errors_;
  const Bytes second = bytes("my.at-100");
  EXPECT_EQ(train_paper("my", {"--epochs", "4", "--snapshots", "100", "--resume"}), 1);
  EXPECT_NE(errors_.find(at("my.at-100").string() +
                         " is the model of epoch 2 of an earlier plan: rename it, or leave "
                         "--snapshots out"),
            std::string::npos)
      << errors_;
  ASSERT_TRUE(write_file(at("my.at-99"), std::string("mine")));
  EXPECT_EQ(train_paper("my", {"--epochs", "4", "--snapshots", "99", "--resume"}), 1);
  EXPECT_NE(errors_.find("is there already, and it is not a model (a file, 4 bytes): rename it"),
            std::string::npos)
      << errors_;
  EXPECT_EQ(bytes("my.at-100"), second);
  EXPECT_EQ(model("my").record.epochs.size(), 2U);
  EXPECT_EQ(train_paper("my", {"--epochs", "4", "--resume"}), 0) << errors_;
  EXPECT_EQ(bytes("my.at-100"), second);
}

// So that the advice after Ctrl-C can be followed.
TEST_F(TrainCommandSnapshots, OfALostTrainingDoNotHinderThatWhichReplacedIt) {
  ASSERT_EQ(train_paper("my", {"--epochs", "2", "--snapshots", "100"}), 0) << errors_;
  ASSERT_EQ(
      train_paper("my", {"--epochs", "4", "--snapshots", "25,100", "--target", "100", "--restart"}),
      0)
      << errors_;
  EXPECT_TRUE(fs::exists(at("my.at-25")));
  EXPECT_FALSE(fs::exists(at("my.at-100")));
  ASSERT_EQ(train_paper("my", {"--epochs", "4", "--snapshots", "25,100", "--resume"}), 0)
      << errors_;
  EXPECT_EQ(model("my.at-100").record.best_epoch, 4);
}

TEST_F(TrainCommandSnapshots, AreModelsAndNoOtherFilesOfTheirNames) {
  ASSERT_EQ(train_paper("my", {"--epochs", "4", "--target", "100"}), 0) << errors_;
  ASSERT_TRUE(write_file(at("my.at-25"), std::string("no model")));
  ASSERT_EQ(train_paper("my", {"--epochs", "4", "--snapshots", "25,50", "--resume"}), 0) << errors_;
  EXPECT_NE(errors_.find("The file " + at("my.at-25").string() + " is no model."),
            std::string::npos)
      << errors_;
  EXPECT_EQ(end()["snapshots"][0]["reached"], false);
}

TEST_F(TrainCommandSnapshots, ComposeAndHaveEndingsOfTheirOwn) {
  ASSERT_EQ(train("my", {"--epochs", "2", "--snapshots", "50,100"}), 0) << errors_;
  const TrainedModel early = model("my.at-50");
  EXPECT_FALSE(early.passages.empty());
  const auto pieces = compose(early, {.pieces = 2, .max_notes = 20});
  ASSERT_TRUE(pieces) << pieces.error().message();
  EXPECT_EQ(pieces->size(), 2U);
  // Where the last epoch is the best one, both were made to end in the same way.
  const TrainedModel last = model("my.at-100");
  const TrainedModel best = model("my");
  ASSERT_EQ(best.record.best_epoch, 2) << "the last epoch is not the best: take another seed";
  EXPECT_EQ(last.end_bias, best.end_bias);
}

TEST_F(TrainCommandSnapshots, OfHalfTheSizeWhereTheModelIs) {
  ASSERT_EQ(train_paper("my", {"--epochs", "1", "--half", "--snapshots", "100"}), 0) << errors_;
  EXPECT_TRUE(model("my.at-100").half);
}

TEST_F(TrainCommandSnapshots, AtNoPercentageAreRefused) {
  for (const char* wrong : {"0", "101", "10,,30", "10,", "ten", "10.5", "10 30", "-5", "1e1"}) {
    EXPECT_EQ(train_paper("my", {std::string("--snapshots=") + wrong}), 2) << wrong;
    EXPECT_NE(errors_.find("whole numbers of 1 to 100"), std::string::npos) << errors_;
  }
  EXPECT_EQ(train_paper("my", {"--snapshots", "10,30,10"}), 2);
  EXPECT_NE(errors_.find("10 stands there twice"), std::string::npos) << errors_;
  EXPECT_FALSE(fs::exists(at("my")));
}

TEST(PlannedSnapshots, ComeInTheOrderOfTheirEpochsEachInAFileOfItsOwn) {
  const auto snapshots = planned_snapshots({100, 1, 33}, 10, "a/my.safetensors");
  ASSERT_EQ(snapshots.size(), 3U);
  EXPECT_EQ(snapshots[0].epoch, 1);
  EXPECT_EQ(snapshots[1].epoch, 4);
  EXPECT_EQ(snapshots[2].epoch, 10);
  EXPECT_EQ(snapshots[0].path, "a/my.at-1.safetensors");
  EXPECT_EQ(planned_snapshots({5}, 1, "a.1").front().path, "a.1.at-5.safetensors");
}

}  // namespace
}  // namespace bachprop
