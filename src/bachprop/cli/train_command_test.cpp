#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/base/random.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/run_command_test.h"
#include "bachprop/score/score_writer.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;
using Notes = std::vector<Note>;

// Notes one after another, from 20 pitches and 3 durations.
Notes random_notes(int count, std::uint64_t seed) {
  Random random{seed};
  Notes notes;
  Quarters onset = 0;
  for (int i = 0; i < count; ++i) {
    const Quarters duration = 1 + static_cast<int>(random.below(3));
    notes.push_back({onset, duration, 60 + static_cast<int>(random.below(20))});
    onset += duration;
  }
  return notes;
}

// What generate --max-copy looks copies up in: pieces that the model did not learn from are not
// among it.
TEST(TrainCommand, GivesTheModelThePassagesOfItsTrainingPieces) {
  const fs::path folder = fs::path(::testing::TempDir()) / "train_passages";
  fs::remove_all(folder);
  ASSERT_TRUE(make_directories(folder / "pieces"));
  std::vector<Notes> pieces;
  for (int i = 0; i < 4; ++i) {
    pieces.push_back(random_notes(60, static_cast<std::uint64_t>(i)));
    Score score;
    score.notes = pieces.back();
    ASSERT_TRUE(write_file(folder / "pieces" / (std::to_string(i) + ".mid"), write_score(score)));
  }
  ASSERT_TRUE(write_file(folder / "split.tsv",
                         std::string("file\tsplit\n0.mid\ttrain\n1.mid\tvalid\n2.mid\ttrain\n"
                                     "3.mid\ttest\n")));
  std::string output;
  std::string errors;
  ASSERT_EQ(run_command(
                add_train_command,
                {"train", (folder / "pieces").string(), "--split", (folder / "split.tsv").string(),
                 "-o", (folder / "m.safetensors").string(), "--preset", "paper", "--layers", "1",
                 "--hidden", "4", "--epochs", "1", "--threads", "1"},
                output, errors),
            0)
      << errors;
  const auto model = load_model(folder / "m.safetensors");
  ASSERT_TRUE(model) << model.error().message();
  const std::vector<std::span<const Note>> learnt = {pieces[0], pieces[2]};
  EXPECT_EQ(model->passages, passage_hashes(learnt));
  fs::remove_all(folder);
}

std::string text_of(const fs::path& path) {
  const auto bytes = read_file(path);
  return bytes ? std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size()) : "";
}

// Two folders of pieces, and a model to train on either.
class TrainCommandOverAnEarlierTraining : public CommandTest {
 protected:
  void SetUp() override {
    CommandTest::SetUp();
    for (const std::uint64_t seed : {1U, 2U}) {
      const fs::path pieces = folder_ / std::to_string(seed);
      ASSERT_TRUE(make_directories(pieces));
      for (std::uint64_t i = 0; i < 3; ++i) {
        Score score;
        score.notes = random_notes(20, 10 * seed + i);
        ASSERT_TRUE(write_file(pieces / (std::to_string(i) + ".mid"), write_score(score)));
      }
    }
    ASSERT_EQ(train({"--epochs", "2"}), 0) << errors_;
    model_ = text_of(path("m.safetensors"));
  }

  [[nodiscard]] fs::path path(const char* name) const { return folder_ / name; }

  int train(const std::vector<std::string>& more, const char* pieces = "1") {
    std::vector<std::string> words = {"train",     path(pieces).string(),
                                      "-o",        path("m.safetensors").string(),
                                      "--preset",  "paper",
                                      "--layers",  "1",
                                      "--hidden",  "4",
                                      "--threads", "1"};
    words.insert(words.end(), more.begin(), more.end());
    return run_command(add_train_command, words, output_, errors_);
  }
  void expect_error(const char* part) const {
    EXPECT_NE(errors_.find(part), std::string::npos) << errors_;
  }

  std::string model_;
};

TEST_F(TrainCommandOverAnEarlierTraining, ThatIsFinishedWantsToBeAskedForTwice) {
  EXPECT_EQ(train({"--epochs", "3"}, "2"), 1);
  expect_error("m.checkpoint.safetensors holds a finished training (2 epochs): choose another -o");
  EXPECT_EQ(text_of(path("m.safetensors")), model_);
  EXPECT_EQ(train({"--epochs", "1", "--restart"}, "2"), 0) << errors_;
  EXPECT_NE(text_of(path("m.safetensors")), model_);
}

TEST_F(TrainCommandOverAnEarlierTraining, OfWhichOnlyTheModelIsLeftWantsToBeAskedForTwice) {
  fs::remove(path("m.checkpoint.safetensors"));
  EXPECT_EQ(train({"--epochs", "3"}), 1);
  expect_error("m.safetensors is there already: choose another -o, or replace it with --restart");
  EXPECT_EQ(train({"--epochs", "3", "--resume"}), 1);
  expect_error("nothing to resume, begin anew with --restart in place of --resume");
  EXPECT_EQ(text_of(path("m.safetensors")), model_);
  EXPECT_EQ(train({"--epochs", "1", "--restart"}), 0) << errors_;
}

TEST_F(TrainCommandOverAnEarlierTraining, NeverReplacesWhatIsNoTraining) {
  for (const char* name : {"letter.txt", "other.curves.html", "other.curves.jsonl"}) {
    ASSERT_TRUE(write_file(path(name), "mine"));
  }
  const auto train_to = [&](const char* output, const std::vector<std::string>& more) {
    std::vector<std::string> words = {
        "train", path("1").string(), "-o", path(output).string(), "--epochs", "1"};
    words.insert(words.end(), more.begin(), more.end());
    return run_command(add_train_command, words, output_, errors_);
  };
  EXPECT_EQ(train_to("letter.txt", {"--restart"}), 1);
  expect_error(
      "letter.txt is there already, and it is not a model (a file, 4 bytes): choose another -o");
  EXPECT_EQ(train_to("other.safetensors", {}), 1);
  expect_error("other.curves.jsonl is there already, without a training (a file, 4 bytes): choose");
  fs::remove(path("other.curves.jsonl"));
  EXPECT_EQ(train_to("other.safetensors", {"--restart"}), 1);
  expect_error("other.curves.html is there already, without a training (a file, 4 bytes): choose");
  ASSERT_TRUE(write_file(path("third.checkpoint.safetensors"), "mine"));
  EXPECT_EQ(train_to("third.safetensors", {"--restart"}), 1);
  expect_error(
      "third.checkpoint.safetensors is there already, and it is not a checkpoint (a file, 4 "
      "bytes)");
  ASSERT_TRUE(write_file(path("m.at-50.safetensors"), "mine"));
  EXPECT_EQ(train_to("m.safetensors", {"--restart", "--snapshots", "50"}), 1);
  expect_error("m.at-50.safetensors is there already, and it is not a model (a file, 4 bytes)");
  EXPECT_EQ(text_of(path("letter.txt")), "mine");
  EXPECT_FALSE(fs::exists(path("other.safetensors")));
  EXPECT_EQ(train_to("m.safetensors", {"--restart", "--snapshots", "100"}), 0) << errors_;
  fs::rename(path("m.at-100.safetensors"), path("n.at-100.safetensors"));
  for (const char* option : {"--verbose", "--restart"}) {
    EXPECT_EQ(train_to("n.safetensors", {"--snapshots", "100", option}), 1);
    expect_error("n.at-100.safetensors is there already, without a training (a trained model");
  }
}

TEST_F(TrainCommandOverAnEarlierTraining, MayStandBehindALink) {
  fs::create_symlink("m.safetensors", path("link.safetensors"));
  const auto train_to_link = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words = {"train",    path("1").string(),
                                      "-o",       path("link.safetensors").string(),
                                      "--layers", "1",
                                      "--hidden", "4",
                                      "--epochs", "1"};
    words.insert(words.end(), more.begin(), more.end());
    return run_command(add_train_command, words, output_, errors_);
  };
  EXPECT_EQ(train_to_link({}), 1);
  expect_error(
      "link.safetensors is there already: choose another -o, or replace it with --restart");
  EXPECT_EQ(train_to_link({"--restart"}), 0) << errors_;
  EXPECT_FALSE(fs::is_symlink(path("link.safetensors")));
  EXPECT_EQ(text_of(path("m.safetensors")), model_);
}

// By another training of the same -o, for instance.
TEST_F(TrainCommandOverAnEarlierTraining, LeavesWhatAppearsWhileItLearns) {
  std::jthread other([&] {
    while (!fs::exists(path("late.checkpoint.safetensors"))) {
      std::this_thread::yield();
    }
    EXPECT_TRUE(write_file(path("late.at-100.safetensors"), "mine"));
  });
  const std::vector<std::string> words = {"train",       path("1").string(),
                                          "-o",          path("late.safetensors").string(),
                                          "--preset",    "paper",
                                          "--layers",    "1",
                                          "--hidden",    "4",
                                          "--threads",   "1",
                                          "--epochs",    "1000",
                                          "--patience",  "0",
                                          "--snapshots", "100"};
  EXPECT_EQ(run_command(add_train_command, words, output_, errors_), 1);
  expect_error("late.at-100.safetensors: is there already, and was left as it is");
  EXPECT_EQ(text_of(path("late.at-100.safetensors")), "mine");
}

TEST_F(TrainCommandOverAnEarlierTraining, AdvisesToLearnOnWithoutSnapshots) {
  EXPECT_EQ(train({"--epochs", "4", "--lr", "0.05", "--restart", "--snapshots", "100"}), 0)
      << errors_;
  const auto advice = output_.find("Learn on, twice as long in all:");
  ASSERT_NE(advice, std::string::npos) << output_;
  EXPECT_NE(output_.find("--epochs 8 --resume", advice), std::string::npos) << output_;
  EXPECT_EQ(output_.find("--snapshots", advice), std::string::npos) << output_;
}

TEST_F(TrainCommandOverAnEarlierTraining, LooksAtItsPlaceBeforeItReadsAndMakesItsFolder) {
  std::vector<std::string> words = {"train", path("none").string(), "-o",
                                    path("1/0.mid/m.safetensors").string()};
  EXPECT_EQ(run_command(add_train_command, words, output_, errors_), 1);
  expect_error("1/0.mid: the folder cannot be made");
  words = {"train",    path("1").string(),
           "-o",       path("new/folder/m.safetensors").string(),
           "--preset", "paper",
           "--layers", "1",
           "--hidden", "4",
           "--epochs", "1"};
  EXPECT_EQ(run_command(add_train_command, words, output_, errors_), 0) << errors_;
  EXPECT_TRUE(fs::exists(path("new/folder/m.curves.html")));
}

TEST_F(TrainCommandOverAnEarlierTraining, GoesOnWithMoreEpochs) {
  EXPECT_EQ(train({"--epochs", "3", "--resume"}), 0) << errors_;
  EXPECT_NE(output_.find("epoch    3/3"), std::string::npos) << output_;
}

TEST_F(TrainCommandOverAnEarlierTraining, SaysThatItIsOverAndNoMore) {
  EXPECT_EQ(train({"--epochs", "2", "--resume"}), 0) << errors_;
  EXPECT_NE(
      output_.find("Nothing is left to learn: all 2 epochs are done; give more with --epochs"),
      std::string::npos)
      << output_;
  EXPECT_EQ(output_.find("notes/s"), std::string::npos) << output_;
  EXPECT_EQ(text_of(path("m.safetensors")), model_);
  EXPECT_FALSE(fs::exists(path("m.lock")));
}

TEST_F(TrainCommandOverAnEarlierTraining, OfOtherPiecesIsTheOnlyOneThatTheAdviceReplaces) {
  EXPECT_EQ(train({"--epochs", "2", "--resume"}, "2"), 1);
  expect_error("or begin anew with --restart in place of --resume");
  EXPECT_EQ(train({"--epochs", "2", "--resume", "--restart"}, "2"), 2);
  EXPECT_EQ(train({"--epochs", "2", "--restart"}, "2"), 0) << errors_;
}

TEST_F(TrainCommandOverAnEarlierTraining, LeavesThatOneWholeWhereItLearntNothing) {
  const std::string checkpoint = text_of(path("m.checkpoint.safetensors"));
  EXPECT_EQ(train({"--epochs", "2", "--restart", "--lr", "10", "--weight-decay", "10",
                   "--truncation", "1", "--batch", "1", "--clip", "0"}),
            1)
      << errors_;
  EXPECT_EQ(text_of(path("m.safetensors")), model_);
  EXPECT_EQ(text_of(path("m.checkpoint.safetensors")), checkpoint);
  EXPECT_NE(output_.find("is still the earlier training"), std::string::npos) << output_;
}

TEST_F(TrainCommandOverAnEarlierTraining, TakesMinutesInPlaceOfEpochs) {
  for (const char* other : {"--epochs", "--steps", "--step-plan"}) {
    const bool plan = std::string(other) == "--step-plan";
    EXPECT_EQ(train({"--restart", "--minutes", "1", other, plan ? "3:5" : "5"}), 2) << other;
    expect_error(other);
    expect_error("--minutes");
  }
  EXPECT_EQ(train({"--restart", "--minutes", "0"}), 2);
  expect_error("--minutes");
  EXPECT_EQ(train({"--restart", "--step-plan", "open"}), 2);
  expect_error("it says no number of steps");
  EXPECT_EQ(train({"--restart", "--listen", "0.5"}), 2);
  expect_error("--listen");
  EXPECT_EQ(train({"--resume", "--minutes", "1"}), 1);
  expect_error("this training was begun with a number of epochs");
  EXPECT_EQ(text_of(path("m.safetensors")), model_);
}

TEST_F(TrainCommandOverAnEarlierTraining, SaysHowToHaveTheModelOfSomeMinutesAgain) {
  ASSERT_EQ(train({"--restart", "--minutes", "0.05", "--listen", "1"}), 0) << errors_;
  expect_error("In 3 s: about ");
  expect_error("m-heard/00h00m0");
  ASSERT_TRUE(fs::exists(path("m-heard")));
  EXPECT_FALSE(fs::is_empty(path("m-heard")));
  EXPECT_NE(output_.find("planned step"), std::string::npos) << output_;
  EXPECT_NE(output_.find("The same model again, on a machine of any speed:"), std::string::npos);

  const auto model = load_model(path("m.safetensors"));
  ASSERT_TRUE(model) << model.error().message();
  const TrainOptions& options = model->record.options;
  EXPECT_EQ(options.patience, 0);
  const std::size_t decided = output_.find(fmt::format(
      "-o {} --step-plan {} ", path("m-again.safetensors").string(), options.step_plan));
  ASSERT_NE(decided, std::string::npos) << output_;
  // What a loaded machine decided beside the number of steps stands there as well.
  std::istringstream line(output_.substr(output_.find("--step-plan", decided)));
  std::string text;
  std::getline(line, text);
  std::istringstream words(text);
  std::vector<std::string> again = {"--restart"};
  again.insert(again.end(), std::istream_iterator<std::string>(words), {});
  EXPECT_NE(text.find(fmt::format("--readings {}", options.readings)), std::string::npos) << text;
  EXPECT_NE(text.find(fmt::format("--precision {}", name_of(options.precision))), std::string::npos)
      << text;
  const std::string first = text_of(path("m.safetensors"));
  ASSERT_EQ(train(again), 0) << errors_;
  EXPECT_EQ(text_of(path("m.safetensors")), first);
  EXPECT_EQ(output_.find("--step-plan"), std::string::npos) << output_;
}

TEST_F(TrainCommandOverAnEarlierTraining, ChoosesASmallerNetworkWhereNoSizeIsStated) {
  const std::vector<std::string> words = {
      "train", path("1").string(), "-o", path("small.safetensors").string(), "--minutes",
      "0.05",  "--threads",        "1"};
  ASSERT_EQ(run_command(add_train_command, words, output_, errors_), 0) << errors_;
  expect_error("The layers have 128 units");
  EXPECT_NE(output_.find("--hidden 128 --readout-hidden 128"), std::string::npos) << output_;
  EXPECT_EQ(load_model(path("small.safetensors"))->record.options.hidden, 128);
}

TEST_F(TrainCommandOverAnEarlierTraining, MeansAllOfTheMinutesUnlessPatienceIsStated) {
  // So high a rate that an epoch without a better validation comes at once.
  ASSERT_EQ(train({"--restart", "--minutes", "0.05", "--lr", "0.3", "--patience", "1", "--json"}),
            0)
      << errors_;
  const auto model = load_model(path("m.safetensors"));
  ASSERT_TRUE(model) << model.error().message();
  EXPECT_EQ(model->record.options.patience, 1);
  EXPECT_NE(output_.find("Stopped early"), std::string::npos) << output_;
  EXPECT_NE(output_.find("\"step_plan\":\""), std::string::npos) << output_;
  EXPECT_NE(output_.find("\"hidden\":4"), std::string::npos) << output_;
  EXPECT_EQ(train({"--resume"}), 1);
  expect_error("begun with --minutes or a --step-plan");
  ASSERT_EQ(train({"--restart", "--minutes", "0.05", "--lr", "0.3", "--patience", "1"}), 0)
      << errors_;
  EXPECT_NE(output_.find("The same model again, on a machine of any speed:"), std::string::npos)
      << output_;
}

}  // namespace
}  // namespace bachprop
