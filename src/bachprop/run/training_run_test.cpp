#include "bachprop/run/training_run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "bachprop/run/scales_folder_test.h"
#include "bachprop/train/trainer.h"

namespace bachprop {
namespace {

class TrainingWithoutATerminal : public ScalesFolder {
 protected:
  [[nodiscard]] TrainingRequest request(const std::string& model) const {
    return {.source = {.paths = {pieces()}}, .options = small_options(), .output = at(model)};
  }
};

TEST_F(TrainingWithoutATerminal, GivesTheWholeModelInMemoryAndInAFile) {
  const auto outcome = run_training(request("a.safetensors"));
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_EQ(outcome->status, TrainerStatus::kAllEpochsDone);
  const auto collection = read_pieces({.paths = {pieces()}}, 1);
  ASSERT_TRUE(collection) << collection.error().message();
  const auto model = train(collection->corpus, small_options(), /*threads=*/2);
  ASSERT_TRUE(model) << model.error().message();
  EXPECT_EQ(model_bytes(*model), bytes_at("a.safetensors"));
  EXPECT_FALSE(model->passages.empty());
  EXPECT_TRUE(std::filesystem::exists(at("a.curves.html")));
}

TEST_F(TrainingWithoutATerminal, TellsWhatItDoesInOrder) {
  std::vector<std::string> told;
  const auto tell = [&](const std::string& what) {
    if (told.empty() || told.back() != what) {
      told.push_back(what);
    }
  };
  std::uint64_t most = 0;
  std::uint64_t total = 0;
  TrainingWatch watch;
  watch.progress = [&](const Progress& progress) {
    tell(progress.activity.label);
    most = std::max(most, progress.done);
    total = progress.activity.total;
  };
  watch.files = [&](std::span<const FileOutcome> files) {
    tell("files");
    EXPECT_EQ(files.size(), 10U);
  };
  watch.begins = [&](const TrainingBeginning& beginning) {
    tell("begins");
    EXPECT_EQ(beginning.trainer.set().training.size(), 9U);
  };
  int epochs = 0;
  watch.epoch = [&](const EpochRecord&, const TrainOptions&) { ++epochs; };
  ASSERT_TRUE(run_training(request("a.safetensors"), watch));
  EXPECT_EQ(told, (std::vector<std::string>{"reading", "files", "begins", "training"}));
  EXPECT_EQ(epochs, 4);
  EXPECT_EQ(most, total);
}

TEST_F(TrainingWithoutATerminal, StopsWhenAskedAndGoesOnToTheSameBytes) {
  ASSERT_TRUE(run_training(request("whole.safetensors")));
  TrainingWatch watch;
  int epochs = 0;
  watch.epoch = [&](const EpochRecord&, const TrainOptions&) { ++epochs; };
  watch.stop = [&] { return epochs == 2; };
  const auto stopped = run_training(request("parts.safetensors"), watch);
  ASSERT_TRUE(stopped) << stopped.error().message();
  EXPECT_EQ(stopped->status, TrainerStatus::kRunning);
  EXPECT_EQ(stopped->record.epochs.size(), 2U);
  EXPECT_NE(bytes_at("parts.safetensors"), bytes_at("whole.safetensors"));

  TrainingRequest again = request("parts.safetensors");
  ASSERT_FALSE(run_training(again)) << "a training stands there";
  again.resume = true;
  const auto resumed = run_training(again);
  ASSERT_TRUE(resumed) << resumed.error().message();
  EXPECT_EQ(resumed->status, TrainerStatus::kAllEpochsDone);
  EXPECT_EQ(bytes_at("parts.safetensors"), bytes_at("whole.safetensors"));
}

TEST_F(TrainingWithoutATerminal, IsAnErrorInMemoryWhereNoEpochWasDone) {
  const auto collection = read_pieces({.paths = {pieces()}}, 1);
  ASSERT_TRUE(collection);
  LearningWatch watch;
  watch.stop = [] { return true; };
  const auto model = train(collection->corpus, small_options(), 1, watch);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().message(), "stopped before an epoch was done");
}

}  // namespace
}  // namespace bachprop
