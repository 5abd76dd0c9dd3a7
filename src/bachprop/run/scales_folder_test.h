// For tests: a folder of small MIDI files, and one to write into.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/run/learning.h"
#include "bachprop/score/score_writer.h"
#include "bachprop/train/test_corpora.h"

namespace bachprop {

class ScalesFolder : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(testing::TempDir()) /
              (std::string("run_") + test->test_suite_name() + "_" + test->name());
    std::filesystem::remove_all(folder_);
    ASSERT_TRUE(make_directories(pieces()));
    for (const Piece& piece : scales(10, 32).pieces) {
      ASSERT_TRUE(write_file(pieces() / piece.name, write_score(piece.score)));
    }
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::filesystem::path pieces() const { return folder_ / "pieces"; }
  [[nodiscard]] std::filesystem::path at(const std::string& name) const { return folder_ / name; }
  [[nodiscard]] std::vector<std::byte> bytes_at(const std::string& name) const {
    return read_file(at(name)).value_or(std::vector<std::byte>{});
  }

  // A network that learns the scales in a second, and sees the music around a note.
  [[nodiscard]] static TrainOptions small_options() {
    TrainOptions options = preset_options("music").value();
    options.layers = 1;
    options.hidden = 8;
    options.readout_hidden = 8;
    options.epochs = 4;
    return options;
  }

  std::filesystem::path folder_;
};

}  // namespace bachprop
