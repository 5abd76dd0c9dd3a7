#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/base/random.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/run_command_test.h"
#include "bachprop/score/midi_score.h"
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
  ASSERT_TRUE(model) << model.error().message;
  const std::vector<std::span<const Note>> learnt = {pieces[0], pieces[2]};
  EXPECT_EQ(model->passages, passage_hashes(learnt));
  fs::remove_all(folder);
}

}  // namespace
}  // namespace bachprop
